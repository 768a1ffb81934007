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
from omotenashi.insight.models import Likeness, Recommendation
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


def offers_to_many(
    person_ids: Collection[UUID], *, now: datetime, limit: int = 12
) -> tuple[dict[UUID, list[Recommended]], list[Recommended], dict[UUID, set[UUID]]]:
    """Give what each of these persons may like next, what most people buy, and what each bought of all of it.

    As `recommendations_of` says it of one person, without what was bought since the night: the same few reads for a
    hundred persons as for one.
    """
    kept = Recommendation.objects.in_bulk(set(person_ids))
    best = dict(Likeness.objects.order_by("-buyers", "number").values_list("number", "buyers")[: limit * 3])
    numbers = sorted({*best, *(number for one in kept.values() for number in one.products)})
    rows = bulk.rows(_ON_SALE, {"numbers": numbers, "at": now})
    products = {number: Offered(key, code, name, image or "") for number, key, code, name, image, _variant in rows}
    had = _had([variant for *_rest, variant in rows], person_ids)
    ready: dict[UUID | None, set[int]] = {
        one: {number for number, *_rest, variant in rows if variant in had[one]} for one in had
    }
    names = names_of({because for one in kept.values() for because in one.because if because >= 0})
    owned: dict[UUID, set[UUID]] = {}
    for person, product in bulk.rows(_OWNED, [list(person_ids), [one.product_id for one in products.values()]]):
        owned.setdefault(person, set()).add(product)
    own = {
        person: [
            Recommended(product=products[number], people=people, because=names.get(because))
            for number, because, people in zip(one.products, one.because, one.people, strict=True)
            if number in ready.get(person, ready[None]) and products[number].product_id not in owned.get(person, ())
        ][:limit]
        for person, one in kept.items()
    }
    popular = [Recommended(product=products[one], people=many) for one, many in best.items() if one in ready[None]]
    return own, popular, owned


def _had(variants: list[UUID], persons: Collection[UUID]) -> dict[UUID | None, set[UUID]]:
    """Give the variants that are to be had online (under None), and by each person who has shops, there too."""
    if not variants:
        return {None: set()}
    common = _ready(variants, location_ids=None, person_id=None)
    tills = list(Channel.objects.filter(kind="pos").values_list("code", flat=True))
    shops: dict[UUID, set[UUID]] = {}
    for person, place in bulk.rows(_SHOPS_OF, [list(persons)]) if tills else []:
        shops.setdefault(person, set()).add(place)
    if not shops:
        return {None: common}
    found = stock.available(variants, channel=min(tills), location_ids=set().union(*shops.values()))
    found_at = {variant: {place for place, one in at.items() if one.quantity > 0} for variant, at in found.items()}
    own = {person: {one for one, at in found_at.items() if at & places} for person, places in shops.items()}
    return {None: common, **{person: common | mine for person, mine in own.items()}}


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
_SHOPS_OF = """
SELECT DISTINCT np.person_id, o.location_id FROM customers_nodeperson np JOIN orders_order o ON o.node_id = np.node_id
WHERE np.person_id = ANY(%s) AND o.location_id IS NOT NULL
"""
_OWNED = """
SELECT DISTINCT np.person_id, v.product_id FROM customers_nodeperson np JOIN orders_order o ON o.node_id = np.node_id
JOIN orders_orderline l ON l.order_id = o.id JOIN catalogue_variant v ON v.id = l.variant_id
WHERE np.person_id = ANY(%s) AND v.product_id = ANY(%s) AND o.cancelled_at IS NULL
"""
