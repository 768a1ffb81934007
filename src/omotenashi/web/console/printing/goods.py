# SPDX-License-Identifier: Apache-2.0
"""Goods as they are printed: the price with tax that holds in the shop, what it was where that may be said, its JAN, its page.

As many reads for one as for five hundred.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.commerce.loyalty.queries import pricing
from omotenashi.places.locations.queries import zone
from omotenashi.web.ui import ean

CHANNEL = "STORE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Good:
    """One thing to print; `name` is that of the `product`, or with its size and colour.

    `price` is with tax; `more`: it is the lowest of several; `before` may stand crossed out.
    """

    code: str
    name: str
    product: str = ""
    sku: str = ""
    caption: str = ""
    price: int | None = None
    more: bool = False
    before: int | None = None
    until: datetime | None = None
    tax_rate: int = 10
    jan: str = ""
    picture: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Price:
    amount: int
    before: int | None
    until: datetime | None


def of_category(category: str, *, at: datetime, most: int) -> list[str]:
    """Give the codes of what is on sale in a category."""
    hits, _count = catalogue.find(catalogue.Wanted(category=category), channel=CHANNEL, at=at, limit=most)
    names = dict(Product.objects.filter(pk__in=[hit.product_id for hit in hits]).values_list("pk", "code"))
    return [names[hit.product_id] for hit in hits if hit.product_id in names]


def meant(text: str, *, at: datetime) -> str:
    """Give the code of the product that somebody typed or scanned; nothing for what nobody knows."""
    if not text.strip():
        return ""
    if scanned := catalogue.scanned(text):
        return scanned[0].product.code
    hits, _count = catalogue.find(catalogue.Wanted(text=text), channel=CHANNEL, at=at, limit=1)
    found = Product.objects.filter(pk=hits[0].product_id).values_list("code", flat=True) if hits else []
    return next(iter(found), "")


def read(
    codes: Sequence[str], *, at: datetime, shop: str = "", each: bool = False, words: Mapping[str, str] | None = None
) -> list[Good]:
    """Give the goods of some products in their order, or each of their variants."""
    products = {one.code: one for one in Product.objects.filter(code__in=codes)}
    variants: dict[UUID, list[Variant]] = defaultdict(list)
    for variant in catalogue.variants_of(one.pk for one in products.values()):
        variants[variant.product_id].append(variant)
    prices = _prices([one for own in variants.values() for one in own], products.values(), at=at, shop=shop)
    found = []
    for code in codes:
        if product := products.get(code):
            made = _each if each else _whole
            found += [
                replace(one, word=(words or {}).get(code, "")) for one in made(product, variants[product.pk], prices)
            ]
    return found


def _whole(product: Product, variants: Sequence[Variant], prices: Mapping[UUID, _Price]) -> list[Good]:
    own = [prices[one.pk] for one in variants if one.pk in prices]
    least = min(own, key=lambda one: one.amount, default=None)
    only = variants[0] if len(variants) == 1 else None
    return [
        _good(
            product,
            only,
            least,
            more=len({one.amount for one in own}) > 1,
            rate=variants[0].tax_rate if variants else 10,
        )
    ]


def _each(product: Product, variants: Sequence[Variant], prices: Mapping[UUID, _Price]) -> list[Good]:
    return [_good(product, one, prices.get(one.pk), more=False, rate=one.tax_rate) for one in variants]


def _good(product: Product, variant: Variant | None, price: _Price | None, *, more: bool, rate: int) -> Good:
    kind = product.category.rpartition(">")[2].strip()
    named = (
        f"{product} {variant.name}" if variant and variant.name and variant.name not in str(product) else str(product)
    )
    return Good(
        code=product.code, name=named, product=str(product), sku=variant.sku if variant else "",
        caption=" · ".join(part for part in (product.brand, kind) if part), price=price.amount if price else None,
        more=more, before=price.before if price and not more else None, until=price.until if price else None, tax_rate=rate,
        jan=next((one for one in variant.barcodes if ean.is_jan(one)), "") if variant else "",
        picture=product.images[0] if product.images else "",
    )  # fmt: skip


def _prices(variants: Sequence[Variant], products: Iterable[Product], *, at: datetime, shop: str) -> dict[UUID, _Price]:
    """Give what each variant costs whoever takes one of it from the shelf, campaigns that ask for nothing more included."""
    known = {one.pk: one for one in products}
    held = catalogue.prices_of([one.pk for one in variants], channel=CHANNEL, at=at)
    campaigns = {one.code: one for one in pricing.running(at) if _is_plain(one)}
    listed, ends, since = {}, {}, {}
    for variant in variants:
        price = held.get(variant.pk)
        if price is None:
            continue
        amount = price.amount if price.tax_included else price.amount * (100 + price.tax_rate) // 100
        listed[variant.pk], ends[variant.pk] = amount, price.until if price.list else None
        off = _taken_off(variant, known[variant.product_id], amount, campaigns, at=at, shop=shop)
        if off:
            listed[variant.pk] -= sum(off.values())
            begun = [campaigns[code].begins_at for code in off]
            if begins := [one for one in begun if one]:
                since[variant.pk] = max(begins)
            own = [one for one in (*(campaigns[code].ends_at for code in off), ends[variant.pk]) if one]
            ends[variant.pk] = min(own, default=None)
    before = catalogue.held_before(listed, channel=CHANNEL, at=at, since=since)
    return {
        key: _Price(amount, before.get(key), ends[key] if key in before else None) for key, amount in listed.items()
    }


def _is_plain(campaign: pricing.Campaign) -> bool:
    """Say whether a campaign lowers the price for everybody, all day, as long as it runs: only then paper may say so."""
    capped = campaign.budget_left is not None or campaign.count_left is not None
    return not (campaign.by_coupon or campaign.days or campaign.hours or capped)


def _taken_off(
    variant: Variant,
    product: Product,
    amount: int,
    campaigns: Mapping[str, pricing.Campaign],
    *,
    at: datetime,
    shop: str,
) -> dict[str, int]:
    if not campaigns:
        return {}
    item = pricing.Item(
        key=variant.sku, sku=variant.sku, quantity=1, unit_price=amount, product=product.code,
        categories=(product.category,), tax_rate=variant.tax_rate,
    )  # fmt: skip
    effects = pricing.evaluate(
        pricing.Basket(items=(item,)), campaigns=campaigns.values(), member=None, at=at, channel=CHANNEL,
        location=shop or None, zone=zone(),
    )  # fmt: skip
    return dict(effects.lines[0].shares)
