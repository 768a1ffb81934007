# SPDX-License-Identifier: Apache-2.0
"""What each kind of step asks of whoever draws it. The canvas makes its palette and its forms from this alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings as house
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.base.text.prefectures import PREFECTURES
from omotenashi.engagement.journeys import queries
from omotenashi.web.console.journeys import attribute_words, cycle_words, fields, step_words, words
from omotenashi.web.console.journeys.fields import check, choice, number, several
from omotenashi.web.console.messages.words import channel_name
from omotenashi.web.ui import cares

# What a step begins with when it is put in.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "send": {"unless_bought": False},
    "wait": {"days": 3},
    "wait_event": {"on": "messaging.MessageClicked", "days": 3},
    "split": {"what": "bought"},
    "until": {"at": "10:00", "weekdays": []},
    "until_day": {"what": "day", "day": "", "at": "10:00", "offset": 0, "late": "go_on"},
    "wait_any": {
        "cases": [{"key": "c1", "on": "messaging.MessageClicked"}, {"key": "c2", "on": "orders.OrderPlaced"}],
        "days": 3,
    },
    "wait_segment": {"segment": "", "days": 7},
    "cases": {"cases": [{"key": "c1", "what": "bought"}, {"key": "c2", "what": "clicked"}]},
    "random": {"cases": [{"key": "a", "share": 5000}, {"key": "b", "share": 5000}], "held": 0, "winner": "", "days": 2},
    "rate": {"most": 100, "hours": 1},
    "tag": {"tag": ""},
    "profile": {"field": "rank", "of": "", "value": "", "only_empty": False},
    "record": {"name": ""},
    "list": {"segment": "", "off": False},
    "task": {"title": "", "due_days": 3, "own_shop": True, "days": 7},
    "points": {"points": 100, "expires_days": 60},
    "coupon": {"expires_days": 30},
}
_GROUPS = {
    "send": "say", **dict.fromkeys(("wait", "until", "until_day", "wait_event", "wait_any", "wait_segment", "rate"), "time"),
    **dict.fromkeys(("split", "cases", "random"), "way"),
}  # fmt: skip
# Branches that are there only where a field says so.
_ONLY = {"until_day": {"past": ("late", "way")}}
Field = fields.Field


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
        "branches": [(branch, words.branch(kind, branch)) for branch in (*branches, *_ONLY.get(kind, ()))],
        "is_cased": kind in queries.CASED,
        "only": _ONLY.get(kind, {}),
        "fields": fields.of_steps().get(kind, []),
        "defaults": dict(DEFAULTS.get(kind, {})),
    }


def _helps() -> dict[str, str]:
    return {
        "send": _("Goes to whoever may be written to; why somebody did not get it is kept."),
        "wait": _("Everybody stays here for a while."),
        "until": _("Everybody stays here until the clock shows an hour."),
        "wait_event": _("Stays until it happens, or until the time is over: two ways lead on."),
        "split": _("Asks a question about each person: two ways lead on."),
        "random": _("Draws by lot; the same person always goes the same way. The winner may take whoever is left."),
        "points": _("Writes points into the wallet; the control group gets none."),
        "coupon": _("Gives everybody a code of their own."),
        "journey": _("Whoever comes here also begins another scenario."),
        "until_day": _("Everybody stays here until a day and hour; who comes too late does what you say."),
        "wait_any": _("Stays until the first of several things happens, or until the time is over."),
        "wait_segment": _(
            "Whoever is in it goes on at once; the others stay until they come in, or until the time is over."
        ),
        "cases": _("Asks one question after the other; who fits none goes with everybody else."),
        "rate": _("So many go on in each stretch of time; the rest wait in the order in which they came."),
        "tag": _("A short word on the customer's page, by which others can ask for them."),
        "profile": _("Sets a field for everybody. What staff corrected by hand stays; 顧客カルテ names the source."),
        "record": _(
            "Notes something on the line of time of 顧客カルテ, marked as noted by a scenario. Others may begin by it."
        ),
        "list": _("Puts everybody on a list that is kept by hand, or takes them off it. Nobody is on it twice."),
        "task": _("Stands in the work list of the shop, until somebody presses that it is done."),
        "webhook": _("Calls the address of another system, signed, and again until it answers."),
    }


def entry() -> list[Field]:
    """Give what is asked about how people come in."""
    in_segment = {"kind": ["segment", "list"]}
    by_day, once = {"kind": ["date"]}, {"kind": ["list"]}
    return [
        choice("kind", pgettext("scenario", "Who comes in"), "entries"),
        choice("event", pgettext("scenario", "Somebody"), "events", none=_("Choose what happens"), when={"kind": ["event"]}),
        choice("segment", _("Segment"), "segments", none=_("Choose a segment"), when=in_segment),
        check("members_too", _("Also whoever is in it when this is published"), when={"kind": ["segment"]}),
        choice("leaves", _("Whoever leaves the segment again"), "leavings", when={"kind": ["segment"]}),
        choice("what", _("Which day"), "dates", none=_("Choose a day"), when=by_day),
        choice("occasion", _("Which occasion"), "occasions", none=_("Any occasion"), when={"kind": ["date"], "what": ["anniversary"]}),
        number("days", _("Days after it"), unit=pgettext("unit", "days"), least=-365, most=730, when=by_day)
        | {"help": _("With a minus: so many days before.")},
        number("least", _("At least so many points"), unit=pgettext("unit", "pt"), when={"kind": ["date"], "what": ["points"]}),
        {"name": "at", "kind": "time", "label": _("Hour of the day"), "default": "10:00", "when": by_day},
        choice("every", _("How often"), "everies", when=once),
        {"name": "at", "kind": "moment", "label": _("When"), "help": _("empty: as soon as it is published"), "when": {**once, "every": [""]}},
        check("own_time", _("At this hour of each person's own clock"), when={**once, "every": [""], "at": ["*"]})
        | {"help": _("Who lives in another time zone gets it when the same hour comes there, up to a day earlier or later.")},
        several("weekdays", _("On these days"), "weekdays", none=_("Add one"), when={**once, "every": ["week"]}),
        number("month_day", _("On which day of the month"), unit=pgettext("day of a month", "th"), least=1, most=31, when={**once, "every": ["month"]})
        | {"default": 1, "help": _("31 is the last day of every month.")},
        {"name": "hour", "kind": "time", "label": _("Hour of the day"), "default": "10:00", "when": {**once, "every": ["*"]},
         "help": _("Whoever is in the segment then comes in, each at this hour of their own clock.")},
        number("again_days", _("Again after"), unit=pgettext("unit", "days"), none=_("once only"), when={"kind": ["event", "segment", "date", "api"]}),
        number("again_days", _("The same person again after"), unit=pgettext("unit", "days"), none=_("each person once"), when={**once, "every": ["*"]})
        | {"help": _("With 0 every time.")},
    ]  # fmt: skip


def settings() -> list[Field]:
    """Give what is asked about the scenario as a whole: goal, exits, who is kept apart."""
    with_goal = {"goal": ["*"]}
    return [
        choice("goal", _("Goal: somebody"), "events", none=_("No goal")),
        number("goal_days", pgettext("scenario", "Within"), unit=pgettext("unit", "days"), least=1, most=365, when=with_goal),
        check("goal_ends", _("Ends when the goal is reached"), when=with_goal),
        {"name": "exits", "kind": "choices", "label": _("Leaves at once who"), "list": "events", "none": _("Add one")},
        choice("farewell", _("Said once to whoever leaves so"), "letters", none=_("Nothing"))
        | {"help": _("Not to who reached the goal, not to the control group, and only to who may be written to.")},
        {
            "name": "control", "kind": "percent", "label": _("Kept apart to measure"), "max": 50,
            "help": _("They walk the same way and hear nothing. The difference is what the scenario brings."),
        },
    ]  # fmt: skip


def lists(names: Mapping[str, Mapping[str, str]], *, own: str) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen in the fields; `own` is the scenario itself, which does not begin itself."""
    return {
        **{key: list(found.items()) for key, found in names.items()},
        "events": [*((key, str(name)) for key, name in words.EVENTS.items()), *_recorded()],
        "manual": list(queries.manual_lists().items()),
        "entries": [(key, str(words.ENTRIES.get(key, key))) for key in queries.ENTRIES],
        "occasions": [(key, str(name)) for key, name in cares.OCCASIONS.items()],
        "topics": cares.topics(),
        "dates": [(key, str(words.DATES.get(key, key))) for key in queries.DATES],
        "weekdays": [(str(number), step_words.weekday(number)) for number in range(7)],
        "channels": [(name, channel_name(name)) for name in house.MESSAGE_CHANNELS],
        "attributes": attribute_words.fields(),
        "everies": [(key, str(cycle_words.EVERY[key])) for key in queries.EVERY],
        "leavings": [(key, str(step_words.LEAVINGS[key])) for key in queries.LEAVINGS],
        "origins": attribute_words.origins(),
        "genders": attribute_words.genders(),
        "prefectures": [(name, name) for name in PREFECTURES],
        "winners": [(key, str(step_words.WINNERS[key])) for key in queries.WINNERS],
        "late": [(key, str(step_words.LATE[key])) for key in queries.LATE],
        "day_kinds": [("day", _("A day of the calendar")), ("value", _("A day that somebody came in with"))],
        "conditions": [(key, str(words.CONDITIONS.get(key, key))) for key in queries.CONDITIONS],
        "journeys": [(key, name) for key, name in names["journeys"].items() if key != own],
    }


def _recorded() -> list[tuple[str, str]]:
    """Give what scenarios note: others begin, wait or end by it as by what people do."""
    return [(key, words.event(key)) for key in queries.recorded_names()]
