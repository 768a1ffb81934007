# SPDX-License-Identifier: Apache-2.0
"""Ready-made journeys about what becomes of the goods: read to the end, or not begun. They need a house that is told of it."""

from django.utils.translation import gettext_lazy as _

from omotenashi.engagement.journeys.queries.ready.shapes import (
    CONTROL,
    MORNING,
    ORDERED,
    ReadyMade,
    Words,
    days,
    one,
    when,
)

BEGUN, FINISHED = "usage.UsageBegun", "usage.UsageFinished"

USING: tuple[ReadyMade, ...] = (
    ReadyMade(
        code="next-volume",
        name=_("The next one"),
        problem=_("Who finished something is not shown what follows"),
        promise=_("Writes the day after something was read or used to the end. Needs the usage of your goods."),
        graph=one(
            when(FINISHED, key="product"), days(1), MORNING, exits=[ORDERED], again_days=30,
            goal={"event": ORDERED, "days": 14}, send={"unless_bought": True, "priority": 4},
        ),
        messages=(
            Words(
                _("What comes after {{ event.name }}"),
                [_("you have finished {{ event.name }}. What follows is waiting for you.")],
                _("See what follows"),
            ),
        ),
    ),
    ReadyMade(
        code="first-steps",
        name=_("Help with the first steps"),
        problem=_("What was bought lies unused"),
        promise=_("Offers help where nothing was begun two weeks after the goods came. Needs the usage of your goods."),
        graph={
            "entry": when("orders.OrderCompleted"),
            "first": "begun",
            "again_days": 60,
            "goal": {"event": BEGUN, "days": 30},
            "control": CONTROL,
            "steps": {
                "begun": {"kind": "wait_event", "on": BEGUN, "days": 14, "event": "", "timeout": "hour"},
                "hour": {**MORNING, "next": "say"},
                "say": {"kind": "send", "template": 0, "next": ""},
            },
        },
        messages=(
            Words(
                _("Have you tried it yet?"),
                [
                    _("has the right moment not come yet? A few minutes are enough to begin."),
                    _("If anything is unclear, ask us in any shop or online; we are glad to help."),
                ],
                _("Look at the shop"),
            ),
        ),
    ),
)  # fmt: skip
