# SPDX-License-Identifier: Apache-2.0
"""What a sale at the till costs, as any basket does; and what tills have not sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from msgspec import structs

from omotenashi.base import bulk
from omotenashi.commerce.checkout.models import RefusedUpload, TillSale
from omotenashi.commerce.checkout.queries import facts
from omotenashi.commerce.checkout.queries.facts import Facts, Wanted
from omotenashi.commerce.checkout.queries.quoting import Asked, priced
from omotenashi.commerce.checkout.rules import Line, Quote
from omotenashi.commerce.checkout.rules.problems import PLACED
from omotenashi.commerce.checkout.rules.sales import BadSale, SaleLine


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
    return priced_sale(lines, asked, facts_of(lines, shop_id=shop_id, asked=asked, uids=uids, at=at), at=at)


def facts_of(
    lines: Sequence[SaleLine], *, shop_id: UUID, asked: Asked, uids: Sequence[UUID], at: datetime
) -> Facts:  # fmt: skip
    """Give what the books say about a sale, as about a basket that nobody stores: one read. Raises BadSale."""
    wanted = lines_of(lines, shop_id=shop_id, uids=uids)
    found = facts.of_lines(wanted, channel=asked.channel, node_ids=asked.node_ids, codes=asked.coupons, now=at)
    if len(found.lines) < len(lines):
        raise BadSale("variant")
    return found


def lines_of(lines: Sequence[SaleLine], *, shop_id: UUID, uids: Sequence[UUID]) -> list[Wanted]:
    """Give the lines of a sale as the books are asked about them."""
    return [
        Wanted(
            key=uid, place=place, variant=line.variant_id, quantity=line.quantity, mode=line.mode,
            location=_where(line, shop_id),
        )
        for place, (uid, line) in enumerate(zip(uids, lines, strict=True))
    ]  # fmt: skip


def priced_sale(lines: Sequence[SaleLine], asked: Asked, known: Facts, *, at: datetime) -> Quote:
    """Give what a sale costs, of what was read before."""
    said = tuple(_priced(mine, line) for mine, line in zip(known.lines, lines, strict=True))
    return priced(asked, structs.replace(known, lines=said), now=at)


def last_sequence(*, shop_id: UUID, terminal: str) -> int:
    """Give the highest number a till has used; 0 before its first sale."""
    asked = {"shop_id": shop_id, "terminal": terminal}
    sold = TillSale.objects.filter(**asked).aggregate(last=Max("sequence"))["last"]
    kept = RefusedUpload.objects.filter(**asked).aggregate(last=Max("sequence"))["last"]
    return max(sold or 0, kept or 0)


def gaps() -> list[Gap]:
    """Give the numbers that are missing between sales of a till: it holds them still, or they were lost."""
    return [Gap(*row) for row in bulk.rows(_GAPS)]


def _where(line: SaleLine, shop_id: UUID) -> UUID | None:
    """Give where a line is handed over: here unless the customer names another shop; None where it is sent home."""
    if line.mode in PLACED:
        return line.location_id or shop_id
    return line.location_id if line.mode == "order_in" else None


def _priced(ours: Line, line: SaleLine) -> Line:
    return ours if line.price is None else replace(ours, unit_price=line.price, tax_included=True)


_GAPS = """
SELECT p.code, s.terminal, s.before + 1, s.sequence - 1 FROM (
  SELECT shop_id, terminal, sequence, lag(sequence, 1, 0::bigint) OVER (PARTITION BY shop_id, terminal ORDER BY sequence)
    AS before FROM (
      SELECT shop_id, terminal, sequence FROM checkout_tillsale
      UNION SELECT shop_id, terminal, sequence FROM checkout_refusedupload WHERE sequence > 0
    ) told
) s JOIN locations_location p ON p.id = s.shop_id WHERE s.sequence > s.before + 1 ORDER BY 1, 2, 3
"""
