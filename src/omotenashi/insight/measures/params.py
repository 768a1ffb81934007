# SPDX-License-Identifier: Apache-2.0
"""The toggles of a measure: frozen dataclasses, read from plain strings (CLI options, URL queries).

A field's type decides how its text is read: a date is ISO, a list is separated by commas, a choice
must be one of its words. Every refusal names the parameter, the value and what would be right.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from omotenashi.insight.measures.words import N_, Phrase

type SameDay = Literal["merge", "separate"]
type Returns = Literal["deduct", "ignore"]
type Tax = Literal["incl", "excl"]
type Amount = Literal["sales", "margin"]
type Points = Literal["before", "after"]
type Kind = Literal["all", "once", "subscription"]
type Dated = Literal["ordered", "sent"]
type Zero = Literal["exclude", "include"]
type By = Literal["none", "month", "channel", "location", "medium", "staff"]
# Also by what was bought: a purchase of several things then counts for each of them.
type ByFirst = Literal["none", "month", "channel", "location", "medium", "staff", "product", "category"]


def option(default: Any, label: str, *, name: str = "", help_text: str = "", low: int = 0) -> Any:
    """A field of a params class. ``name`` is its public name where Python has the word taken.

    ``low`` is the smallest number allowed, for numbers and lists of numbers.
    """
    metadata = {"label": label, "name": name, "help": help_text, "low": low}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every measure understands. ``as_of`` is a day: nothing after it exists.

    A measure that looks at a few of these only names them in ``heeds``; the others are not offered.
    """

    heeds: ClassVar[tuple[str, ...]] = ()

    as_of: date = field(metadata={"label": N_("As of")})
    start: date | None = option(None, N_("From"), name="from")
    end: date | None = option(None, N_("To"), name="to")
    channel: tuple[str, ...] = option((), N_("Channels"))
    location: tuple[str, ...] = option((), N_("Locations"))
    medium: tuple[str, ...] = option((), N_("Media"))
    product: tuple[str, ...] = option((), N_("Products"))
    category: tuple[str, ...] = option((), N_("Categories"))
    seller: tuple[str, ...] = option((), N_("Staff"))
    order_kind: Kind = option("all", N_("One-off or subscription"))
    dated: Dated = option(
        "ordered",
        N_("Day of an order"),
        help_text=N_("sent: the day on which it was sent or handed over; what is still to be sent is no order yet."),
    )
    same_day: SameDay = option(
        "merge", N_("Same-day orders"), help_text=N_("merge: orders of one day are one purchase.")
    )
    returns: Returns = option("deduct", N_("Returns"))
    tax: Tax = option("incl", N_("Tax"))
    amount: Amount = option("sales", N_("Amount"))
    points: Points = option("before", N_("Points used"))
    zero: Zero = option(
        "exclude",
        N_("Orders without a price"),
        help_text=N_("exclude: an order in which nothing had a price is no purchase."),
    )


# What a measure heeds that counts people and purchases, and no money.
COUNTED = (
    "as_of",
    "start",
    "end",
    "channel",
    "location",
    "medium",
    "product",
    "category",
    "seller",
    "order_kind",
    "dated",
    "same_day",
    "zero",
)
# What one heeds that asks what came before somebody decided to buy: of the day of sending it knows nothing.
DECIDED = tuple(item.name for item in fields(Common) if item.name != "dated")


class BadParameter(Exception):
    """A parameter or a cell that cannot be read. ``phrase`` can be translated."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        self.name, self.value, self.expected = name, value, expected
        self.phrase = Phrase(
            N_("%(name)s: “%(value)s” is not possible; expected %(expected)s."),
            {"name": name, "value": value, "expected": expected},
        )
        super().__init__(str(self.phrase))


@dataclass(frozen=True)
class Parameter:
    """A field as a form needs it. kind: date | number | numbers | words | choice | text."""

    name: str
    label: str
    kind: str
    choices: tuple[str, ...]
    default: str
    help: str
    own: bool  # of this measure, not of all


def parse[P: Common](kind: type[P], values: Mapping[str, str], *, as_of: date) -> P:
    """Read params from strings. ``as_of`` holds unless the values name another day.

    An empty value means the default. Raises BadParameter for a name that does not exist and for a
    value that cannot be read.
    """
    known = {public_name(item): item for item in fields(kind)}
    hints = _hints(kind)
    read: dict[str, Any] = {"as_of": as_of}
    for name, text in values.items():
        if name not in known:
            raise BadParameter(name, text, ", ".join(sorted(known)))
        if text.strip():
            item = known[name]
            read[item.name] = _read(name, text.strip(), hints[item.name], item)
    made = kind(**read)
    if made.start and made.end and made.start > made.end:
        raise BadParameter("to", made.end.isoformat(), f"a day from {made.start.isoformat()} on")
    return made


def to_text(params: Common) -> dict[str, str]:
    """Every parameter as text, so that ``parse`` gives an equal object."""
    return {public_name(item): _write(getattr(params, item.name)) for item in fields(params)}


def describe(kind: type[Common]) -> tuple[Parameter, ...]:
    """The parameters in order, for forms, the command line's help and the API's documents."""
    hints = _hints(kind)
    common = {item.name for item in fields(Common)}
    return tuple(
        Parameter(
            name=public_name(item),
            label=item.metadata.get("label", item.name),
            kind=_kind(hints[item.name]),
            choices=_choices(hints[item.name]),
            default="" if item.default is MISSING else _write(item.default),
            help=item.metadata.get("help", ""),
            own=item.name not in common,
        )
        for item in fields(kind)
        if not kind.heeds or item.name not in common or item.name in kind.heeds
    )


def public_name(item: Field[Any]) -> str:
    """What the parameter is called outside of Python."""
    return item.metadata.get("name") or item.name


def _hints(kind: type[Common]) -> dict[str, Any]:
    return {name: _plain(hint) for name, hint in get_type_hints(kind).items()}


def _plain(hint: Any) -> Any:
    """Look through a type alias and through "or None"."""
    if hasattr(hint, "__value__"):
        return _plain(hint.__value__)
    if get_origin(hint) is types.UnionType:
        return _plain(next(arm for arm in get_args(hint) if arm is not type(None)))
    return hint


def _choices(hint: Any) -> tuple[str, ...]:
    return get_args(hint) if get_origin(hint) is Literal else ()


def _kind(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return "choice"
    if get_origin(hint) is tuple:
        return "numbers" if get_args(hint)[0] is int else "words"
    return {date: "date", int: "number"}.get(hint, "text")


def _read(name: str, text: str, hint: Any, item: Field[Any]) -> Any:
    kind, low = _kind(hint), item.metadata.get("low", 0)
    if kind == "choice":
        if text not in _choices(hint):
            raise BadParameter(name, text, ", ".join(_choices(hint)))
        return text
    if kind == "date":
        return read_date(name, text)
    if kind == "number":
        return _number(name, text, low)
    if kind == "numbers":
        return _rising(name, text, tuple(_number(name, word, low) for word in _words(text)))
    return _words(text) if kind == "words" else text


def read_date(name: str, text: str) -> date:
    """An ISO date, or BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter(name, text, "YYYY-MM-DD") from error


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _number(name: str, text: str, low: int) -> int:
    try:
        value = int(text)
    except ValueError as error:
        raise BadParameter(name, text, N_("a whole number")) from error
    if not low <= value <= 10**15:
        raise BadParameter(name, text, f"a number from {low}")
    return value


def _rising(name: str, text: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    if not numbers or list(numbers) != sorted(set(numbers)) or len(numbers) > 100:
        raise BadParameter(name, text, "rising whole numbers, at most 100")
    return numbers


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)
