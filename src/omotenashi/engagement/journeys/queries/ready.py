# SPDX-License-Identifier: Apache-2.0
"""鉄板シナリオ: journeys that pay off nearly everywhere, with their words, ready to be taken over and changed.

Each answers a problem a retailer names (課題). Times are the house's to change; where it knows better from its own
record, the page proposes that (転換日数).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
CONTROL = 1_000


@dataclass(frozen=True, slots=True)
class Words:
    """One message of a ready-made journey: subject and paragraphs, the words on its button and where that leads."""

    subject: Text
    paragraphs: Sequence[Text]
    button: Text = ""
    href: str = "/shop/"

    def content(self) -> dict[str, Any]:
        """Give the message as blocks in the language of the moment."""
        blocks: list[dict[str, str]] = [{"kind": "text", "text": str(text)} for text in self.paragraphs]
        if self.button:
            blocks.append({"kind": "button", "label": str(self.button), "href": self.href})
        return {"subject": str(self.subject), "preheader": "", "short": "", "blocks": blocks}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyMade:
    """A journey to take over. In `graph` a message is named by its place in `messages`."""

    code: str
    name: Text
    problem: Text
    promise: Text
    graph: Mapping[str, Any]
    messages: Sequence[Words]
    purpose: str = "marketing"


_HELLO = _('Dear {{ customer.name | default: "customer" }},')
_ORDERED = "orders.OrderPlaced"


def _one(event: str, *waits: Mapping[str, Any], where: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Draw the commonest way: something happens, one waits, one message goes."""
    steps: dict[str, Any] = {}
    names = [f"wait{number}" for number in range(1, len(waits) + 1)]
    for name, wait, following in zip(names, waits, [*names[1:], "say"], strict=True):
        steps[name] = {**wait, "next": following}
    steps["say"] = {"kind": "send", "template": 0, "next": "", **more.pop("send", {})}
    entry = {"kind": "event", "event": event, **({"where": dict(where)} if where else {})}
    return {"entry": entry, "first": [*names, "say"][0], "control": CONTROL, "steps": steps, **more}


def _days(number: int) -> dict[str, Any]:
    return {"kind": "wait", "days": number}


_MORNING = {"kind": "until", "at": "10:00"}

READY_MADE: tuple[ReadyMade, ...] = (
    ReadyMade(
        code="second-purchase",
        name=_("From the first purchase to the second"),
        problem=_("Too few buy a second time"),
        promise=_("Thanks new customers and writes again when others came back. Ends as soon as they buy, anywhere."),
        graph={
            "entry": {"kind": "event", "event": _ORDERED},
            "first": "new",
            "goal": {"event": _ORDERED, "days": 60, "ends": True},
            "control": CONTROL,
            "steps": {
                "new": {"kind": "split", "what": "first_order", "yes": "wait1", "no": ""},
                "wait1": {**_days(3), "next": "thanks"},
                "thanks": {"kind": "send", "template": 0, "next": "wait2"},
                "wait2": {**_days(32), "next": "hour"},
                "hour": {**_MORNING, "next": "again"},
                "again": {"kind": "send", "template": 1, "unless_bought": True, "next": ""},
            },
        },
        messages=(
            Words(
                _("Thank you for your first order"),
                (_HELLO, _("thank you for choosing us. If anything is not as it should be, just answer this mail.")),
                _("Look at the shop"),
            ),
            Words(
                _("It may be time again"),
                (_HELLO, _("about now others come back. Your points can be used in every shop and online.")),
                _("See what is new"),
            ),
        ),
    ),
    ReadyMade(
        code="basket",
        name=_("A basket that was left"),
        problem=_("Many leave with a full basket"),
        promise=_("Reminds after three hours. Says nothing to who bought meanwhile, also in a shop."),
        graph=_one(
            "checkout.BasketAbandoned", {"kind": "wait", "hours": 3}, exits=[_ORDERED], again_days=14,
            goal={"event": _ORDERED, "days": 7}, send={"unless_bought": True, "priority": 5},
        ),
        messages=(
            Words(
                _("Your basket is still here"),
                (_HELLO, _("we have kept your basket. You can also look at the goods in a shop near you.")),
                _("Back to the basket"),
                "/shop/cart/",
            ),
        ),
    ),
    ReadyMade(
        code="visit",
        name=_("Thanks for the visit"),
        problem=_("Who buys in the shop never hears from us"),
        promise=_("Writes the morning after a purchase in a shop, at most once in sixty days."),
        graph=_one(
            _ORDERED, _days(1), _MORNING, where={"channel": "POS"}, again_days=60,
            goal={"event": _ORDERED, "days": 30},
        ),
        messages=(
            Words(
                _("Thank you for your visit"),
                (_HELLO, _("it was a pleasure to have you here. What you saw in the shop can be ordered online, too.")),
                _("Look at the shop"),
            ),
        ),
    ),
    ReadyMade(
        code="review",
        name=_("A review, please"),
        problem=_("Too few reviews"),
        promise=_("Asks ten days after the goods arrived, at most once in ninety days."),
        graph=_one(
            "orders.OrderCompleted", _days(10), _MORNING, again_days=90, exits=["reviews.ReviewWritten"],
            goal={"event": "reviews.ReviewWritten", "days": 14, "ends": True},
        ),
        messages=(
            Words(
                _("How do you like it?"),
                (_HELLO, _("have you had time to try it? A few words help others to choose.")),
                _("Write a review"),
            ),
        ),
    ),
    ReadyMade(
        code="wish",
        name=_("What one wished for"),
        problem=_("Wishes stay wishes"),
        promise=_("Reminds three days after something was put on the wish list."),
        graph=_one(
            "catalogue.WishAdded", _days(3), _MORNING, exits=[_ORDERED], again_days=14,
            goal={"event": _ORDERED, "days": 14}, send={"unless_bought": True},
        ),
        messages=(
            Words(
                _("Still on your list"),
                (_HELLO, _("what you liked is still on your list. You can try it on in a shop near you.")),
                _("Open the list"),
                "/shop/wishes/",
            ),
        ),
    ),
    ReadyMade(
        code="welcome",
        name=_("Welcome to new members"),
        problem=_("New members do not buy"),
        promise=_("Greets a day after somebody became a member, unless an order was faster."),
        graph=_one(
            "customers.LineLinked", _days(1), _MORNING, exits=[_ORDERED], goal={"event": _ORDERED, "days": 30},
        ),
        messages=(
            Words(
                _("Welcome"),
                (_HELLO, _("nice to have you with us. You have {{ customer.points | number }} points already.")),
                _("Look at the shop"),
            ),
        ),
    ),
)  # fmt: skip


def ready(code: str) -> ReadyMade:
    """Give a ready-made journey. Raises KeyError."""
    return next(one for one in READY_MADE if one.code == code)
