# SPDX-License-Identifier: Apache-2.0
"""What a channel has to do, what the upper floors may ask, and how a channel is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

# So often a message is tried before it is given up.
MOST_TRIES = 5
SENT, REFUSED, DEFERRED, UNKNOWN, FULL = "sent", "refused", "deferred", "unknown", "full"
# Not handed over after all: whoever stopped all advertising did so while its batch was on the way.
HALTED = "halted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message, ready: where it goes and what it says. `headers` are those that the law and the protocols ask for.

    `chat` holds the messages of a chat, `note` a notification: title, body, the page, the way out. Letters of one `batch`
    say the same and are handed over together under its key. `until` is how long it is true; what still waits under a
    `topic` gives way to what comes after it.
    """

    message_id: UUID
    address: str
    subject: str
    text: str
    html: str
    short: str
    sender_name: str
    headers: Mapping[str, str]
    chat: Sequence[Mapping[str, Any]] = field(default=())
    batch: UUID | None = None
    note: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the provider said: `sent`, `refused` (never again), `deferred` (later), `unknown` (it never said), or `full`.

    `full`: the quota is used up, so the gate looks for another way, or for the month in which there is room again.
    `suppress` is the reason for which the address must not be written to any more; empty where it may. `gone` are other
    contact points of the reader that were tried with it and that there are no more.
    """

    message_id: UUID
    state: str
    provider_id: str = ""
    error: str = ""
    suppress: str = ""
    cost: int = 0
    gone: tuple[UUID, ...] = ()


class Forged(Exception):
    """Not signed with our secret."""


class Unreadable(Exception):
    """Signed by the company, and still nothing that we can read."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event. `kind`: follow, unfollow, message, postback, or the company's word for what we do not need."""

    key: str
    kind: str
    user_id: str
    at: datetime
    text: str = ""
    reply_token: str = ""
    is_return: bool = False


class Channel(Protocol):
    """A way to reach somebody.

    `is_repeatable`: what is handed over twice under one key arrives once, so that a message nobody knows of may go again.
    `gathers`: so many letters that say the same may be handed over at once; 0 where each goes alone.
    """

    is_repeatable: bool
    gathers: int

    @property
    def is_simulated(self) -> bool:
        """Say whether it leads nowhere but to the inbox for trials."""

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Give letters to the provider, each once, outside of any transaction. Never raises: it says `unknown`."""


@runtime_checkable
class Metered(Protocol):
    """A channel of which only so much may be used in a month."""

    def quota(self) -> tuple[int | None, int]:
        """Give how many messages a month has, nothing for no limit, and how many are used. Raises Unreachable."""


class Place(Protocol):
    """A channel that is a place of our own: a message waits there until its reader comes by (rules/places.py)."""

    def face(self, content: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give what it says there. Raises Missing."""


class Waiting:
    """What all places of our own have in common: nothing is handed over, the gate lets a message wait for its reader."""

    is_repeatable = True
    gathers = 0
    is_simulated = False

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        """See Channel: what comes here by mistake waits for nobody."""
        return [Outcome(one.message_id, REFUSED, error="content: place") for one in letters]


class Listening(Protocol):
    """A channel that tells us what people did there, and on which one can answer."""

    def check(self, body: bytes, signature: str, *, now: datetime, where: str = "") -> None:
        """Let pass what the company signed. Raises Forged; nothing is read before."""

    def sign(self, body: bytes, *, where: str = "") -> str:
        """Sign a body as the stand-in does; with keys of the company there is none. Raises Forged."""

    def events(self, body: bytes) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Give the events that count, each with what makes it count once. Raises Unreadable."""

    def told(self, event: Mapping[str, Any]) -> Told:
        """Read one event. Raises Unreadable."""

    def reply(self, token: str, text: str) -> bool:
        """Answer what was just told; say whether it was taken. Outside of any transaction. Raises Unreachable."""

    def stranger(self, name: str) -> str:
        """Give an address for somebody of the house who is known on the stand-in alone."""


class Menued(Protocol):
    """A channel with a menu under its chat. Everything raises Unreachable where the company does not answer now."""

    @property
    def is_simulated(self) -> bool:
        """See Channel."""

    def put_up(self, request: Mapping[str, Any], picture: bytes, *, kind: str) -> str:
        """Make a menu with its picture and give the company's name for it; the one of this name again. Raises MenuRefused."""

    def show_to_all(self, menu: str) -> None:
        """Show a menu to whoever has none of their own; "": none. Raises MenuGone, MenuRefused."""

    def link(self, menu: str, users: Sequence[str]) -> None:
        """Show a menu to some, at most 500. Raises MenuGone, MenuRefused."""

    def unlink(self, users: Sequence[str]) -> None:
        """Show some what everybody sees, at most 500. Raises MenuRefused."""

    def take_down(self, menu: str) -> None:
        """Forget a menu; one that is not there is no error."""


class MenuRefused(Exception):
    """The company will never take it as it is."""


class MenuGone(Exception):
    """The company does not know this menu (any more)."""


class Unreachable(Exception):
    """The company did not answer, or not for our keys."""


@cache
def channel(name: str) -> Channel:
    """Give a channel by its name. Raises KeyError for one that is not connected."""
    return cast("Channel", import_string(settings.MESSAGE_CHANNELS[name])())


def listening(name: str) -> Listening:
    """Give a channel that tells us something. Raises KeyError for one that is not connected."""
    return cast("Listening", channel(name))


def menued(name: str) -> Menued:
    """Give a channel with a menu under its chat. Raises KeyError for one that is not connected."""
    return cast("Menued", channel(name))


def repeatable() -> list[str]:
    """Name the channels on which what nobody knows of may be said again."""
    return [name for name in connected() if channel(name).is_repeatable]


def connected() -> tuple[str, ...]:
    """Name the channels that can be used, in the order in which they are offered."""
    return tuple(settings.MESSAGE_CHANNELS)


# Of whom something no longer holds: `(persons, argument, now) -> those`. The floors above bring what they know.
Truth = Callable[[Sequence[UUID], Any, datetime], set[UUID]]
TRUTHS: dict[str, Truth] = {}
