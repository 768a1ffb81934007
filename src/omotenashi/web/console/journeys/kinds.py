# SPDX-License-Identifier: Apache-2.0
"""What each kind of step asks of whoever draws it. The canvas makes its palette and its forms from this alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys import queries
from omotenashi.web.console.journeys import words

# What a step begins with when it is put in.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "send": {"unless_bought": False},
    "wait": {"days": 3},
    "until": {"at": "10:00"},
    "wait_event": {"on": "messaging.MessageClicked", "days": 3},
    "split": {"what": "bought"},
    "random": {"share": 5000},
    "points": {"points": 100, "expires_days": 60},
    "coupon": {"expires_days": 30},
}
_GROUPS = {"send": "say", "wait": "time", "until": "time", "wait_event": "time", "split": "way", "random": "way"}
Field = dict[str, Any]


def kinds() -> dict[str, dict[str, Any]]:
    """Give every kind that the engine knows: its words, its branches, its fields."""
    return {kind: _kind(kind, branches) for kind, branches in queries.KINDS.items() if kind != "end"}


def groups() -> list[tuple[str, str]]:
    """Give the groups of the palette in their order."""
    return [
        ("say", pgettext("palette", "Say")), ("time", _("Wait")), ("way", pgettext("palette", "Divide")),
        ("do", pgettext("palette", "Do")),
    ]  # fmt: skip


def _kind(kind: str, branches: Iterable[str]) -> dict[str, Any]:
    icon, title = words.KINDS.get(kind, ("flag", kind))
    return {
        "title": str(title),
        "help": _helps().get(kind, ""),
        "icon": icon,
        "group": _GROUPS.get(kind, "do"),
        "branches": [(branch, str(words.BRANCHES.get(branch, branch))) for branch in branches],
        "fields": _fields().get(kind, []),
        "defaults": dict(DEFAULTS.get(kind, {})),
    }


def _helps() -> dict[str, str]:
    return {
        "send": _("Goes to whoever may be written to; why somebody did not get it is kept."),
        "wait": _("Everybody stays here for a while."),
        "until": _("Everybody stays here until the clock shows an hour."),
        "wait_event": _("Stays until it happens, or until the time is over: two ways lead on."),
        "split": _("Asks a question about each person: two ways lead on."),
        "random": _("Draws by lot. The same person always goes the same way."),
        "points": _("Writes points into the wallet; the control group gets none."),
        "coupon": _("Gives everybody a code of their own."),
        "journey": _("Whoever comes here also begins another scenario."),
    }


def _fields() -> dict[str, list[Field]]:
    units = [("days", pgettext("unit", "days")), ("hours", pgettext("scenario", "Hours")), ("minutes", _("Minutes"))]
    time = [{"name": "days", "kind": "span", "label": pgettext("scenario", "How long"), "parts": units}]
    valid = _number("expires_days", _("Valid for"), unit=pgettext("unit", "days"), most=730)
    return {
        "send": [
            _choice("template", pgettext("step", "Message"), "letters", none=_("Choose a message")),
            _check("unless_bought", _("Not to who bought meanwhile, also in a shop")),
            _check("in_stock", _("Only while the goods are in stock")),
            _check("at_price", _("Only while the price has not risen")),
        ],
        "wait": time,
        "until": [{"name": "at", "kind": "time", "label": _("Hour of the day")}],
        "wait_event": [_choice("on", pgettext("scenario", "Until somebody"), "events"), *time],
        "split": [
            _choice("what", pgettext("scenario", "Question"), "conditions"),
            _choice("segment", _("Segment"), "segments", none=_("Choose a segment"), when={"what": ["segment"]}),
        ],
        "random": [{"name": "share", "kind": "percent", "label": _("Share of A"), "min": 1, "max": 99}],
        "points": [_number("points", _("Points"), unit=pgettext("unit", "pt"), least=1), valid],
        "coupon": [_choice("campaign", _("Coupon"), "coupons", none=_("Choose a coupon")), valid],
        "journey": [_choice("journey", _("Scenario"), "journeys", none=_("Choose a scenario"))],
    }


def entry() -> list[Field]:
    """Give what is asked about how people come in."""
    in_segment = {"kind": ["segment", "list"]}
    by_day = {"kind": ["date"]}
    return [
        _choice("kind", pgettext("scenario", "Who comes in"), "entries"),
        _choice("event", pgettext("scenario", "Somebody"), "events", none=_("Choose what happens"), when={"kind": ["event"]}),
        _choice("segment", _("Segment"), "segments", none=_("Choose a segment"), when=in_segment),
        _choice("what", _("Which day"), "dates", none=_("Choose a day"), when=by_day),
        _number("days", _("Days after it"), unit=pgettext("unit", "days"), least=-365, most=730, when=by_day)
        | {"help": _("With a minus: so many days before.")},
        _number("least", _("At least so many points"), unit=pgettext("unit", "pt"), when={"kind": ["date"], "what": ["points"]}),
        {"name": "at", "kind": "time", "label": _("Hour of the day"), "default": "10:00", "when": by_day},
        {"name": "at", "kind": "moment", "label": _("When"), "help": _("empty: as soon as it is published"), "when": {"kind": ["list"]}},
        _number("again_days", _("Again after"), unit=pgettext("unit", "days"), none=_("once only"), when={"kind": ["event", "segment", "date", "api"]}),
    ]  # fmt: skip


def settings() -> list[Field]:
    """Give what is asked about the scenario as a whole: goal, exits, who is kept apart."""
    with_goal = {"goal": ["*"]}
    return [
        _choice("goal", _("Goal: somebody"), "events", none=_("No goal")),
        _number("goal_days", pgettext("scenario", "Within"), unit=pgettext("unit", "days"), least=1, most=365, when=with_goal),
        _check("goal_ends", _("Ends when the goal is reached"), when=with_goal),
        {"name": "exits", "kind": "choices", "label": _("Leaves at once who"), "list": "events", "none": _("Add one")},
        {
            "name": "control", "kind": "percent", "label": _("Kept apart to measure"), "max": 50,
            "help": _("They walk the same way and hear nothing. The difference is what the scenario brings."),
        },
    ]  # fmt: skip


def lists(names: Mapping[str, Mapping[str, str]], *, own: str) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen in the fields; `own` is the scenario itself, which does not begin itself."""
    return {
        **{key: list(found.items()) for key, found in names.items()},
        "events": [(key, str(name)) for key, name in words.EVENTS.items()],
        "entries": [(key, str(words.ENTRIES.get(key, key))) for key in queries.ENTRIES],
        "dates": [(key, str(words.DATES.get(key, key))) for key in queries.DATES],
        "conditions": [(key, str(words.CONDITIONS.get(key, key))) for key in queries.CONDITIONS],
        "journeys": [(key, name) for key, name in names["journeys"].items() if key != own],
    }


def _choice(name: str, label: str, of: str, *, none: str | None = None, when: Any = None) -> Field:
    return _field(name, "choice", label, when) | {"list": of} | ({"none": none} if none is not None else {})


def _check(name: str, label: str, *, when: Any = None) -> Field:
    return _field(name, "check", label, when)


def _number(
    name: str, label: str, *, unit: str = "", none: str | None = None, least: int = 0, most: int = 1_000_000, when: Any = None
) -> Field:  # fmt: skip
    said = {"unit": unit} | ({"none": none} if none is not None else {})
    return _field(name, "number", label, when) | {"min": least, "max": most, **said}


def _field(name: str, kind: str, label: str, when: Any) -> Field:
    return {"name": name, "kind": kind, "label": label} | ({"when": when} if when else {})
