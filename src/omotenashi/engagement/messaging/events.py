# SPDX-License-Identifier: Apache-2.0
"""What messaging tells: what reached somebody, and what that human did with it."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.people.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class MessageSent(CustomerEvent):
    """A message was handed over. `campaign` is what it belongs to; `template` names what was said."""

    message_id: UUID
    channel: str
    purpose: str
    template: str
    campaign: str


@dataclass(frozen=True, kw_only=True)
class MessageOpened(CustomerEvent):
    """The picture in a message was loaded, by a human as far as one can tell."""

    message_id: UUID
    channel: str
    template: str
    campaign: str


@dataclass(frozen=True, kw_only=True)
class MessageClicked(CustomerEvent):
    """A human followed a link of a message."""

    message_id: UUID
    channel: str
    template: str
    campaign: str
    link: str
