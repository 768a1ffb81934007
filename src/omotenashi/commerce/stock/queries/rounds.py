# SPDX-License-Identifier: Apache-2.0
"""What a counting round shows: to those who count, and to those who decide."""

from dataclasses import dataclass
from uuid import UUID

from omotenashi.commerce.stock.models import CountLine, CountRound
from omotenashi.commerce.stock.rules import rounds as rules


@dataclass(frozen=True, slots=True)
class Line:
    """One variant of a round. `expected` and `difference` are None where the reader must not know them."""

    variant_id: UUID
    sku: str
    name: str
    first: int | None
    second: int | None
    expected: int | None
    difference: int | None
    needs_second: bool


def sheet(round_id: UUID) -> list[Line]:
    """Give the lines for those who count; a blind round tells them nothing of the book."""
    blind = CountRound.objects.get(pk=round_id).blind
    return [_line(line, shown=not blind) for line in _lines(round_id)]


def differences(round_id: UUID) -> list[Line]:
    """Give the lines for those who decide, the largest difference first."""
    found = [_line(line, shown=True) for line in _lines(round_id)]
    return sorted(found, key=lambda line: (-abs(line.difference or 0), line.sku))


def _lines(round_id: UUID) -> list[CountLine]:
    return list(CountLine.objects.filter(round_id=round_id).select_related("variant__product").order_by("variant__sku"))


def _line(line: CountLine, *, shown: bool) -> Line:
    counted = line.first if line.second is None else line.second
    expected = line.expected_at_freeze + line.moved_since
    difference = None if counted is None else counted - expected
    return Line(
        line.variant_id,
        line.variant.sku,
        str(line.variant),
        line.first,
        line.second,
        expected if shown else None,
        difference if shown else None,
        line.second is None and difference is not None and rules.needs_second(difference, expected=expected),
    )
