# SPDX-License-Identifier: Apache-2.0
"""How maps read: events that can be counted, feelings, gaps and what to do about them, and what was changed."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

EVENTS: Mapping[str, str | Promise] = {
    "Page Viewed": lazy("Saw a page"),
    "Product Viewed": lazy("Looked at a product"),
    "Products Searched": lazy("Searched"),
    "Product Added": lazy("Put into the cart"),
    "catalogue.WishAdded": lazy("Put on the wish list"),
    "Store Visited": lazy("Visited a shop"),
    "customers.CustomerRegistered": lazy("Became known"),
    "customers.LineLinked": lazy("Took the card on LINE"),
    "orders.OrderPlaced": lazy("Bought"),
    "fulfilment.HandedOver": lazy("Fetched at a shop"),
    "orders.GoodsReturned": lazy("Returned goods"),
    "orders.SubscriptionDelivered": lazy("Got a subscription"),
    "reviews.ReviewWritten": lazy("Wrote a review"),
    "loyalty.TierChanged": lazy("Moved to another rank"),
    "messaging.MessageClicked": lazy("Followed a link of a message"),
}
FEELINGS: Mapping[int, str | Promise] = {
    -2: lazy("Very unhappy"), -1: lazy("Unhappy"), 0: lazy("Neutral"), 1: lazy("Happy"), 2: lazy("Very happy"),
}  # fmt: skip
# What is missing, and what to do.
GAPS: Mapping[str, tuple[str, str | Promise, str | Promise]] = {
    "no_data": ("info", lazy("No data"), lazy("Choose what is counted here")),
    "no_channel": ("warn", lazy("Nothing happens here"), lazy("Write what people do in one of the channels")),
    "nobody": ("warn", lazy("Nobody serves"), lazy("Make a measure from one of the cells")),
    "pain": ("bad", lazy("It hurts, and nobody serves"), lazy("Make a measure where the feeling falls")),
}
CHANGES: Mapping[str, str | Promise] = {
    "cell": lazy("A cell was written"), "stage": lazy("A stage was changed"), "channel": lazy("A channel was renamed"),
    "add": lazy("Something was added"), "remove": lazy("Something was taken away"), "move": lazy("Something was moved"),
    "head": lazy("Name or customer were changed"), "restore": lazy("An earlier state was brought back"),
}  # fmt: skip
# By which channel of ours a measure goes that begins in a channel of the map.
WAYS: Mapping[str, tuple[str, ...]] = {
    "EC": ("email", "line"), "STORE": ("line", "email"), "LINE": ("line", "email"), "APP": ("line", "email"),
    "MAIL": ("email",), "PHONE": ("email", "line"), "DM": ("post",),
}  # fmt: skip


def trouble(reason: str) -> str:
    """Say why a change cannot be kept."""
    return {
        "full": _("There is no room for more."), "last": _("The last one stays."), "gone": _("It is not there any more."),
        "name": _("A name has 1 to 40 characters."), "too_long": _("A text has at most 400 characters."),
    }.get(reason, _("This cannot be kept as it is."))  # fmt: skip


def source(kind: str, what: str, segments: Mapping[str, str]) -> str:
    """Say where the people of a stage are counted."""
    return str(EVENTS.get(what, what)) if kind == "event" else segments.get(what, _("A segment that is gone"))
