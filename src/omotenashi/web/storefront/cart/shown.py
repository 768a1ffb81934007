# SPDX-License-Identifier: Apache-2.0
"""The cart as a page shows it: the quote, and what one may choose. As many reads with one line as with twenty."""

from dataclasses import dataclass

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.queries import Delivery, Quote
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.loyalty.queries.coupons import Coupon
from omotenashi.places.locations import queries as places
from omotenashi.web.storefront.cart import wording
from omotenashi.web.storefront.visits import Visit

SENT = frozenset({"ship", "order_in"})


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

    @property
    def is_buyable(self) -> bool:
        """Whether nothing stands in the way."""
        return bool(self.rows) and not self.quote.problems


def cart_of(visit: Visit, basket: Basket, *, delivery: Delivery | None = None) -> Cart:
    """Quote a basket as it is now."""
    quote = baskets.quote(basket, node_ids=visit.node_ids, delivery=delivery, now=visit.now)
    products = {p.code: p for p in Product.objects.filter(code__in={each.line.product for each in quote.lines})}
    sent = sum(each.amount for each in quote.lines if each.line.mode in SENT)
    free_from = baskets.terms(visit.now).free_from
    to_free = max(0, free_from - sent) if free_from is not None and sent else None
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
        is_sent=any(each.line.mode in SENT for each in quote.lines),
    )
