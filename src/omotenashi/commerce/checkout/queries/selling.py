# SPDX-License-Identifier: Apache-2.0
"""What a sale at the till costs, as any basket does; and what tills have not sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout.models import BasketLine
from omotenashi.commerce.checkout.queries.quoting import Asked, known, priced
from omotenashi.commerce.checkout.rules import Line, Quote
from omotenashi.commerce.checkout.rules.problems import PLACED
from omotenashi.commerce.checkout.rules.sales import BadSale, SaleLine
from omotenashi.places.locations.models import Location


@dataclass(frozen=True, slots=True)
class Gap:
    """Sales that a till has numbered and not sent: from `first` to `last`."""

    shop: str
    terminal: str
    first: int
    last: int


def quote_sale(
    lines: Sequence[SaleLine], *, shop_id: UUID, asked: Asked, uids: Sequence[UUID], at: datetime
) -> Quote:  # fmt: skip
    """Give what a sale costs at a moment; a price of the till's own stands in place of ours. Raises BadSale."""
    rows = _rows(lines, shop_id=shop_id, uids=uids)
    ours = known(rows, channel=asked.channel, now=at)
    return priced(lines=[_priced(mine, line) for mine, line in zip(ours, lines, strict=True)], asked=asked, now=at)


def gaps() -> list[Gap]:
    """Give the numbers that are missing between sales of a till: it holds them still, or they were lost."""
    return [Gap(*row) for row in bulk.rows(_GAPS)]


def _rows(lines: Sequence[SaleLine], *, shop_id: UUID, uids: Sequence[UUID]) -> list[BasketLine]:
    """Make lines of a basket that nobody stores, so that a sale is priced by the same function."""
    variants = Variant.objects.select_related("product").in_bulk([line.variant_id for line in lines])
    places = Location.objects.in_bulk({shop_id, *(line.location_id for line in lines if line.location_id)})
    if any(line.variant_id not in variants for line in lines):
        raise BadSale("variant")
    return [
        BasketLine(
            id=uid, variant=variants[line.variant_id], quantity=line.quantity, mode=line.mode,
            location=places.get(line.location_id or shop_id) if line.mode in PLACED else None,
        )
        for uid, line in zip(uids, lines, strict=True)
    ]  # fmt: skip


def _priced(ours: Line, line: SaleLine) -> Line:
    return ours if line.price is None else replace(ours, unit_price=line.price, tax_included=True)


_GAPS = """
SELECT p.code, s.terminal, s.before + 1, s.sequence - 1 FROM (
  SELECT shop_id, terminal, sequence, lag(sequence, 1, 0::bigint) OVER (PARTITION BY shop_id, terminal ORDER BY sequence)
    AS before FROM checkout_tillsale
) s JOIN locations_location p ON p.id = s.shop_id WHERE s.sequence > s.before + 1 ORDER BY 1, 2, 3
"""
