# SPDX-License-Identifier: Apache-2.0
"""A condition with its values read: what each kind of condition can be asked, once for all three compilers.

The person at hand (`rules.judging`), PostgreSQL (`queries.record`, `queries.facts`) and the lake (`queries.lake`) all begin
here, so a value is understood in one way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, Literal
from unicodedata import normalize

from omotenashi.engagement.audience.rules.definitions import Condition
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures.conditions import BoughtParams, LastParams, TouchParams
from omotenashi.insight.measures.cpm_ranks import STATES, CpmParams
from omotenashi.insight.measures.params import BadParameter, Common, option
from omotenashi.insight.measures.words import N_
from omotenashi.insight.tastes.traits import AXES

type Act = Literal["view", "cart", "try", "visit", "click", "friend"]
# Why somebody is judged anew: what was said of them.
type Cause = Literal[
    "orders",
    "touches",
    "answers",
    "notes",
    "points",
    "tier",
    "profile",
    "contact",
    "segments",
    "scores",
    "tags",
    "tastes",
    "usage",
]


@dataclass(frozen=True, kw_only=True)
class SoldParams(BoughtParams):
    """Purchases, also by the brand of what was in them and by who sold it."""

    brand: tuple[str, ...] = option((), N_("Brand"))
    staff: tuple[str, ...] = option((), N_("Sold by"))


@dataclass(frozen=True, kw_only=True)
class TouchedParams(TouchParams):
    """What somebody did without buying, and how often."""

    least: int = option(1, N_("Times, at least"), low=1)
    most: int = option(0, N_("Times, at most"))


@dataclass(frozen=True, kw_only=True)
class SequenceParams(Common):
    """One thing and then another, at most so many hours later."""

    first: Act = option("view", N_("First"))  # noqa: RUF009  # makes a field
    then: Act = option("cart", N_("Then"))  # noqa: RUF009  # makes a field
    hours: int = option(24, N_("Within hours"), low=1)
    within: int = option(0, N_("Within the last days"))


@dataclass(frozen=True, kw_only=True)
class ReasonParams(Common):
    """What somebody said of why they bought; the last answer on an order counts."""

    reason: tuple[str, ...] = option((), N_("Reason"))
    within: int = option(0, N_("Within the last days"))


@dataclass(frozen=True, kw_only=True)
class NotedParams(Common):
    """What scenarios noted of somebody, under these names or any, and how often."""

    note: tuple[str, ...] = option((), N_("Note"))
    within: int = option(0, N_("Within the last days"))
    least: int = option(1, N_("Times, at least"), low=1)
    most: int = option(0, N_("Times, at most"))

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", tuple(normalize("NFKC", one) for one in self.note))


@dataclass(frozen=True, kw_only=True)
class KindParams(CpmParams):
    """Which kind of customer somebody is by CPM, and whether still here or gone; without a state both."""

    kind: tuple[str, ...] = option((), N_("Kind of customer"))
    state: tuple[str, ...] = option((), N_("State"))

    def __post_init__(self) -> None:
        CpmParams.__post_init__(self)
        for name, known in (("kind", self.kinds), ("state", STATES)):
            if wrong := [one for one in getattr(self, name) if one not in known]:
                raise BadParameter(name, wrong[0], ", ".join(known))


# What the record holds, in the lake as in the database.
RECORD: dict[str, tuple[type[Common], Cause]] = {
    "bought": (SoldParams, "orders"),
    "last": (LastParams, "orders"),
    "first": (Common, "orders"),
    "touched": (TouchedParams, "touches"),
    "sequence": (SequenceParams, "touches"),
    "reason": (ReasonParams, "answers"),
    "noted": (NotedParams, "notes"),
    "kind": (KindParams, "orders"),
}
# What the measures know of a purchase beyond where, when and what it was: whoever asks for it asks the lake alone.
_OF_THE_LAKE = tuple(
    parameters.public_name(item)
    for item in fields(Common)
    if item.name not in ("start", "end", "channel", "location", "medium", "product", "category")
)

_RANGE = {"from": "number", "to": "number"}
# The axes of 好みの傾向, from which a condition takes values; of several axes each must fit.
TASTES = AXES
# How far somebody is with a product. What was opened is begun and never finished.
STAGES = ("begun", "under_way", "finished", "not_begun")
# What the database knows of each person now: the values by kind, and what is said when it changes.
FACTS: dict[str, tuple[Mapping[str, str], Cause]] = {
    "rank": ({"rank": "words"}, "scores"),
    "ltv": (_RANGE, "scores"),
    "orders": (_RANGE, "scores"),
    "value": (_RANGE, "scores"),
    "alive": (_RANGE, "scores"),
    "prefecture": ({"prefecture": "words"}, "profile"),
    # The rank that the programme of points decided on; `member_rank` is what the profile says, of files and of staff.
    "tier": ({"tier": "words"}, "tier"),
    "member_rank": ({"member_rank": "words"}, "profile"),
    "gender": ({"gender": "words"}, "profile"),
    "birthday": ({"month": "words"}, "profile"),
    "age": (_RANGE, "profile"),
    "anniversary": ({"before": "number", "after": "number"}, "profile"),
    "reach": ({"by": "words"}, "contact"),
    "consent": ({"purpose": "words", "by": "any"}, "contact"),
    "stopped": ({"by": "any"}, "contact"),
    "near": ({"location": "words", "how": "how"}, "profile"),
    "distance": ({"location": "codes", "km": "number"}, "profile"),
    "points": (_RANGE, "points"),
    "segment": ({"segment": "words"}, "segments"),
    "tag": ({"tag": "words"}, "tags"),
    "taste": (dict.fromkeys(TASTES, "any"), "tastes"),
    "usage": ({"product": "codes", "use": "any", "stage": "stage", **_RANGE}, "usage"),
}
# Every kind of condition.
ASKED = frozenset({*RECORD, *FACTS})
# How many digits two postal codes share where two places are close: a town has all seven of its own, the first three name
# the office that sorts an area. Kilometres are asked by `distance`, where positions of postal codes were loaded.
NEAR = {"town": 7, "area": 3, "prefecture": 0}
# How far off the distance of a postal code from a shop is kept (`locations.queries.REACH_KM`).
FARTHEST_KM = 50
# As many days before and after a birthday as a year can tell apart.
_MOST_DAYS = 180


@dataclass(frozen=True)
class Asked:
    """A condition that has been read: its values are `params` (of the record) or `said` (of what is known now)."""

    what: str
    params: Any = None
    said: Mapping[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return (self.said or {})[name]


def read(one: Condition, *, day: date) -> Asked:
    """Read a condition. Raises BadParameter for one that is not known or that cannot be read."""
    return _read(one.what, tuple(sorted(one.values.items())), day)


# The same few are read for every batch of what happened.
@lru_cache(maxsize=2_000)
def _read(what: str, given: tuple[tuple[str, str], ...], day: date) -> Asked:
    said_as = dict(given)
    if what in RECORD:
        kind, _cause = RECORD[what]
        return Asked(what, params=parameters.parse(kind, said_as, as_of=day))
    if what not in FACTS:
        raise BadParameter("what", what, ", ".join((*RECORD, *FACTS)))
    values, _cause = FACTS[what]
    if unknown := sorted(set(said_as) - set(values)):
        raise BadParameter(unknown[0], said_as[unknown[0]], ", ".join(values))
    said = {name: _KINDS[kind](name, said_as.get(name, "")) for name, kind in values.items()}
    if what == "anniversary" and (large := [n for n in said if said[n] > _MOST_DAYS]):
        raise BadParameter(large[0], str(said[large[0]]), f"at most {_MOST_DAYS}")
    if what == "taste" and not any(said.values()):
        raise BadParameter("category", "", "at least one")
    if what == "distance":
        _check_distance(said)
    return Asked(what, said=said)


def _check_distance(said: Mapping[str, Any]) -> None:
    if not said["location"]:
        raise BadParameter("location", "", "at least one")
    if not 0 < said["km"] <= FARTHEST_KM:
        raise BadParameter("km", str(said["km"]), f"1 to {FARTHEST_KM}")


def is_live(one: Condition) -> bool:
    """Can it be asked of one person at hand? If not, or if it cannot be read, a segment with it follows the lake."""
    try:
        read(one, day=date.min)
    except BadParameter:
        return False
    return one.what in FACTS or not any(one.values.get(name, "").strip() for name in _OF_THE_LAKE)


def cause(one: Condition) -> Cause:
    """Say what is said of somebody for whom a condition may turn."""
    return RECORD[one.what][1] if one.what in RECORD else FACTS[one.what][1]


def narrows(params: Common) -> dict[str, tuple[str, ...]]:
    """Give the lists by which purchases are narrowed, those that say something."""
    names = ("channel", "location", "medium", "staff", "product", "category", "brand")
    known = {field.name for field in fields(params)}
    return {name: found for name in names if name in known and (found := getattr(params, name))}


def in_list(word: str) -> str:
    """Give a word as it stands in a list of them, which commas part: its own are wide ones, and both are read as one."""
    return word.replace(",", "，")


def _words(name: str, text: str) -> list[str]:
    found = _any(name, text)
    if not found:
        raise BadParameter(name, text, "at least one")
    return found


def _any(_name: str, text: str) -> list[str]:
    return [normalize("NFKC", word) for part in text.split(",") if (word := part.strip())]


def _codes(_name: str, text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _number(name: str, text: str) -> int:
    if not text.strip():
        return 0
    if not (text.strip().isdecimal() and len(text.strip()) < 16):
        raise BadParameter(name, text, "a whole number")
    return int(text)


def _how(name: str, text: str) -> str:
    if text.strip() not in NEAR:
        raise BadParameter(name, text, ", ".join(NEAR))
    return text.strip()


def _stage(name: str, text: str) -> str:
    stage = text.strip() or STAGES[0]
    if stage not in STAGES:
        raise BadParameter(name, text, ", ".join(STAGES))
    return stage


_KINDS: dict[str, Callable[[str, str], Any]] = {
    "words": _words, "any": _any, "codes": _codes, "number": _number, "how": _how, "stage": _stage,
}  # fmt: skip
