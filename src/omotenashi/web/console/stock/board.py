# SPDX-License-Identifier: Apache-2.0
"""在庫表: products in rows, places in columns, each cell the mark and how many are free."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.places.locations.models import Location
from omotenashi.web.console.stock import words
from omotenashi.web.console.stock.listing import mark_of, sureness

SIZE = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A variant at a place; empty where it never was."""

    href: str = ""
    sign: str = ""
    state: str = ""
    word: str = ""
    free: int | None = None
    short: int = 0


def table(*, q: str, page: int, places: Collection[str] = ()) -> dict[str, Any]:
    """Give one page of the board: five reads, however many products and places."""
    wanted = Variant.objects.filter(levels__isnull=False).select_related("product").order_by("sku").distinct()
    if q:
        wanted = wanted.filter(product__in=catalogue.search_products(q))
    leaf = Paginator(wanted, SIZE).get_page(page)
    variants = list(leaf.object_list)
    levels = list(stock.board(variant_ids=[one.pk for one in variants]))
    shown = Location.objects.filter(stocklevel__isnull=False).distinct().order_by("code")
    columns = list(shown.filter(code__in=places) if places else shown)
    sure = sureness()
    cells: dict[UUID, dict[UUID, Cell]] = defaultdict(dict)
    for level in levels:
        cells[level.variant_id][level.location_id] = _cell(level, sure)
    return {
        "leaf": leaf,
        "places": columns,
        "rows": [(one, [cells[one.pk].get(place.pk, Cell()) for place in columns]) for one in variants],
    }


def _cell(level: StockLevel, sure: dict[UUID, int]) -> Cell:
    sign, state, word = words.MARKS[mark_of(level, sure)]
    return Cell(
        href=reverse("console:stock-level", args=[level.variant_id, level.location_id]),
        sign=sign, state=state, word=str(word), free=level.on_hand - level.reserved - level.allocated, short=level.short,
    )  # fmt: skip
