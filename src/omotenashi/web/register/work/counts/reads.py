# SPDX-License-Identifier: Apache-2.0
"""Rounds of counting: the list, the sheet of whoever counts, and what the approver sees.

A sheet never tells what the book says: not in the page and not in its source.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, Q, Value, When
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.stock import queries as stock
from omotenashi.commerce.stock.models import CountLine, CountRound, StockLevel
from omotenashi.commerce.stock.queries import rounds
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work.desk import Desk

STATES: Final[dict[str, tuple[str | Promise, str]]] = {
    "open": (_("Not begun"), "info"),
    "counting": (_("Being counted"), "accent"),
    "review": (_("To be approved"), "warn"),
    "posted": (_("Booked"), "good"),
    "discarded": (_("Thrown away"), "quiet"),
}
OPEN: Final = ("open", "counting", "review")
SIZE, SHEET = 30, 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One variant on a counter's sheet: what this counter said, and whether it is theirs to look at again."""

    variant_id: UUID
    sku: str
    name: str
    detail: str
    codes: tuple[str, ...]
    counted: int | None
    again: bool


def listed(shop: Location, *, page: int = 1) -> tuple[Sequence[CountRound], bool]:
    """Give one page of the shop's rounds, what is open first, and whether there is more."""
    counted = Count("lines", filter=Q(lines__first__isnull=False))
    found = CountRound.objects.filter(location=shop).annotate(all=Count("lines"), counted=counted)
    is_over = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    ordered = found.order_by(is_over, "-opened_at")
    first = (page - 1) * SIZE
    rows = list(ordered[first : first + SIZE + 1])
    return rows[:SIZE], len(rows) > SIZE


def find(desk: Desk, round_id: UUID) -> CountRound:
    """Give a round of this shop. Raises Http404, OtherShop."""
    found = get_object_or_404(CountRound.objects.select_related("location"), pk=round_id)
    desk.own(found.location_id)
    return found


def categories(shop: Location) -> list[str]:
    """Give the categories that lie in a shop: the zones one can count."""
    here = StockLevel.objects.filter(location=shop).values("variant__product_id")
    return list(
        Product.objects.filter(pk__in=here).exclude(category="").order_by("category").values_list("category", flat=True).distinct()
    )  # fmt: skip


def scope(shop: Location, what: str, *, category: str = "") -> list[UUID] | None:
    """Give the variants of a new round: None for all of the shop, none where the scans themselves say what is counted."""
    if what == "wanted":
        return list(stock.to_count(location_id=shop.pk).values_list("variant_id", flat=True))
    if what == "category":
        here = StockLevel.objects.filter(location=shop, variant__product__category=category)
        return list(here.values_list("variant_id", flat=True))
    return [] if what == "scans" else None


def sheet_of(found: CountRound, *, by: str) -> dict[str, Any]:
    """Give the sheet of one counter: what they counted, what waits for a second look, and what nobody saw yet."""
    unsure = {line.variant_id for line in rounds.differences(found.pk) if line.needs_second}
    lines = found.lines.select_related("variant__product").order_by("variant__sku")
    mine = [_row(line, by, again=False) for line in lines if by in (line.first_by, line.second_by)]
    again = [_row(line, by, again=True) for line in lines if line.variant_id in unsure and line.first_by != by]
    open_lines = lines.filter(first=None)
    return {
        "mine": mine[:SHEET],
        "again": again[:SHEET],
        "open": [_row(line, by, again=False) for line in open_lines[:SHEET]],
        "open_count": open_lines.count(),
        "all_count": lines.count(),
        "pieces": sum(row.counted or 0 for row in mine),
    }


def differences_of(found: CountRound) -> dict[str, Any]:
    """Give what the approver decides on: the largest difference first, with who counted."""
    lines = rounds.differences(found.pk)
    who = {line.variant_id: (line.first_by, line.second_by) for line in CountLine.objects.filter(round=found)}
    names = names_of({actor for pair in who.values() for actor in pair})
    counted = [line for line in lines if line.first is not None]
    return {
        "lines": [
            {"line": line, "by": " → ".join(names[actor] for actor in who[line.variant_id] if actor in names)}
            for line in counted
            if line.difference
        ],
        "equal": sum(not line.difference for line in counted),
        "uncounted": len(lines) - len(counted),
        "unsure": sum(line.needs_second for line in counted),
        "more": sum(line.difference or 0 for line in counted if (line.difference or 0) > 0),
        "less": sum(line.difference or 0 for line in counted if (line.difference or 0) < 0),
        "pieces": sum((line.first if line.second is None else line.second) or 0 for line in counted),
    }


def names_of(actors: Collection[str]) -> dict[str, str]:
    """Give the names of actors who are staff."""
    keys = {actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")}
    return {f"staff:{key}": name for key, name in Staff.objects.filter(pk__in=keys).values_list("pk", "name")}


def _row(line: CountLine, by: str, *, again: bool) -> Row:
    counted = line.second if line.second_by == by else line.first if line.first_by == by else None
    variant = line.variant
    return Row(
        variant_id=variant.pk, sku=variant.sku, name=str(variant.product),
        detail=" ".join(str(value) for value in variant.options.values()) or variant.name,
        codes=(variant.sku, *variant.barcodes), counted=counted, again=again,
    )  # fmt: skip
