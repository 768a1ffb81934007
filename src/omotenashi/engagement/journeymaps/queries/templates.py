# SPDX-License-Identifier: Apache-2.0
"""Maps to begin with: ways that customers of three kinds of shops go, with what they think and feel there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from omotenashi.engagement.journeymaps.rules import bodies

_VIEW, _CART, _ORDER, _LINE = "Product Viewed", "Product Added", "orders.OrderPlaced", "customers.LineLinked"
_WISH, _REVIEW, _PICKUP, _RETURN = (
    "catalogue.WishAdded", "reviews.ReviewWritten", "fulfilment.HandedOver", "orders.GoodsReturned",
)  # fmt: skip
_REGULAR, _TIER = "orders.SubscriptionDelivered", "loyalty.TierChanged"
type _Said = tuple[str | Promise, str | Promise, int, str | Promise]


@dataclass(frozen=True, slots=True)
class Template:
    """A way: whom it is of, its stages with the event that counts them, its channels, and what happens where."""

    code: str
    name: str | Promise
    use: str | Promise
    persona: str | Promise
    stages: Sequence[tuple[str | Promise, str]]
    channels: Sequence[tuple[str | Promise, str]]
    cells: Mapping[tuple[int, int], _Said]


_SEEN, _COMPARED, _BOUGHT = lazy("Becomes aware"), lazy("Looks and compares"), lazy("Buys")
_SITE, _SHOP, _SOCIAL = lazy("Site and app"), lazy("Shop"), lazy("Social media and search")
_TALK, _CARE = lazy("LINE and mail"), lazy("Staff and customer service")

TEMPLATES = (
    Template(
        "apparel", lazy("Apparel, EC and shops"), lazy("From the first picture to the next season, on the web and in the fitting room"),
        lazy("Woman in her thirties. Finds clothes on her phone and wants to try them on before she buys."),
        [(_SEEN, ""), (_COMPARED, _VIEW), (lazy("Tries on"), _WISH), (_BOUGHT, _ORDER), (lazy("Wears"), _REVIEW), (lazy("Comes again"), _TIER)],
        [(_SOCIAL, "APP"), (_SITE, "EC"), (_SHOP, "STORE"), (_TALK, "LINE")],
        {
            (0, 0): (lazy("Sees an outfit in a story"), lazy("Nice. Where is it from?"), 1, lazy("Show the name of the piece in the picture")),
            (1, 1): (lazy("Compares sizes and reviews"), lazy("I cannot tell whether it fits me"), -1, lazy("Show wearers of the same height")),
            (1, 3): (lazy("Waits for the price to fall"), lazy("Maybe later"), 0, lazy("Tell of a lower price of what was wished for")),
            (2, 2): (lazy("Goes to the shop after work"), lazy("I hope they have my size"), -2, lazy("Let a piece be laid aside before the visit")),
            (2, 1): (lazy("Asks for the stock of a shop"), lazy("Good, one is left"), 1, lazy("Show the stock of each shop by size")),
            (3, 2): (lazy("Buys with the help of staff"), lazy("They knew what I had looked at"), 2, lazy("Show staff what was wished for")),
            (3, 1): (lazy("Orders to be fetched at the shop"), lazy("No waiting for a parcel"), 1, ""),
            (4, 3): (lazy("Gets word on how to wash it"), lazy("They care for me after I paid"), 1, lazy("Send care tips after three days")),
            (5, 3): (lazy("Is told of the new season"), lazy("That goes with what I have"), 1, lazy("Propose what fits to the last purchase")),
            (5, 2): (lazy("Comes for a repair"), lazy("I can ask them anything"), 2, ""),
        },
    ),
    Template(
        "cosmetics", lazy("Cosmetics by subscription"), lazy("From the trial set to years of going on"),
        lazy("Woman in her forties with dry skin. Tries much and stays with little."),
        [(_SEEN, ""), (lazy("Tries a sample"), _CART), (lazy("First purchase"), _ORDER), (lazy("Goes on"), _REGULAR), (lazy("Recommends"), _REVIEW)],
        [(_SOCIAL, "APP"), (_SITE, "EC"), (_TALK, "LINE"), (_CARE, "PHONE")],
        {
            (0, 0): (lazy("Searches for her trouble with the skin"), lazy("Which of them tells the truth?"), -1, lazy("Answer questions before praising")),
            (1, 1): (lazy("Orders a trial set"), lazy("Cheap enough to try"), 1, ""),
            (1, 2): (lazy("Reads how much to take"), lazy("Am I doing it right?"), 0, lazy("Accompany the first seven days")),
            (2, 1): (lazy("Buys the large size"), lazy("It felt good"), 1, lazy("Let her choose the rhythm")),
            (3, 2): (lazy("Has too much left"), lazy("It is piling up"), -2, lazy("Offer to skip one, before she cancels")),
            (3, 3): (lazy("Calls to change the day"), lazy("They were kind"), 1, lazy("Let it be changed without a call")),
            (4, 1): (lazy("Writes a review"), lazy("I want others to know"), 2, lazy("Thank with points, whatever was written")),
        },
    ),
    Template(
        "cafe", lazy("Café and bakery"), lazy("From the first coffee to a regular guest"),
        lazy("Works nearby. Comes at the same hour, alone or with a colleague."),
        [(lazy("Passes by"), ""), (lazy("First visit"), _ORDER), (lazy("Becomes a member"), _LINE), (lazy("Regular guest"), _TIER), (lazy("Gifts"), "")],
        [(_SHOP, "STORE"), (_TALK, "LINE"), (_SOCIAL, "APP")],
        {
            (0, 0): (lazy("Smells the bread"), lazy("Is there a seat?"), 1, lazy("Show at the door how full it is")),
            (0, 2): (lazy("Looks at the map"), lazy("Open until when?"), 0, ""),
            (1, 0): (lazy("Stands in the queue"), lazy("My break is short"), -2, lazy("Take orders before the visit")),
            (2, 1): (lazy("Takes the card on LINE at the till"), lazy("That was quick"), 1, lazy("Give the first stamp at once")),
            (3, 0): (lazy("Gets “the usual”"), lazy("They remember me"), 2, lazy("Show staff the last three orders")),
            (4, 1): (lazy("Buys a gift card"), lazy("A small thing for a friend"), 1, lazy("Remind of the birthday of a friend")),
        },
    ),
    Template(
        "blank", lazy("Empty map"), lazy("Five stages and four channels, nothing filled in"), "",
        [(_SEEN, ""), (_COMPARED, ""), (_BOUGHT, ""), (lazy("Uses it"), ""), (lazy("Comes again"), "")],
        [(_SOCIAL, "APP"), (_SITE, "EC"), (_SHOP, "STORE"), (_TALK, "LINE")], {},
    ),
)  # fmt: skip


def drawn(code: str) -> tuple[str, str, dict[str, Any]]:
    """Give the name, the customer and the body of a template, in the language of the moment. Raises KeyError."""
    one = {each.code: each for each in TEMPLATES}[code]
    stages = [
        {"id": f"s{at}", "name": str(name), "source": {"kind": "event", "what": event} if event else {}}
        for at, (name, event) in enumerate(one.stages, start=1)
    ]
    channels = [
        {"id": f"c{at}", "name": str(name), "code": mark} for at, (name, mark) in enumerate(one.channels, start=1)
    ]
    cells = {
        bodies.cell_key(f"s{stage + 1}", f"c{channel + 1}"): _cell(said) for (stage, channel), said in one.cells.items()
    }
    return str(one.name), str(one.persona), bodies.made(stages, channels, cells)


def _cell(said: _Said) -> dict[str, Any]:
    action, thought, emotion, measure = said
    cell = {"action": str(action), "thought": str(thought), "emotion": emotion, "measure": str(measure)}
    return {name: value for name, value in cell.items() if value != ""}
