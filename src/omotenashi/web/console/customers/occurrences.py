# SPDX-License-Identifier: Apache-2.0
"""What our own record says of a customer, as sentences of the line of time. No reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Names of what properties hold as codes: of `location` the shop's, of `tier` and `before` the rank's.
type Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence over the properties, the property that stands under it, how it looks, and on which channel it was."""

    sentence: str | Promise
    under: str = ""
    state: str = ""
    channel: str = ""


SAID = {
    "catalogue.BackInStock": Said(_("%(product)s, waited for, can be had again"), "location", "good"),
    "catalogue.PriceDropped": Said(_("%(product)s, put aside, costs less")),
    "catalogue.RestockAsked": Said(_("Wants to know when %(sku)s is there again")),
    "catalogue.WishAdded": Said(_("Put %(sku)s on the wish list")),
    "checkout.BasketAbandoned": Said(_("Left %(lines)s things in the cart"), state="warn"),
    "fulfilment.Delivered": Said(_("A parcel of order %(number)s arrived")),
    "fulfilment.FulfilmentRejected": Said(_("A shop could not serve order %(number)s"), "location", "warn"),
    "fulfilment.HandedOver": Said(_("Collected order %(number)s"), "location"),
    "fulfilment.NotCollected": Said(_("Did not collect order %(number)s"), "location", "warn"),
    "fulfilment.ParcelLost": Said(_("A parcel of order %(number)s was lost"), state="warn"),
    "fulfilment.PickedShort": Said(_("Pieces of order %(number)s were not on the shelf"), "location", "warn"),
    "fulfilment.PickupDelegated": Said(_("Somebody else may collect order %(number)s"), "location"),
    "fulfilment.PickupReady": Said(_("Order %(number)s waits to be collected"), "location"),
    "fulfilment.ReturnResolved": Said(_("Return %(number)s was settled"), "location"),
    "fulfilment.Shipped": Said(_("A parcel of order %(number)s left"), "carrier"),
    "fulfilment.TryOnDeclined": Said(_("Goods to be tried on were not there"), "location", "warn"),
    "fulfilment.TryOnReady": Said(_("Goods are laid aside to be tried on"), "location"),
    "journeys.JourneyFinished": Said(_("Came to the end of the scenario “%(journey)s”")),
    "loyalty.CouponRedeemed": Said(_("Used the coupon %(campaign)s")),
    "loyalty.TierChanged": Said(_("The rank is now %(tier)s"), "before"),
    "messaging.LineBlocked": Said(_("Blocked us on LINE"), state="warn", channel="LINE"),
    "messaging.LineFollowed": Said(_("Followed us on LINE"), state="good", channel="LINE"),
    "messaging.LineMessage": Said(_("Wrote on LINE"), "comment", channel="LINE"),
    "messaging.MessageClicked": Said(_("Followed a link of “%(template)s”"), "link"),
    "messaging.MessageOpened": Said(_("Opened “%(template)s”")),
    "messaging.MessageSent": Said(_("Was sent “%(template)s”")),
    "orders.LinesCancelled": Said(_("A part of order %(number)s was cancelled"), state="warn"),
    "orders.OrderCompleted": Said(_("Everything of order %(number)s is handed over")),
    "orders.OrderConfirmed": Said(_("Order %(number)s is paid")),
    "orders.ReceiptClaimed": Said(_("Added a receipt to the card"), "number", channel="LINE"),
    "usage.UsageBegun": Said(_("Began with %(name)s")),
    "usage.UsageFinished": Said(_("Finished %(name)s"), state="good"),
    "orders.SubscriptionBegun": Said(_("Began a subscription: %(product)s every %(every_days)s days"), "number"),
    "orders.SubscriptionCancelled": Said(_("Cancelled the subscription of %(product)s"), "reason", "bad"),
    "orders.SubscriptionDelivered": Said(_("The subscription sent %(product)s, delivery %(cycle)s"), "order_number"),
    "orders.SubscriptionPaused": Said(_("Paused the subscription of %(product)s"), "number", "warn"),
    "orders.SubscriptionResumed": Said(_("The subscription of %(product)s goes on"), "number"),
    "orders.SubscriptionWithdrawn": Said(
        _("The subscription %(number)s was taken back: an import was undone"), state="warn"
    ),
}


def named(props: Any, names: Names) -> dict[str, Any]:
    """Give properties with names where they hold codes."""
    known = props if isinstance(props, dict) else {}
    return {key: names[key].get(str(value), value) if key in names else value for key, value in known.items()}


def tell(name: str, props: Mapping[str, Any]) -> dict[str, Any] | None:
    """Say it; None of what is told elsewhere."""
    said = SAID.get(name)
    if said is None:
        return None
    title = str(said.sentence) % _Whatever(props)
    under = str(props.get(said.under) or "")
    if name == "loyalty.TierChanged" and under:
        under = str(_("It was %(tier)s.") % {"tier": under})
    return {"title": title, "detail": under, "state": said.state, "channel": said.channel}


class _Whatever(dict[str, Any]):
    """An old entry may lack a property that the sentence names today."""

    def __missing__(self, key: str) -> str:
        return ""
