# SPDX-License-Identifier: Apache-2.0
"""Which of the products that were ranked at night may be offered now: on sale, and to be had where this person buys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from omotenashi.base import bulk
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import queries as stock
from omotenashi.insight.models import Likeness
from omotenashi.places.locations.models import Channel


@dataclass(frozen=True, slots=True)
class Offered:
    """A product that may be offered."""

    product_id: UUID
    code: str
    name: str
    image: str

    def __str__(self) -> str:
        return self.name or self.code


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommended:
    """A product and why. `people` bought it together with `because`, or at all where `because` is None.

    With a `due_date` it is bought again and again: every `cycle_days`, which are this person's own or everybody's.
    """

    product: Offered
    people: int = 0
    because: str | None = None
    due_date: date | None = None
    cycle_days: int = 0
    own_cycle: bool = False


def offered(
    numbers: Sequence[int],
    *,
    now: datetime,
    location_ids: Collection[UUID] | None = None,
    person_id: UUID | None = None,
) -> dict[int, Offered]:
    """Give those on sale that are to be had: in the places named, else online or in a shop in which the person bought.

    What was never counted anywhere is no stock to run out of. Without any such channel every place counts.
    """
    rows = bulk.rows(_ON_SALE, {"numbers": list(numbers), "at": now})
    variants = {variant: number for number, *_rest, variant in rows}
    ready = {variants[one] for one in _ready(list(variants), location_ids=location_ids, person_id=person_id)}
    return {
        number: Offered(product, code, name, image or "")
        for number, product, code, name, image, _variant in rows
        if number in ready
    }


def paired(
    numbers: Sequence[int], people: Sequence[int], limit: int, *, now: datetime, places: Collection[UUID] | None
) -> list[Recommended]:
    """Give the products that may be offered, each with how many bought both."""
    found = offered(numbers, now=now, location_ids=places)
    both = zip(numbers, people, strict=True)
    return [Recommended(product=found[one], people=many) for one, many in both if one in found][:limit]


def likeness_of(variant_or_product: UUID) -> Likeness | None:
    """Give what goes with a product, named by itself or by one of its variants."""
    of_variant = Variant.objects.filter(pk=variant_or_product).values("product_id")
    return Likeness.objects.filter(Q(product_id=variant_or_product) | Q(product_id__in=of_variant)).first()


def names_of(numbers: Collection[int]) -> dict[int, str]:
    """Give the names of products by their numbers."""
    return dict(bulk.rows(_NAMES, [list(numbers)]))


def _ready(variants: list[UUID], *, location_ids: Collection[UUID] | None, person_id: UUID | None) -> set[UUID]:
    if not variants:
        return set()
    ready = set(variants) - stock.stocked_variants(variants)
    channels = dict(Channel.objects.filter(kind__in=("web", "app", "pos")).values_list("code", "kind"))
    online = [code for code, kind in channels.items() if kind != "pos"]
    if location_ids is not None:
        return ready | _in_places(variants, channels, location_ids)
    for code in online[:1]:
        ready |= {variant for variant, many in stock.totals(variants, channel=code).items() if many > 0}
    tills = [code for code, kind in channels.items() if kind == "pos"]
    shops = [one for (one,) in bulk.rows(_SHOPS, [person_id])] if person_id and tills else []
    if shops:
        ready |= _in_places(variants, tills, shops)
    return ready if online else ready | _in_places(variants, channels, None)


def _in_places(variants: list[UUID], channels: Collection[str], places: Collection[UUID] | None) -> set[UUID]:
    """Give those that the till's channel, else any, may sell from one of these places."""
    channel = min(channels, default="")
    found = stock.available(variants, channel=channel, location_ids=places)
    return {variant for variant, at in found.items() if any(one.quantity > 0 for one in at.values())}


_ON_SALE = """
SELECT l.number, p.id, p.code, p.name, p.images[1], v.id FROM insight_likeness l
JOIN catalogue_product p ON p.id = l.product_id JOIN catalogue_variant v ON v.product_id = p.id
WHERE l.number = ANY (%(numbers)s) AND p.published_at <= %(at)s AND (p.withdrawn_at IS NULL OR p.withdrawn_at > %(at)s)
"""
_NAMES = """
SELECT l.number, coalesce(nullif(p.name, ''), p.code) FROM insight_likeness l
JOIN catalogue_product p ON p.id = l.product_id WHERE l.number = ANY (%s)
"""
_SHOPS = """
SELECT DISTINCT o.location_id FROM customers_nodeperson np JOIN orders_order o ON o.node_id = np.node_id
WHERE np.person_id = %s AND o.location_id IS NOT NULL
"""
