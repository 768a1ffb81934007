# SPDX-License-Identifier: Apache-2.0
"""What parts of a message show each reader alone: recommendations, the article of an event, coupons, shop, member of staff.

Read for a batch at once, and only what its messages ask. The answer is kept with the message, so that what was said can
be shown and its links lead where they led.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, override

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.engagement.messaging.queries import caring, sparing
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import slots
from omotenashi.insight import queries as insight
from omotenashi.insight.offers import Recommended
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations import queries as places

type Values = dict[str, Any]
# The recommender is asked for more than there is room for: some of it may be left out by the writer's wish.
_SPARE = 12


def known_of(
    wanted: Mapping[UUID, tuple[slots.Asked, UUID | None, Mapping[str, Any]]], *, now: datetime, language: str
) -> dict[UUID, Values]:
    """Give what each message shows its reader: `wanted` holds what it asks, its person, and what the event said."""
    found: dict[UUID, Values] = {key: {} for key in wanted}
    persons = {person for _, person, _ in wanted.values() if person is not None}
    origin = policy().origin
    with override(language):
        offers = _Offers(wanted, persons, now=now)
        goods = _goods_of(wanted, now=now)
        coupons = _coupons(wanted, now=now)
        cared = caring.cared_for(persons, [asked for asked, *_ in wanted.values()], now=now)
        for key, (asked, person, context) in wanted.items():
            mine = found[key]
            mine |= offers.shown(asked, person)
            mine |= _article(asked, goods.get(str(context.get("sku", ""))), origin=origin)
            mine |= coupons.get(key, {})
            mine |= cared.shown(asked, person)
    return found


def price_of(codes: Collection[str], *, now: datetime) -> dict[str, str]:
    """Give what products cost in the shop now, from their first variant, as it is written."""
    variants = list(Variant.objects.filter(product__code__in=codes).select_related("product").order_by("sku"))
    prices = catalogue.prices_of([one.pk for one in variants], channel="EC", at=now)
    found: dict[str, str] = {}
    for one in variants:
        if price := prices.get(one.pk):
            found.setdefault(one.product.code, f"¥{price.amount:,}")
    return found


def of_product(code: str, name: str, price: str, picture: str, *, origin: str) -> Values:
    """Give a product as a place of a message shows it."""
    whole = origin + picture if picture.startswith("/") else picture
    return {
        "there": True, "name": name, "price": price, "picture": whole, "pictured": bool(whole),
        "chatted": slots.is_fetched(whole),
        "href": origin + reverse("storefront:product", args=[code]),
    }  # fmt: skip


def why(offer: Recommended) -> str:
    """Say why a product is offered, as its reader may be told."""
    if offer.because:
        return gettext("Goes with “%(name)s” that you bought") % {"name": offer.because}
    return gettext("Chosen by many customers")


class _Offers:
    """What the recommender says of all readers of a batch, from one look at it."""

    def __init__(
        self, wanted: Mapping[UUID, tuple[slots.Asked, UUID | None, Mapping[str, Any]]], persons: set[UUID], *, now: datetime
    ) -> None:  # fmt: skip
        self.most = max((sum(map(slots.count_of, asked.offers)) for asked, *_ in wanted.values()), default=0)
        self.own: dict[UUID, list[Recommended]] = {}
        self.best: list[Recommended] = []
        self.owned: dict[UUID, set[UUID]] = {}
        if not self.most:
            return
        self.own, self.best, self.owned = insight.offers_to_many(persons, now=now, limit=self.most + _SPARE)
        self.kinds = sparing.categories_of(self._all())
        self.prices = price_of([one.product.code for one in self._all()], now=now)
        self.origin = policy().origin
        self.avoided = customers.avoided(persons)
        self.shunned = {word.casefold() for word in places.voice().never_offered}

    def _all(self) -> list[Recommended]:
        return [*self.best, *(one for mine in self.own.values() for one in mine)]

    def shown(self, asked: slots.Asked, person: UUID | None) -> Values:
        """Give the products of one reader, no product twice in one message."""
        found: Values = {}
        used = set(asked.shown)
        for block in asked.offers:
            mine = self._for(block, person, used)
            used |= {one.product.code for one in mine}
            if not mine and block.chosen("fallback") == "stop":
                continue
            for number in range(slots.count_of(block)):
                values = self._place(mine[number]) if number < len(mine) else {"there": False}
                found |= {f"own.{slots.place(block.at, number, part)}": value for part, value in values.items()}
        return found

    def _for(self, block: Any, person: UUID | None, used: set[str]) -> list[Recommended]:
        own = self.own.get(person, []) if person else []
        owned = self.owned.get(person, set()) if person else set()
        more = [one for one in self.best if one.product.product_id not in owned]
        ranked = [*own, *more] if block.chosen("fallback") == "best" else own
        avoided = self.shunned | {word.strip().casefold() for word in block["avoid"].split(",") if word.strip()}
        unique = {one.product.code: one for one in reversed(ranked)}
        fit = [unique[code] for code in dict.fromkeys(one.product.code for one in ranked)]
        topics = self.avoided.get(person, set()) if person else set()
        welcome = [
            one for one in fit if not (self._is_avoided(one, avoided) or sparing.is_unwelcome(one, topics, self.kinds))
        ]
        return [one for one in welcome if one.product.code not in used][: slots.count_of(block)]

    def _is_avoided(self, offer: Recommended, avoided: set[str]) -> bool:
        """Say whether a product was excluded by its code or by its category, or by one above it."""
        category = self.kinds.get(offer.product.product_id, "").casefold()
        above = {" > ".join(category.split(" > ")[:depth]) for depth in range(1, category.count(" > ") + 2)}
        return bool(avoided & {offer.product.code.casefold(), *above})

    def _place(self, offer: Recommended) -> Values:
        product = offer.product
        price = self.prices.get(product.code, "")
        shown = of_product(product.code, str(product), price, product.image, origin=self.origin)
        return {**shown, "why": why(offer)}


def _goods_of(
    wanted: Mapping[UUID, tuple[slots.Asked, UUID | None, Mapping[str, Any]]], *, now: datetime
) -> dict[str, tuple[str, str, str, str]]:
    """Give what events were about, by stock keeping unit: code, name, price, picture."""
    skus = {str(context.get("sku", "")) for asked, _, context in wanted.values() if asked.goods} - {""}
    if not skus:
        return {}
    variants = list(Variant.objects.filter(sku__in=skus, product__withdrawn_at=None).select_related("product"))
    prices = catalogue.prices_of([one.pk for one in variants], channel="EC", at=now)
    return {
        one.sku: (
            one.product.code, str(one.product), f"¥{prices[one.pk].amount:,}" if prices.get(one.pk) else "",
            one.product.images[0] if one.product.images else "",
        )
        for one in variants if "/" not in one.product.code
    }  # fmt: skip


def _article(asked: slots.Asked, found: tuple[str, str, str, str] | None, *, origin: str) -> Values:
    if not asked.goods or found is None:
        return {}
    shown = of_product(*found, origin=origin)
    values: Values = {f"goods.{part}": shown[part] for part in ("name", "price", "href")}
    for at in asked.articles:
        values |= {f"own.{slots.place(at, 0, part)}": value for part, value in shown.items()}
    return values


def _coupons(
    wanted: Mapping[UUID, tuple[slots.Asked, UUID | None, Mapping[str, Any]]], *, now: datetime
) -> dict[UUID, Values]:
    """Give each reader the code of their own, else the one that is everybody's; nothing where there is neither."""
    asking = {key: one for key, one in wanted.items() if one[0].coupons}
    campaigns = {block["campaign"] for asked, *_ in asking.values() for block in asked.coupons}
    persons = {person for _, person, _ in asking.values() if person is not None}
    codes = caring.codes_of(persons, campaigns, now=now) if campaigns else {}
    found: dict[UUID, Values] = {}
    for key, (asked, person, _) in asking.items():
        mine = found.setdefault(key, {})
        for block in asked.coupons:
            code, until = codes.get((person, block["campaign"]), (block["code"], "")) if person else (block["code"], "")
            mine |= {f"own.c{block.at}_code": code, f"own.c{block.at}_until": until}
    return found


def example(asked: slots.Asked, *, now: datetime, language: str) -> Values:
    """Give what a message shows the reader of examples: what most people buy, the first shop, a code that opens nothing."""
    wanted: Sequence[slots.Asked] = [asked]
    found = known_of({UUID(int=0): (asked, None, {})}, now=now, language=language)[UUID(int=0)]
    sample: Values = {}
    for block in asked.offers:
        for number in range(slots.count_of(block)):
            if not found.get(f"own.{slots.place(block.at, number, 'there')}"):
                sample |= _sampled(block.at, number, language)
    for at in asked.articles:
        sample |= _sampled(at, 0, language)
    for block in asked.coupons:
        sample[f"own.c{block.at}_code"] = block["code"] or "ABCD-EFGH-JKMN"
    return {**found, **sample, **caring.example(wanted, now=now, language=language)}


def _sampled(at: int, number: int, language: str) -> Values:
    with override(language):
        shown = of_product("EXAMPLE", gettext("Example product"), "¥2,200", "", origin=policy().origin)
        values = {**shown, "why": gettext("Chosen by many customers")}
    return {f"own.{slots.place(at, number, part)}": value for part, value in values.items()}
