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
