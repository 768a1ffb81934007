# SPDX-License-Identifier: Apache-2.0
"""What a channel has to do, what the upper floors may ask, and how a channel is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

SENT, REFUSED, DEFERRED, UNKNOWN = "sent", "refused", "deferred", "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message, ready: where it goes and what it says. `headers` are those that the law and the protocols ask for."""

    message_id: UUID
    address: str
    subject: str
    text: str
    html: str
    short: str
    sender_name: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the provider said: `sent`, `refused` (never again), `deferred` (later) or `unknown` (it never said).

    `suppress` is the reason for which the address must not be written to any more; empty where it may.
    """

    message_id: UUID
    state: str
    provider_id: str = ""
    error: str = ""
    suppress: str = ""
    cost: int = 0


class Channel(Protocol):
    """A way to reach somebody."""

    is_simulated: bool

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Give letters to the provider, each once, outside of any transaction. Never raises: it says `unknown`."""


@cache
def channel(name: str) -> Channel:
    """Give a channel by its name. Raises KeyError for one that is not connected."""
    return cast("Channel", import_string(settings.MESSAGE_CHANNELS[name])())


def connected() -> tuple[str, ...]:
    """Name the channels that can be used, in the order in which they are offered."""
    return tuple(settings.MESSAGE_CHANNELS)


# Of whom something no longer holds: `(persons, argument, now) -> those`. The floors above bring what they know.
Truth = Callable[[Sequence[UUID], Any, datetime], set[UUID]]
TRUTHS: dict[str, Truth] = {}
