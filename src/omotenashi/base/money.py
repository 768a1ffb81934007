# SPDX-License-Identifier: Apache-2.0
"""Money: whole numbers of minor units (yen, pence). Never a float."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 exponents that are not 2.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3}


def exponent(currency: str) -> int:
    """Give the digits behind the point of a currency: 0 for JPY, 2 for GBP (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, *, currency: str) -> int:
    """Turn an amount in major units into whole minor units, half up."""
    shifted = amount.scaleb(exponent(currency))
    return int(shifted.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def tax_contained(total: int, *, rate: int) -> int:
    """Give the tax inside a tax-included total, rounded down: floor(total x rate / (100 + rate)).

    Source: japan.md section 10; the sign is kept, so that a return gives back what the sale contained.
    """
    tax = abs(total) * rate // (100 + rate)
    return tax if total >= 0 else -tax


def share(total: int, *, weights: Sequence[int]) -> list[int]:
    """Split a total by weights with the largest remainder; ties go to the earlier place. The sum is exact."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    first = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in first[: total - sum(parts)]:
        parts[place] += 1
    return parts
