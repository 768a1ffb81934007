# SPDX-License-Identifier: Apache-2.0
"""The fields of each kind of step: what the canvas asks, in the words of the page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys.queries import CASED

Field = dict[str, Any]


def of_steps() -> dict[str, list[Field]]:
    """Give what each kind of step asks."""
    return {**_saying(), **_waiting(), **_dividing(), **_doing()}


def _saying() -> dict[str, list[Field]]:
    return {
        "send": [
            choice("template", pgettext("step", "Message"), "letters", none=_("Choose a message")),
            check("unless_bought", _("Not to who bought meanwhile, also in a shop")),
            check("in_stock", _("Only while the goods are in stock")),
            check("at_price", _("Only while the price has not risen")),
            check("best_hour", _("At the hour at which this person answers best")),
            several("channels", _("Channels, in this order"), "channels", none=_("Add one"))
            | {"help": _("empty: those of the message, in its order")},
            several("topics", _("It is about"), "topics", none=_("Add one"))
            | {
                "help": _(
                    "Whoever wants a topic left alone does not get it. Goods and coupons in it are known by themselves."
                )
            },
            number("lifetime_hours", _("Not later than"), unit=_("hours"), least=1, most=720) | {"default": 72},
        ]
    }


def _waiting() -> dict[str, list[Field]]:
    time = [_span("days", pgettext("scenario", "How long"))]
    anew = choice("anew", _("Begins anew when somebody"), "events", none=_("Nothing")) | {
        "help": _("The time runs from then, and messages say what it was about now; at most 100 times.")
    }
    return {
        "wait": [*time, anew],
        "until": [
            {"name": "at", "kind": "time", "label": _("Hour of the day")},
            several("weekdays", _("Only on"), "weekdays", none=_("Add one")) | {"help": _("empty: on every day")},
        ],
        "until_day": _day(),
        "wait_event": [choice("on", pgettext("scenario", "Until somebody"), "events"), *time, anew],
        "wait_any": [_cases("wait_any", _something(), _("One more thing")), *time, anew],
        "wait_segment": [choice("segment", _("Segment"), "segments", none=_("Choose a segment")), *time],
        "rate": [number("most", _("How many"), unit=_("people"), least=1), _span("hours", _("In what time"))],
    }


def _dividing() -> dict[str, list[Field]]:
    return {
        "split": _question(),
        "cases": [_cases("cases", [_named(), *_question()], _("One more way"), what="bought")],
        "random": _lots(),
    }


def _doing() -> dict[str, list[Field]]:
    valid = number("expires_days", _("Valid for"), unit=pgettext("unit", "days"), most=730)
    return {
        "points": [number("points", _("Points"), unit=pgettext("unit", "pt"), least=1), valid],
        "coupon": [choice("campaign", _("Coupon"), "coupons", none=_("Choose a coupon")), valid],
        "tag": [
            _text("tag", _("Tag")) | {"help": _("for example 「花粉の季節」; at most 40 signs")},
            check("off", _("Take it off instead")),
        ],
        "profile": _attribute(),
        "record": [
            _text("name", pgettext("scenario", "What is noted"))
            | {"help": _("for example 「VIP候補」. Others begin, wait or end by it; at most 60 signs.")}
        ],
        "list": [
            choice("segment", pgettext("scenario", "List"), "manual", none=_("Choose a list"))
            | {"help": _("Lists that are kept by hand, not segments of conditions.")},
            check("off", _("Take off instead")),
        ],
        "task": [
            _text("title", _("What is to be done")),
            number("due_days", _("Due in"), unit=pgettext("unit", "days"), most=365),
            check("own_shop", _("Only for the shop where they bought last")),
            _span("days", _("Waits for it at most"))
            | {"help": _("With 0 nobody waits and all go on as not done in time.")},
        ],
        "webhook": [choice("hook", _("Who is told"), "hooks", none=_("Choose a receiver"))],
        "journey": [choice("journey", _("Scenario"), "journeys", none=_("Choose a scenario"))],
    }


def _attribute() -> list[Field]:
    """Ask for a field and its value: by the field from a list, or in words."""
    fixed = {"of": [""]}
    return [
        choice("field", _("Field"), "attributes"),
        choice("of", _("The value"), "origins"),
        choice("value", _("Set it to"), "genders", none=_("Choose a value"), when={**fixed, "field": ["gender"]}),
        choice(
            "value", _("Set it to"), "prefectures", none=_("Choose a value"), when={**fixed, "field": ["prefecture"]}
        ),
        _text("value", _("Set it to"), when={**fixed, "field": ["rank", "postal_code"]}),
        _text("value", _("Name of the value"), when={"of": ["event"]})
        | {"help": _("as messages say it: event.rank is “rank”. Whoever brings none that fits goes on as they are.")},
        check("only_empty", _("Only where nothing is known yet")),
    ]


def _span(name: str, label: str, *, when: Any = None) -> Field:
    parts = [("days", pgettext("unit", "days")), ("hours", pgettext("scenario", "Hours")), ("minutes", _("Minutes"))]
    return _field(name, "span", label, when) | {"parts": parts}


def _question() -> list[Field]:
    return [
        choice("what", pgettext("scenario", "Question"), "conditions"),
        choice("segment", _("Segment"), "segments", none=_("Choose a segment"), when={"what": ["segment"]}),
        _text("tag", _("Tag"), when={"what": ["tag"]}),
    ]


def _something() -> list[Field]:
    return [
        choice("on", pgettext("scenario", "Somebody"), "events", none=_("Choose what happens")),
        _text("prop", _("Only where this value …")) | {"help": _("empty: in any case")},
        _text("is", _("… is"), when={"prop": ["*"]}),
    ]


def _lots() -> list[Field]:
    share = {"name": "share", "kind": "percent", "label": pgettext("scenario", "Share"), "min": 1, "max": 99}
    return [
        _cases("random", [share], _("One more arm"), letters=True, share=1000),
        {"name": "held", "kind": "percent", "label": pgettext("branch", "Kept apart"), "min": 0, "max": 90},
        choice("winner", _("Who wins"), "winners"),
        _span("days", _("Decided after"), when={"winner": ["*"]})
        | {"help": _("Whoever is left over waits until then and goes with the winner.")},
        check("anew", _("Begin the test anew when this is published"))
        | {"help": _("Everybody draws again, and the figures and the winner so far no longer count.")},
    ]


def _day() -> list[Field]:
    return [
        choice("what", _("Which day"), "day_kinds"),
        {"name": "day", "kind": "date", "label": _("Day"), "when": {"what": ["day"]}},
        _text("value", _("Name of the value"), when={"what": ["value"]})
        | {"help": _("as messages say it: event.until is “until”")},
        number("offset", _("Days after it"), unit=pgettext("unit", "days"), least=-730, most=730)
        | {"help": _("With a minus: so many days before.")},
        {"name": "at", "kind": "time", "label": _("Hour of the day")},
        choice("late", _("Whoever comes too late"), "late"),
    ]


def _named() -> Field:
    return _text("name", _("Name of the way")) | {"help": _("empty: its question")}


def _cases(kind: str, inside: list[Field], more: str, *, letters: bool = False, **fresh: Any) -> Field:
    least, most = CASED[kind]
    return {
        "name": "cases", "kind": "cases", "label": "", "fields": inside, "least": least, "most": most, "none": more,
        "letters": letters, "default": fresh,
    }  # fmt: skip


def _text(name: str, label: str, *, when: Any = None) -> Field:
    return _field(name, "text", label, when)


def several(name: str, label: str, of: str, *, none: str, when: Any = None) -> Field:
    """Ask for several of a list, in an order."""
    return _field(name, "choices", label, when) | {"list": of, "none": none}


def choice(name: str, label: str, of: str, *, none: str | None = None, when: Any = None) -> Field:
    """Ask for one of a list."""
    return _field(name, "choice", label, when) | {"list": of} | ({"none": none} if none is not None else {})


def check(name: str, label: str, *, when: Any = None) -> Field:
    """Ask for yes or no."""
    return _field(name, "check", label, when)


def number(
    name: str, label: str, *, unit: str = "", none: str | None = None, least: int = 0, most: int = 1_000_000, when: Any = None
) -> Field:  # fmt: skip
    """Ask for a number."""
    said = {"unit": unit} | ({"none": none} if none is not None else {})
    return _field(name, "number", label, when) | {"min": least, "max": most, **said}


def _field(name: str, kind: str, label: str, when: Any) -> Field:
    return {"name": name, "kind": kind, "label": label} | ({"when": when} if when else {})
