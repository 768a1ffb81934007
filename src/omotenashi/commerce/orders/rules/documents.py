# SPDX-License-Identifier: Apache-2.0
"""Tax documents: what stands on them, and their tax. See docs/algorithms/tax.md.

Tax is rounded once per document and rate (消費税法施行令 70条の10; NTA Q&A 57); a line has no tax of its own. Amounts
are minor units with the tax in them; prices that were given without tax get theirs in `with_tax`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from omotenashi.base.money import share
from omotenashi.base.text import forms

REDUCED_RATE = 8
SIMPLIFIED = "simplified_invoice"
INVOICE = "invoice"
RETURN = "return_invoice"
KINDS = (SIMPLIFIED, INVOICE, RETURN)
_NUMBER = re.compile(r"T(\d)(\d{12})")


class BadRegistration(ValueError):
    """The registration number of the company is not one: documents would not be qualified invoices."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentLine:
    """One line of a document. A line at the reduced rate carries its mark (※)."""

    name: str
    sku: str = ""
    quantity: int = 1
    amount: int
    rate: int

    @property
    def is_reduced(self) -> bool:
        """Whether it carries the mark of the reduced rate."""
        return self.rate == REDUCED_RATE


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What a document says of one rate: the total with tax, and the tax in it."""

    rate: int
    total: int
    tax: int

    @property
    def net(self) -> int:
        """The total without tax."""
        return self.total - self.tax


def rounded(value: Fraction, *, rounding: str) -> int:
    """Round to a whole unit: `floor`, `half_up` or `ceiling`, by the size and not by the sign."""
    size = abs(value)
    whole = {"floor": floor(size), "half_up": floor(size + Fraction(1, 2)), "ceiling": ceil(size)}[rounding]
    return whole if value >= 0 else -whole


def tax_in(total: int, *, rate: int, rounding: str = "floor") -> int:
    """Give the tax in a total that contains it: total x rate / (100 + rate), rounded once."""
    return rounded(Fraction(total * rate, 100 + rate), rounding=rounding)


def tax_on(total: int, *, rate: int, rounding: str = "floor") -> int:
    """Give the tax on a total without it: total x rate / 100, rounded once. 3 x 98 at 10 % owe 29, not 27."""
    return rounded(Fraction(total * rate, 100), rounding=rounding)


def with_tax(amounts: Sequence[int], *, rate: int, rounding: str = "floor") -> list[int]:
    """Give lines that were priced without tax their amounts with it.

    The tax of their sum is rounded once and split over them by size. A document of these lines then contains exactly
    that tax, whichever way it rounds (docs/algorithms/tax.md).
    """
    tax = tax_on(sum(amounts), rate=rate, rounding=rounding)
    return [amount + part for amount, part in zip(amounts, share(tax, weights=amounts), strict=True)]


def totals(lines: Sequence[DocumentLine], *, rounding: str = "floor") -> list[RateTotal]:
    """Add lines up by rate, the highest first."""
    sums: dict[int, int] = defaultdict(int)
    for line in lines:
        sums[line.rate] += line.amount
    return [
        RateTotal(rate, sums[rate], tax_in(sums[rate], rate=rate, rounding=rounding)) for rate in sorted(sums)[::-1]
    ]


def checked_number(text: str) -> str:
    """Give a 登録番号 in its one form, or nothing for a company without one. Raises BadRegistration.

    T, a check digit and twelve digits: 9 - (sum of P(n) x Q(n) mod 9) from the right, Q = 1 for odd n, 2 for even n.
    """
    plain = forms.plain(text).upper().replace("-", "").replace(" ", "")
    if not plain:
        return ""
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise BadRegistration(text)
    check, body = found.groups()
    weighed = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(body), start=1))
    if int(check) != 9 - weighed % 9:
        raise BadRegistration(text)
    return plain


def as_json(line: DocumentLine) -> dict[str, Any]:
    """Give a line as it is stored."""
    return {"name": line.name, "sku": line.sku, "quantity": line.quantity, "amount": line.amount, "rate": line.rate}


def from_json(values: Mapping[str, Any]) -> DocumentLine:
    """Give the line that was stored."""
    return DocumentLine(**values)
