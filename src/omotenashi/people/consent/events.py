# SPDX-License-Identifier: Apache-2.0
"""What the consent app tells."""

from dataclasses import dataclass

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(CustomerEvent):
    """What a contact point allows for one purpose changed."""

    purpose: str
    channel: str
    state: str


@dataclass(frozen=True, kw_only=True)
class AddressStopped(CustomerEvent):
    """Nothing (`scope` all), or no advertising, goes to an address any more, whatever was allowed there."""

    channel: str
    scope: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AddressFreed(CustomerEvent):
    """What stopped an address was lifted: what is allowed there counts again."""

    channel: str
    reason: str
