# SPDX-License-Identifier: Apache-2.0
"""Ready-made journeys that begin with a purchase, a visit, or one that nearly was."""

from django.utils.translation import gettext_lazy as _

from omotenashi.engagement.journeys.queries.ready.shapes import (
    CHOSEN,
    CONTROL,
    MORNING,
    ORDERED,
    THEIR_SHOP,
    ReadyMade,
    Words,
    days,
    one,
    when,
)

BUYING: tuple[ReadyMade, ...] = (
    ReadyMade(
        code="second-purchase",
        name=_("From the first purchase to the second"),
        problem=_("Too few buy a second time"),
        promise=_("Thanks new customers, asks how it went, and writes when others came back. Ends as soon as they buy, anywhere."),
        graph={
            "entry": when(ORDERED),
            "first": "new",
            "goal": {"event": ORDERED, "days": 60, "ends": True},
            "control": CONTROL,
            "steps": {
                "new": {"kind": "split", "what": "first_order", "yes": "wait1", "no": ""},
                "wait1": {**days(3), "next": "thanks"},
                "thanks": {"kind": "send", "template": 0, "next": "wait2"},
                "wait2": {**days(4), "next": "care"},
                "care": {"kind": "send", "template": 1, "unless_bought": True, "next": "wait3"},
                "wait3": {**days(14), "next": "again"},
                "again": {"kind": "send", "template": 2, "unless_bought": True, "next": ""},
            },
        },
        # The mail before went a week after the purchase.
        learns={"wait3": ("second", 7)},
        # When they bought is long ago: nobody is thanked, and asked how it went is everybody.
        joins="care",
        suits=_("Asks at once how it goes, and writes again when others came back. Says nothing to who bought meanwhile."),
        messages=(
            Words(
                _("Thank you for your first order"),
                [_("thank you for choosing us. If anything is not as it should be, please tell us, in any shop or online.")],
                _("Look at the shop"),
            ),
            Words(
                _("How is it going?"),
                [_("have you had time to try it? Should anything be unclear, or not fit, we are glad to help, in any shop or online.")],
                _("Find a shop near you"),
                "/shop/stores/",
                parts=(THEIR_SHOP,),
            ),
            Words(
                _("It may be time again"),
                [_("about now others come back. Your points can be used in every shop and online.")],
                _("See what is new"),
                parts=(CHOSEN,),
            ),
        ),
    ),
    ReadyMade(
        code="basket",
        name=_("A basket that was left"),
        problem=_("Many leave with a full basket"),
        promise=_("Reminds after three hours. Says nothing to who bought meanwhile, also in a shop."),
        graph=one(
            when("checkout.BasketAbandoned"), {"kind": "wait", "hours": 3}, exits=[ORDERED], again_days=14,
            goal={"event": ORDERED, "days": 7}, send={"unless_bought": True, "priority": 5},
        ),
        messages=(
            Words(
                _("Your basket is still here"),
                [_("we have kept your basket. You can also look at the goods in a shop near you.")],
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
        graph=one(
            when(ORDERED, channel="STORE"), days(1), MORNING, again_days=60,
            goal={"event": ORDERED, "days": 30},
        ),
        joins="wait2",
        suits=_("Writes the next morning at ten: a thank-you, with the shop they know."),
        messages=(
            Words(
                _("Thank you for your visit"),
                [_("it was a pleasure to have you here. What you saw in the shop can be ordered online, too.")],
                _("Look at the shop"),
                parts=(THEIR_SHOP,),
            ),
        ),
    ),
    ReadyMade(
        code="review",
        name=_("A review, please"),
        problem=_("Too few reviews"),
        promise=_("Asks ten days after the goods arrived, at most once in ninety days."),
        graph=one(
            when("orders.OrderCompleted"), days(10), MORNING, again_days=90, exits=["reviews.ReviewWritten"],
            goal={"event": "reviews.ReviewWritten", "days": 14, "ends": True},
        ),
        joins="wait2",
        suits=_("Asks the next morning at ten for a few words. Ends with a review."),
        messages=(
            Words(
                _("How do you like it?"),
                [_("have you had time to try it? A few words help others to choose.")],
                _("Write a review"),
            ),
        ),
    ),
    ReadyMade(
        code="wish",
        name=_("What one wished for"),
        problem=_("Wishes stay wishes"),
        promise=_("Reminds three days after something was put on the wish list."),
        graph=one(
            when("catalogue.WishAdded"), days(3), MORNING, exits=[ORDERED], again_days=14,
            goal={"event": ORDERED, "days": 14}, send={"unless_bought": True},
        ),
        messages=(
            Words(
                _("Still on your list"),
                [_("what you liked is still on your list. You can try it on in a shop near you.")],
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
        graph=one(
            when("customers.LineLinked"), days(1), MORNING, exits=[ORDERED], goal={"event": ORDERED, "days": 30},
        ),
        joins="wait2",
        suits=_("Greets the next morning at ten. Ends with a purchase, anywhere."),
        messages=(
            Words(
                _("Welcome"),
                [_("nice to have you with us. You have {{ customer.points | number }} points already.")],
                _("Look at the shop"),
            ),
        ),
    ),
)  # fmt: skip
