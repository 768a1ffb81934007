# SPDX-License-Identifier: Apache-2.0
"""Products: search, one with its variants, and registration."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product as Row
from omotenashi.web.api import keys, pages, writing
from omotenashi.web.api.problems import not_found
from omotenashi.web.api.products import writing as products_in
from omotenashi.web.api.products.schemas import Product, ProductBatch, ProductPage
from omotenashi.web.api.values import TEXT
from omotenashi.web.api.writing import IdempotencyKey, Report

router = Router()
router.add_decorator(pages.without_strangers)
Search = Annotated[
    str, Query("", max_length=200, pattern=TEXT, description="Name, code, brand, category, SKU or barcode.")
]
Known = Annotated[str, Path(..., max_length=100, pattern=TEXT, description="The code of the product.")]


@router.get("", response=ProductPage, operation_id="list_products")
def list_products(request: HttpRequest, q: Search, cursor: pages.Cursor, limit: pages.Limit) -> dict[str, Any]:
    """Find products with their variants, in the order in which they became known."""
    keys.demand(request, "products.view")
    found = catalogue.search_products(q).prefetch_related("variants").order_by("id")
    if cursor:
        found = found.filter(pk__gt=pages.read_id(cursor)[1])
    rows, following = pages.cut(list(found[: limit + 1]), limit=limit, key=lambda row: (pages.START, row.pk.int))
    return pages.body([_shown(row) for row in rows], following)


@router.post("", response=Report, operation_id="register_products")
def register_products(request: HttpRequest, batch: ProductBatch, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Create variants with their products, or bring them up to date."""
    keys.demand_noted(request, "imports.run", records=len(batch.records))
    return writing.once(request, idempotency_key, lambda: products_in.register(batch.records, now=clock.now()))


@router.get("/{path:code}", response=Product, operation_id="get_product")
def get_product(request: HttpRequest, code: Known) -> dict[str, Any]:
    """Give one product with its variants."""
    keys.demand(request, "products.view")
    product = Row.objects.prefetch_related("variants").filter(code=code).first()
    if product is None:
        raise not_found()
    return _shown(product)


def _shown(product: Row) -> dict[str, Any]:
    names = ("id", "code", "name", "brand", "category", "images", "published_at", "withdrawn_at")
    variants = sorted(product.variants.all(), key=lambda variant: variant.sku)
    return {**{name: getattr(product, name) for name in names}, "variants": variants}
