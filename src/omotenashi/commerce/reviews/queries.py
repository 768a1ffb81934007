# SPDX-License-Identifier: Apache-2.0
"""Reviews as they are read: shown ones by product, what they come to, who may write, and what waits to be looked at."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from omotenashi.base import bulk
from omotenashi.commerce.reviews.models import Review
from omotenashi.commerce.reviews.rules import LONGEST, LONGEST_ANSWER, LONGEST_NAME, STARS, STATES, Rated, rated

__all__ = [
    "LONGEST",
    "LONGEST_ANSWER",
    "LONGEST_NAME",
    "STARS",
    "STATES",
    "Purchase",
    "Rated",
    "all_reviews",
    "own_review",
    "purchase_of",
    "purchased",
    "ratings_of",
    "reviews_of",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Purchase:
    """The proof that somebody has a product: the last order of it whose goods were handed over."""

    order_id: UUID
    node_id: UUID
    variant_id: UUID


def reviews_of(product_id: UUID) -> QuerySet[Review]:
    """Give what everybody may read of a product, the newest first. An erased writer left stars without words."""
    found = Review.objects.filter(product_id=product_id, state="shown").exclude(text="")
    return found.select_related("variant").order_by("-written_at", "-id")


def ratings_of(product_ids: Iterable[UUID]) -> dict[UUID, Rated]:
    """Give what the shown reviews of some products come to, in one read."""
    wanted = list(product_ids)
    counted: dict[UUID, dict[int, int]] = {product: {} for product in wanted}
    rows = Review.objects.filter(product_id__in=wanted, state="shown").values_list("product_id", "rating")
    for product, stars, n in rows.annotate(n=Count("id")):
        counted[product][stars] = n
    return {product: rated(stars) for product, stars in counted.items()}


def purchase_of(node_ids: Sequence[UUID], product_id: UUID) -> Purchase | None:
    """Give the proof that one of these memberships has a product in hand."""
    rows = bulk.rows(_BOUGHT, {"nodes": list(node_ids), "products": [product_id]})
    return Purchase(*rows[0][1:]) if rows else None


def purchased(node_ids: Collection[UUID], product_ids: Iterable[UUID]) -> set[UUID]:
    """Say which of some products a person has in hand."""
    return {row[0] for row in bulk.rows(_BOUGHT, {"nodes": list(node_ids), "products": list(product_ids)})}


def own_review(node_ids: Collection[UUID], product_id: UUID) -> Review | None:
    """Give what a person said of a product."""
    return Review.objects.filter(node_id__in=list(node_ids), product_id=product_id).order_by("written_at").first()


def waiting() -> int:
    """Count what waits to be looked at."""
    return Review.objects.filter(state="waiting").count()


def all_reviews() -> QuerySet[Review]:
    """Give all reviews with what a list shows."""
    return Review.objects.select_related("product", "variant", "order", "decided_by", "answered_by")


# What a source recorded was carried out of the shop. What came back whole is in nobody's hands.
_BOUGHT = """
SELECT DISTINCT ON (v.product_id) v.product_id, o.id, o.node_id, v.id
FROM orders_order o JOIN orders_orderline x ON x.order_id = o.id JOIN catalogue_variant v ON v.id = x.variant_id
WHERE o.node_id = ANY(%(nodes)s) AND v.product_id = ANY(%(products)s) AND o.cancelled_at IS NULL
  AND CASE WHEN x.uid IS NULL THEN x.quantity ELSE x.handed END > x.returned
ORDER BY v.product_id, o.placed_at DESC
"""
