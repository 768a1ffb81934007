# SPDX-License-Identifier: Apache-2.0
"""The cart as a page shows it: the quote, and what one may choose. As many reads with one line as with twenty."""

from dataclasses import dataclass

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.queries import Delivery, Quote
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.loyalty.queries.coupons import Coupon
from omotenashi.commerce.orders.queries import service_policy
from omotenashi.places.locations import queries as places
from omotenashi.web.storefront.cart import wording
from omotenashi.web.storefront.visits import Visit


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the cart."""

    quoted: object
    product: Product | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Cart:
    """A quote and what surrounds it. `to_free` is what lacks until shipping is free, None where that is no question."""

    basket: Basket
    quote: Quote
    rows: tuple[Row, ...]
    shops: tuple[places.Near, ...]
    coupons: tuple[Coupon, ...]
    refused: tuple[tuple[str, str], ...]
    to_free: int | None
    free_share: int
    most_points: int
    is_sent: bool
    can_try_on: bool

    @property
    def is_buyable(self) -> bool:
        """Whether nothing stands in the way."""
        return bool(self.rows) and not self.quote.problems


def cart_of(visit: Visit, basket: Basket, *, delivery: Delivery | None = None) -> Cart:
    """Quote a basket as it is now."""
    quote = baskets.quote(basket, node_ids=visit.node_ids, delivery=delivery, now=visit.now)
    products = {p.code: p for p in Product.objects.filter(code__in={each.line.product for each in quote.lines})}
    sent = sum(each.amount for each in quote.lines if _is_sent(each.line.mode, each.line.location_id))
    free_from = baskets.terms(visit.now).free_from
    to_free = max(0, free_from - sent) if free_from is not None and sent else None
    most = service_policy(visit.now).try_on_pieces
    mine = loyalty.coupons_of(visit.node_ids, visit.now) if visit.node_ids else []
    return Cart(
        basket=basket,
        quote=quote,
        rows=tuple(Row(each, products.get(each.line.product), wording.line(each.problem)) for each in quote.lines),
        shops=tuple(places.nearest(able=["can_pickup"], channel=visit.channel)),
        coupons=tuple(one for one in mine if one.state == "assigned" and one.code not in basket.coupons),
        refused=tuple((code, wording.coupon(reason)) for code, reason in quote.refused),
        to_free=to_free,
        free_share=min(100, sent * 100 // free_from) if free_from else 100,
        most_points=min(quote.points_left, quote.total),
        is_sent=any(_is_sent(each.line.mode, each.line.location_id) for each in quote.lines),
        can_try_on=bool(places.nearest(able=["can_try_on"], channel=visit.channel, limit=1))
        and 0 < sum(each.line.quantity for each in quote.lines) <= most,
    )


def _is_sent(mode: str, place: object) -> bool:
    """What is fetched at a shop needs no address, wherever it comes from."""
    return mode == "ship" or (mode == "order_in" and place is None)
