# SPDX-License-Identifier: Apache-2.0
"""Ready-made journeys about goods: there again, cheaper, sent again and again, waiting at the counter."""

from django.utils.translation import gettext_lazy as _

from omotenashi.engagement.journeys.queries.ready.shapes import (
    ARTICLE,
    MORNING,
    ON_REQUEST,
    ORDERED,
    ReadyMade,
    Words,
    days,
    one,
    when,
)

_BACK = "catalogue.BackInStock"

GOODS: tuple[ReadyMade, ...] = (
    ReadyMade(
        code="restock",
        name=_("There again, as asked"),
        problem=_("Who waits for goods hears nothing"),
        promise=_("Tells those who asked as soon as it can be had, if it still can when the mail goes."),
        graph=one(
            when(_BACK, key="sku", why="asked"), again_days=7, control=0, send={"in_stock": True, "priority": 8},
            goal={"event": ORDERED, "days": 14},
        ),
        messages=(
            Words(
                _("There again: {{ event.product }}"),
                [_("{{ event.product }}, of which you wanted to hear, is there again. There may not be many.")],
                _("Look at it"),
                ARTICLE,
            ),
        ),
        purpose=ON_REQUEST,
    ),
    ReadyMade(
        code="wish-back",
        name=_("A wish is there again"),
        problem=_("Wishes that were sold out are forgotten"),
        promise=_("Tells those who put it on the wish list that it is there again, once in thirty days."),
        graph=one(
            when(_BACK, key="sku", why="wished"), again_days=30, exits=[ORDERED],
            send={"in_stock": True, "priority": 6}, goal={"event": ORDERED, "days": 14},
        ),
        messages=(
            Words(
                _("On your list, and there again: {{ event.product }}"),
                [_("{{ event.product }} from your list can be had again.")],
                _("Look at it"),
                ARTICLE,
            ),
        ),
    ),
    ReadyMade(
        code="looked-back",
        name=_("Looked at, and there again"),
        problem=_("Who looks at sold-out goods never learns of their return"),
        promise=_("Tells those who looked at it within sixty days while there was none, and did not ask: only who takes our news."),
        graph=one(
            when(_BACK, key="sku", why="looked"), again_days=60, exits=[ORDERED],
            send={"in_stock": True, "priority": 5}, goal={"event": ORDERED, "days": 14},
        ),
        messages=(
            Words(
                _("There again: {{ event.product }}"),
                [_("{{ event.product }}, which you looked at while it was sold out, can be had again.")],
                _("Look at it"),
                ARTICLE,
            ),
        ),
    ),
    ReadyMade(
        code="price",
        name=_("A wish costs less"),
        problem=_("Nobody notices a lower price"),
        promise=_("Tells when something on the wish list costs less, if it still does and is there when the mail goes."),
        graph=one(
            when("catalogue.PriceDropped", key="sku"), again_days=30, exits=[ORDERED],
            send={"in_stock": True, "at_price": True, "priority": 6}, goal={"event": ORDERED, "days": 14},
        ),
        messages=(
            Words(
                _("Now ¥{{ event.amount | number }}: {{ event.product }}"),
                [
                    _("{{ event.product }} from your list costs ¥{{ event.amount | number }} now,"
                      " after ¥{{ event.before | number }}."),
                ],
                _("Look at it"),
                ARTICLE,
            ),
        ),
    ),
    ReadyMade(
        code="subscription",
        name=_("After the first delivery"),
        problem=_("Subscriptions end after the first delivery"),
        promise=_("Asks two weeks after the first delivery how it goes. Ends when the subscription does."),
        graph=one(
            when("orders.SubscriptionDelivered", key="number", cycle="1"), days(14), MORNING,
            exits=["orders.SubscriptionCancelled"], goal={"event": "orders.SubscriptionDelivered", "days": 60},
        ),
        messages=(
            Words(
                _("How are you getting on with it?"),
                [
                    _("have you got used to it? If the pace is not right, it can be changed or skipped at any time."),
                    _("Ask us in any shop or online; we are glad to help."),
                ],
                _("Look at the shop"),
            ),
        ),
    ),
    ReadyMade(
        code="pickup",
        name=_("Still at the counter"),
        problem=_("Goods wait at the counter"),
        promise=_("Reminds three days after an order was ready, unless it was collected. A service, no advertising."),
        graph=one(
            when("fulfilment.PickupReady", key="fulfilment_id"), days(3), MORNING, control=0,
            exits=["fulfilment.HandedOver", "fulfilment.NotCollected"],
        ),
        messages=(
            Words(
                _("Your order is waiting for you"),
                [
                    _("your order {{ event.number }} is still at the counter."),
                    _("The code stands on the page of the order. If you cannot come, please tell the shop."),
                ],
                _("See the order"),
                "/shop/orders/",
            ),
        ),
        purpose=ON_REQUEST,
    ),
)  # fmt: skip
