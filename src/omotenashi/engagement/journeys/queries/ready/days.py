# SPDX-License-Identifier: Apache-2.0
"""Ready-made journeys that begin with a day: of birth, of the last purchase, on which points end."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from omotenashi.engagement.journeys.queries.ready.shapes import (
    CHOSEN,
    CONTROL,
    ORDERED,
    THEIR_SHOP,
    ReadyMade,
    Words,
    days,
    one,
)


def _on(what: str, number: int, **more: Any) -> dict[str, Any]:
    return {"kind": "date", "what": what, "days": number, "at": "10:00", **more}


DAYS: tuple[ReadyMade, ...] = (
    ReadyMade(
        code="birthday",
        name=_("A birthday"),
        problem=_("Nobody celebrates with the customer"),
        promise=_("Writes a week before and on the day. Who becomes known in between gets the rest."),
        graph={
            "entry": _on("birthday", -7),
            "first": "before",
            "goal": {"event": ORDERED, "days": 30},
            "control": CONTROL,
            "steps": {
                "before": {"kind": "send", "template": 0, "next": "week"},
                "week": {**days(7), "next": "today"},
                "today": {"kind": "send", "template": 1, "next": ""},
            },
        },
        messages=(
            Words(
                _("Your birthday is near"),
                [_("it is your birthday soon. Come and choose something for yourself; we are glad to help.")],
                _("Look at the shop"),
                parts=(CHOSEN, THEIR_SHOP),
            ),
            Words(
                _("Happy birthday"),
                [_("happy birthday. May it be a good year for you.")],
                _("Look at the shop"),
            ),
        ),
    ),
    ReadyMade(
        code="anniversary",
        name=_("A day to remember"),
        problem=_("What customers told us is forgotten on the day"),
        promise=_("A week before a day that staff noted their shop gets a task; on the day a message goes, by LINE first."),
        graph={
            "entry": _on("anniversary", -7),
            "first": "prepare",
            "goal": {"event": ORDERED, "days": 30},
            "control": CONTROL,
            "steps": {
                "prepare": {
                    "kind": "task", "title": _("Prepare for the day to remember: a word, a card, a small something"),
                    "due_days": 6, "own_shop": True, "done": "week", "timeout": "week",
                },
                "week": {**days(7), "next": "today"},
                "today": {
                    "kind": "send", "template": 0, "channels": ["line", "email"], "topics": ["celebration"], "next": "",
                },
            },
        },
        messages=(
            Words(
                _("For your special day"),
                [_("today is a special day for you, we remember. All of us wish you a happy one.")],
                _("Look at the shop"),
            ),
        ),
    ),
    ReadyMade(
        code="dormant",
        name=_("Back after a long time"),
        problem=_("Good customers stay away unnoticed"),
        promise=_("Writes when somebody stays away for longer than nine of ten do. Ends with a purchase, anywhere."),
        graph={
            "entry": _on("last_order", 120),
            "first": "say",
            "exits": [ORDERED],
            "goal": {"event": ORDERED, "days": 60},
            "control": CONTROL,
            "steps": {
                "say": {"kind": "send", "template": 0, "unless_bought": True, "next": "wait"},
                "wait": {**days(14), "next": "again"},
                "again": {"kind": "send", "template": 1, "unless_bought": True, "next": ""},
            },
        },
        messages=(
            Words(
                _("It has been a while"),
                [_("it has been a while. There is much that you have not seen yet.")],
                _("See what is new"),
                parts=(CHOSEN,),
            ),
            Words(
                _("Your points are waiting"),
                [
                    _("you have {{ customer.points | number }} points. They can be used in every shop and online."),
                    _("If you would rather hear less from us, one press below is enough."),
                ],
                _("Look at the shop"),
            ),
        ),
        learns={"": ("return", 0)},
        joins="say",
        suits=_("Writes at once, and once more after two weeks. Ends with a purchase, anywhere."),
    ),
    ReadyMade(
        code="points",
        name=_("Before points end"),
        problem=_("Points end without being used"),
        promise=_("Tells two weeks before how many points end on which day. Says nothing to who used them."),
        graph=one(
            _on("points", -14, least=100), exits=[ORDERED], goal={"event": ORDERED, "days": 14}, again_days=None,
        ),
        messages=(
            Words(
                _("Some of your points end soon"),
                [
                    _("{{ event.points | number }} of your points can be used until {{ event.until }}."),
                    _("They can be used in every shop and online."),
                ],
                _("Look at the shop"),
            ),
        ),
    ),
)  # fmt: skip
