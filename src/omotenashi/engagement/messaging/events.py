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


@dataclass(frozen=True, kw_only=True)
class LineFollowed(CustomerEvent):
    """Somebody added us as a friend on LINE, for the first time or again (`is_return`)."""

    is_return: bool = False


@dataclass(frozen=True, kw_only=True)
class LineBlocked(CustomerEvent):
    """Somebody blocked us on LINE: nothing reaches them there any more."""


@dataclass(frozen=True, kw_only=True)
class LineMessage(CustomerEvent):
    """Somebody wrote to us on LINE or pressed a button there. `comment` is what they wrote, or what the button means."""

    kind: str
    comment: str
