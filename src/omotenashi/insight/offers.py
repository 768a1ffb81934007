# SPDX-License-Identifier: Apache-2.0
"""Which of the products that were ranked at night may be offered now: on sale, and to be had where this person buys."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from omotenashi.base import bulk, clock
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import queries as stock
from omotenashi.insight import rules
from omotenashi.insight.models import Likeness, Recommendation
from omotenashi.insight.recommend.running_out import Use, is_due, runs_out
from omotenashi.places.locations import queries as locations
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


@dataclass(frozen=True, slots=True)
class Due:
    """When something is needed again, after how many days, and whether that is the person's own pace."""

    day: date
    cycle: int
    own: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommended:
    """A product and why. `people` bought it together with `because`, or at all where `because` is None.

    With a `due_date` it is bought again and again: every `cycle_days`, which are this person's own or everybody's.
    `used` is how far the person got with it (0 to 1), where that, and not the calendar, says the day.
    `taste` is what the person leans towards and it has (axis, value); `after` the volume that was finished before it.
    """

    product: Offered
    people: int = 0
    because: str | None = None
    due_date: date | None = None
    cycle_days: int = 0
    own_cycle: bool = False
    taste: tuple[str, str] | None = None
    after: str | None = None
    used: float | None = None


def moved_by(said: str, names: Mapping[int, str], refused: Collection[tuple[str, str]] = ()) -> dict[str, Any]:
    """Read what moved a product forward, for a `Recommended`; what was taken away since the night is not named."""
    kind, _sep, rest = said.partition(":")
    if kind == "usage":
        return {"after": names.get(int(rest))}
    axis, _sep, value = rest.partition(":")
    return {"taste": (axis, value)} if value and (axis, value) not in refused else {}


def uses_of(person_id: UUID, *, zone: str) -> list[Use]:
    """Give how far a person got with what is bought again and again; what was bought anew since tells nothing of the new one."""
    found: dict[int, Use] = {}
    for number, progress, began, last, finished, cycle in bulk.rows(_USES, {"person": person_id, "zone": zone}):
        found[number] = Use(number=number, progress=progress, began=began, last=last, finished=finished, cycle=cycle)
    return list(found.values())


def due_by_use(
    calendar: Mapping[int, Due], uses: Collection[Use], *, today: date
) -> list[tuple[int, Due, float | None]]:
    """Give what is due by the calendar, each date as its use says it; what is not due by its use is left out."""
    found: dict[int, tuple[Due, float | None]] = {number: (one, None) for number, one in calendar.items()}
    for use in uses:
        if (day := runs_out(use)) is None:
            continue
        found.pop(use.number, None)
        if is_due(day, cycle=use.cycle, today=today):
            own = calendar[use.number].own if use.number in calendar else False
            found[use.number] = (Due(day, use.cycle, own), use.progress)
    ranked = sorted(found.items(), key=lambda one: abs((one[1][0].day - today).days) / max(one[1][0].cycle, 1))
    return [(number, one, used) for number, (one, used) in ranked]


def refusals(person_ids: Collection[UUID], *, now: datetime) -> dict[UUID, set[tuple[str, str]]]:
    """Give the tastes that each of these persons took away: one read."""
    found: dict[UUID, set[tuple[str, str]]] = {}
    for person, axis, value in bulk.rows(_REFUSED, [list(person_ids), now - rules.TASTE_KEPT_AWAY]):
        found.setdefault(person, set()).add((axis, value))
    return found


def numbers_moved(kept: Collection[str]) -> list[int]:
    """Give the products that were finished, among what moved others."""
    return [int(said.removeprefix("usage:")) for said in kept if said.startswith("usage:")]


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


def offers_of(
    found: Recommendation, *, now: datetime, location_ids: Collection[UUID] | None
) -> tuple[list[Recommended], list[Recommended]]:
    """Give what a person may like next and is due to need again, of what can be had now."""
    due = _due_of(found, now)
    ready = offered(
        [*found.products, *(number for number, *_rest in due)], now=now, location_ids=location_ids, person_id=found.pk
    )
    moved = _said(found)
    names = names_of([*(one for one in found.because if one >= 0), *numbers_moved(moved)])
    refused = refusals([found.pk], now=now) if any(one.startswith("taste:") for one in moved) else {}
    coming = [
        Recommended(product=ready[number], people=people, because=names.get(because),
                    **moved_by(said, names, refused.get(found.pk, ())))
        for number, because, people, said in zip(found.products, found.because, found.people, moved, strict=True)
        if number in ready
    ]  # fmt: skip
    again = [
        Recommended(product=ready[number], due_date=one.day, cycle_days=one.cycle, own_cycle=one.own, used=used)
        for number, one, used in due
        if number in ready
    ]
    return coming, again


def _due_of(found: Recommendation, now: datetime) -> list[tuple[int, Due, float | None]]:
    """What is due again, by the calendar of the night and by how far the person got with it until now."""
    zone = locations.zone()
    dates = zip(found.due_dates, found.due_cycles, found.due_own, strict=True)
    calendar = {number: Due(*one) for number, one in zip(found.due, dates, strict=True)}
    uses = uses_of(found.pk, zone=str(zone))
    # Without a use the order of the night stands.
    if not uses:
        return [(number, one, None) for number, one in calendar.items()]
    return due_by_use(calendar, uses, today=clock.day_of(now, zone=zone))


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
    moved = [said for one in kept.values() for said in one.moved_by]
    names = names_of({*(n for one in kept.values() for n in one.because if n >= 0), *numbers_moved(moved)})
    refused = refusals(kept, now=now) if any(said.startswith("taste:") for said in moved) else {}
    owned: dict[UUID, set[UUID]] = {}
    for person, product in bulk.rows(_OWNED, [list(person_ids), [one.product_id for one in products.values()]]):
        owned.setdefault(person, set()).add(product)
    own = {
        person: [
            Recommended(
                product=products[number],
                people=people,
                because=names.get(because),
                **moved_by(said, names, refused.get(person, ())),
            )
            for number, because, people, said in zip(one.products, one.because, one.people, _said(one), strict=True)
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


def _said(one: Recommendation) -> list[str]:
    return one.moved_by or [""] * len(one.products)


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


# The one that got farthest stays: it is read last.
_USES = """
SELECT l.number, u.progress, (u.began_at AT TIME ZONE %(zone)s)::date, (u.last_at AT TIME ZONE %(zone)s)::date,
  (u.finished_at AT TIME ZONE %(zone)s)::date, l.cycle_days
FROM customers_nodeperson np JOIN usage_progress u ON u.node_id = np.node_id AND u.kind = 'used' AND u.began_at IS NOT NULL
JOIN insight_likeness l ON l.product_id = u.product_id AND l.cycle_days > 0
WHERE np.person_id = %(person)s AND NOT EXISTS (
  SELECT 1 FROM customers_nodeperson o JOIN orders_order x ON x.node_id = o.node_id AND x.cancelled_at IS NULL
  JOIN orders_orderline y ON y.order_id = x.id JOIN catalogue_variant v ON v.id = y.variant_id
  WHERE o.person_id = %(person)s AND v.product_id = u.product_id AND x.placed_at > u.began_at)
ORDER BY u.progress, u.last_at
"""
_REFUSED = """
SELECT np.person_id, r.axis, r.value FROM insight_tasterefusal r JOIN customers_nodeperson np ON np.node_id = r.node_id
WHERE np.person_id = ANY(%s) AND r.refused_at > %s
"""
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
