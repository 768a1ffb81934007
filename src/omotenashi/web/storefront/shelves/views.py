# SPDX-License-Identifier: Apache-2.0
"""Home, search and one product."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.queries.wishes import wished
from omotenashi.commerce.checkout import queries as baskets
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.reviews import queries as reviews
from omotenashi.commerce.stock import queries as stock
from omotenashi.web.storefront.shelves import goods
from omotenashi.web.storefront.visits import Visit, in_shop

A_PAGE, SHOWN_REVIEWS = 24, 30
ORDERS = (
    ("merit", _("Best match")),
    ("newest", _("Newest")),
    ("cheapest", _("Lowest price")),
    ("dearest", _("Highest price")),
)
# From, to, in minor units.
PRICES = ((None, 2_000), (2_000, 5_000), (5_000, 10_000), (10_000, None))


@require_GET
@in_shop
def show_home(visit: Visit) -> HttpResponse:
    """The window of the shop: what is new, what kinds there are, one's points."""
    new, count = goods.found(catalogue.Wanted(order="newest"), channel=visit.channel, now=visit.now, limit=12)
    choices = catalogue.choices(visit.now)
    terms = baskets.terms(visit.now)
    own = [
        (one, goods.named([each.product.product_id for each in one.offers], channel=visit.channel, now=visit.now))
        for one in visit.own
    ]
    return visit.page(
        "home", own=[pair for pair in own if pair[0].coupon or pair[1]], shelves=new, count=count, categories=_tops(choices["category"]), terms=terms,
        sells_cards=loyalty.card_policy(visit.now).sold,
    )  # fmt: skip


@require_GET
@in_shop
def show_search(visit: Visit) -> HttpResponse:
    """What a search found, with what can narrow it."""
    asked = {
        name: visit.request.GET.get(name, "").strip()[:100] for name in ("q", "category", "brand", "price", "order")
    }
    here = visit.store.pk if visit.store and visit.request.GET.get("here") else None
    page = max(1, min(_number(visit.request.GET.get("page", "")) or 1, 400))
    wanted = _wanted(asked, here=here)
    shelves, count = goods.found(wanted, channel=visit.channel, now=visit.now, limit=A_PAGE, offset=(page - 1) * A_PAGE)
    context: dict[str, Any] = {
        "shelves": shelves,
        "count": count,
        "page": page,
        "last": -(-count // A_PAGE) or 1,
        "here": bool(here),
    }
    choices = catalogue.choices(visit.now)
    bands = [(f"{low or ''}-{high or ''}", low, high) for low, high in PRICES]
    return visit.page(
        "search", asked=asked, choices=choices, orders=ORDERS, bands=bands, **context
    )  # fmt: skip


@require_GET
@in_shop
def show_scanner(visit: Visit) -> HttpResponse:
    """Read the barcode of a price tag with the camera, or type it: the product's page opens with the shop's stock."""
    asked = visit.request.GET.get("code", "").strip()[:60]
    known = goods.product_of(asked, now=visit.now) if asked else None
    if known is not None:
        store = f"?store={visit.store.code}" if visit.store else ""
        return redirect(f"{reverse('storefront:product', args=[asked])}{store}")
    return visit.page("scan", scanned=asked, status=404 if asked else 200)


@require_GET
@in_shop
def show_product(visit: Visit, code: str) -> HttpResponse:
    """One product: picture, price with tax, sizes, and where it lies now. A scanned barcode opens it."""
    known = goods.product_of(code, now=visit.now)
    if known is None:
        raise Http404
    product, meant = known
    context = _offered(visit, list(catalogue.variants_of([product.pk])), meant)
    chosen = context["chosen"]
    is_wished = chosen is not None and wished(visit.node_ids).filter(variant=chosen.variant).exists()
    context |= {
        "rated": reviews.ratings_of([product.pk])[product.pk],
        "reviews": reviews.reviews_of(product.pk)[:SHOWN_REVIEWS],
        "own": reviews.own_review(visit.node_ids, product.pk) if visit.node_ids else None,
        "may_review": bool(visit.node_ids) and bool(reviews.purchased(visit.node_ids, [product.pk])),
        "limits": {"text": reviews.LONGEST, "name": reviews.LONGEST_NAME},
    }
    beside, _count = goods.found(
        catalogue.Wanted(category=product.category), channel=visit.channel, now=visit.now, limit=5
    )
    beside = [one for one in beside if one.product != product][:4]
    return visit.page(
        "product", product=product, beside=beside, terms=baskets.terms(visit.now), is_wished=is_wished, **context
    )


def _offered(visit: Visit, variants: list[Any], meant: str) -> dict[str, Any]:
    """Sizes and shops. Stock is read at each request: it is as old as the answer."""
    free = stock.available([variant.pk for variant in variants], channel=visit.channel)
    store = visit.store.pk if visit.store else None
    sizes = goods.sizes(
        variants, free, wanted=visit.request.GET.get("v", meant), store=store, channel=visit.channel, now=visit.now
    )
    chosen = next((size for size in sizes if size.is_chosen), None)
    levels = free.get(chosen.variant.pk, {}) if chosen else {}
    counters = goods.counters(levels, channel=visit.channel, now=visit.now, store=store)
    sendable = sum(level.quantity for level in levels.values())
    here = next((one for one in counters if one.is_chosen), None)
    pickable = chosen is not None and chosen.price is not None and (here is None or here.quantity > 0)
    return {
        "sizes": sizes, "chosen": chosen, "counters": counters, "sendable": sendable, "pickable": pickable,
        "promise": goods.promise(counters), "tryable": any(one.quantity > 0 and one.can_try_on for one in counters),
    }  # fmt: skip


def _wanted(asked: dict[str, str], *, here: UUID | None) -> catalogue.Wanted:
    low, high = _band(asked["price"])
    return catalogue.Wanted(
        text=asked["q"], category=asked["category"], brand=asked["brand"], price_from=low, price_to=high,
        variants=goods.in_store(here) if here else None,
        order=asked["order"] if asked["order"] in dict(ORDERS) else "merit",
    )  # fmt: skip


def _tops(categories: list[tuple[str, int]]) -> list[str]:
    """The first word of each category's path, once."""
    return list(dict.fromkeys(name.split(" > ")[0] for name, _count in categories))[:12]


def _band(price: str) -> tuple[int | None, int | None]:
    low, _dash, high = price.partition("-")
    return _number(low), _number(high)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
