# SPDX-License-Identifier: Apache-2.0
"""What is known of one person, as the person at hand is judged by it. Words are brought into one form (NFKC) by whoever reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Bought:
    """A valid order, or a return whose order is unknown (`order` is None). `things` are product, category and brand of its goods."""

    order: int | None
    day: date
    at: datetime | None
    channel: str
    location: str | None
    medium: str | None
    amount: int
    counts: bool
    staff: str | None = None
    things: frozenset[tuple[str, str | None, str | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Touch:
    """Something somebody did without buying."""

    at: datetime
    day: date
    act: str
    channel: str
    location: str | None
    product: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Why somebody bought, as said of one order; `entry` numbers the answers."""

    entry: int
    at: datetime
    day: date
    order: tuple[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a scenario noted of somebody, under the name that the house chose."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody: what it allows, with the end of each grant, unless it is stopped."""

    channel: str
    grants: Mapping[str, datetime | None] = field(default_factory=dict)
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """Where a shop is: its postal code (seven digits) and its prefecture; the same for everybody who is judged."""

    code: str
    postal_code: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class Used:
    """How far somebody got with a product, in percent, by what is done with it (read, watched, used, opened)."""

    product: str
    use: str
    progress: float


@dataclass(slots=True)
class Facts:
    """What is known of one person, as far as it was asked for."""

    seq: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float | int | None] = field(default_factory=dict)
    born: date | None = None
    bought: list[Bought] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    segments: frozenset[str] = frozenset()
    shops: Sequence[Shop] = ()
    # How many kilometres the shops near them are away.
    reach: Mapping[str, float] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    tastes: frozenset[tuple[str, str]] = frozenset()
    used: list[Used] = field(default_factory=list)
