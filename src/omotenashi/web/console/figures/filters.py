# SPDX-License-Identifier: Apache-2.0
"""The filters on the left, made from the measure's own description of its parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.insight import queries as insight
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures.params import Parameter
from omotenashi.web.console.figures.state import State
from omotenashi.web.console.figures.who_words import splits
from omotenashi.web.console.figures.writing import Names, label, looked_up

# Lists longer than this fold away until somebody looks for one.
MOST_OPEN = 6
# Drawn by the page itself.
DRAWN_ELSEWHERE = {
    "rfm": ("r", "f", "m", "cuts", "paint"),
    "explore": (
        "by",
        "show",
        "sort",
        "top",
        "first_channel",
        "newness",
        "prefecture",
        "tier",
        "member_rank",
        "gender",
        "amount",
    ),
}


@dataclass(frozen=True)
class Option:
    """A choice of a field."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True)
class Field:
    """A field of the form. kind: date | number | text | segment | checks | select."""

    name: str
    label: str
    kind: str
    value: str = ""
    options: Sequence[Option] = ()
    help: str = ""
    folded: bool = False
    low: int = 0


@dataclass(frozen=True)
class Group:
    """Fields under one heading; ``open`` when something in it differs from the default."""

    label: str
    fields: list[Field] = field(default_factory=list)
    open: bool = True


_TIME = ("as_of", "from", "to")
_ORIGIN = ("base_product", "base_category", "base_medium")
_WHERE = ("channel", "location", "medium", "order_kind", "seller", "category", "product")


def groups(state: State, names: Names) -> list[Group]:
    """The fields in groups: when, this analysis, where and what, the starting point, how it is counted."""
    known = {one.name: one for one in parameters.describe(state.measure.params)}
    skipped = DRAWN_ELSEWHERE.get(state.measure.name, ())
    own = [one for one in known.values() if one.own and one.name not in (*skipped, *_ORIGIN)]
    origin = [known[name] for name in _ORIGIN if name in known]
    how = [one for one in known.values() if not one.own and one.name not in (*_TIME, *_WHERE, *skipped)]
    changed = state.values
    made = [
        Group(_("Day and period"), [_field(state, known[name]) for name in _TIME if name in known]),
        Group(_("This analysis"), [_field(state, one) for one in own]),
        Group(
            _("Where and what"),
            [
                made
                for name in _WHERE
                if name in known and name not in state.held and (made := _where(state, known[name], names))
            ],
        ),
        Group(
            _("Starting point"),
            [_field(state, one) for one in origin],
            any(one.name in changed for one in origin),
        ),
        Group(_("How it is counted"), [_field(state, one) for one in how], any(one.name in changed for one in how)),
    ]
    return [group for group in made if group.fields]


def words_of(choice: str) -> str:
    """A choice of a parameter in words."""
    said = {
        "none": _("No split"),
        "month": _("Month"),
        "day": _("Day"),
        "channel": _("Channel"),
        "location": _("Shop"),
        "medium": _("Medium"),
        "sales": _("Sales"),
        "margin": _("Gross profit"),
        "incl": _("With tax"),
        "excl": _("Without tax"),
        "deduct": _("Deduct"),
        "ignore": _("Ignore"),
        "before": pgettext("points", "Before"),
        "after": pgettext("points", "After"),
        "merge": _("One purchase"),
        "separate": _("Each order"),
        "ordered": _("Day of ordering"),
        "sent": _("Day of sending"),
        "exclude": pgettext("filter", "Leave out"),
        "include": pgettext("filter", "Count"),
        "fixed": _("Fixed"),
        "quintile": _("Quintiles"),
        "split": _("Split"),
        "together": _("Together"),
        "nth": _("From purchase n"),
        "all": _("All gaps"),
        "staff": _("Staff"),
        "product": _("Product"),
        "category": _("Category"),
        "order": _("Per order"),
    }
    return said.get(choice) or _own_words().get(choice, choice)


def _own_words() -> dict[str, str]:
    """Choices that only one or two measures have."""
    return {
        "both": _("Baskets with both"),
        "lift": label("Lift"),
        "confidence": _("Confidence"),
        "bought": _("Any purchase"),
        "newcomer": _("The very first purchase"),
        "later": _("Any later day"),
        "next": _("The next purchase"),
        "week": label("Week"),
        "weekday": _("Same weekday"),
        "date": _("Same date"),
        "holiday": _("Same holiday or weekday"),
        "view": _("A visit"),
        "purchase": _("A purchase"),
        "looked": _("What was looked at as well"),
        "touch": _("Way of helping"),
        "advertiser": _("Advertiser"),
        "media_group": _("Group of media"),
        **splits(),
    }


def _words_of_field(name: str) -> dict[str, str]:
    """Choices whose word means something else in another field."""
    if name == "order_kind":
        return {
            "all": pgettext("filter", "All"),
            "once": pgettext("order", "One-off"),
            "subscription": pgettext("order", "Subscription"),
        }
    if name == "ranks":
        return {number: _("%(n)s ranks") % {"n": number} for number in ("5", "4")}
    return {}


def _field(state: State, one: Parameter) -> Field:
    value = state.text[one.name]
    said, hint = label(one.label), _(one.help) if one.help else ""
    if one.kind == "choice":
        own = _words_of_field(one.name)
        options = [Option(choice, own.get(choice) or words_of(choice), choice == value) for choice in one.choices]
        kind = "segment" if len(options) <= 2 else "select"
        return Field(one.name, said, kind, value=value, options=options, help=hint)
    kind = one.kind if one.kind in ("date", "number") else "text"
    return Field(one.name, said, kind, value=value, help=hint)


def _where(state: State, one: Parameter, names: Names) -> Field | None:
    """A list of values as boxes, when the record has more than one of them."""
    if one.name == "order_kind":
        return _field(state, one)
    chosen = tuple(text for text in state.text[one.name].split(",") if text)
    if one.name == "product":
        return Field("product", label(one.label), "text", value=",".join(chosen), help=_("Product codes, with commas"))
    values = insight.choices({"seller": "staff"}.get(one.name, one.name))
    if len(values) < 2 and not chosen:
        return None
    everything = sorted({*values, *chosen})
    if one.name == "seller":
        names = looked_up(names, "staff", everything)
    options = [Option(value, _named(one.name, value, names), value in chosen) for value in everything]
    return Field(one.name, label(one.label), "checks", options=options, folded=len(options) > MOST_OPEN and not chosen)


def _named(name: str, value: str, names: Names) -> str:
    said = {"channel": names.channel, "location": names.location, "tier": names.rank, "seller": names.staff}
    return said.get(name, str)(value)


def definition(state: State, names: Names) -> str:
    """What the numbers mean right now, in one sentence."""
    from omotenashi.insight.measures import run

    phrases: list[str] = []
    for phrase in run.definition(state.params):
        values: dict[str, Any] = dict(phrase.values)
        if "values" in values:
            values["values"] = _listed(phrase.message, str(values["values"]), names)
        phrases.append(_(phrase.message) % values if values else _(phrase.message))
    return _(" · ").join(phrases)


def _listed(message: str, values: str, names: Names) -> str:
    kinds = {"channels": "channel", "locations": "location", "member ranks": "tier", "staff": "seller"}
    kind = kinds.get(message.partition(":")[0], "")
    return _(", ").join(_named(kind, value, names) for value in values.split(", "))
