# SPDX-License-Identifier: Apache-2.0
"""What points that are not used yet are worth in the books (contract liability). Pure; source: japan.md, section 1.

liability = sale x P / (sale + P), where P = points x probability of use
"""


def allocated(*, sale: int, points: int, use_rate: int) -> int:
    """Give the part of a sale that is owed as points, rounded half up. `use_rate` is the probability in percent.

    Points that came without a sale are worth what they buy: their number times the probability.
    """
    worth = points * use_rate
    if worth <= 0:
        return 0
    if sale <= 0:
        return _half_up(worth, 100)
    return _half_up(sale * worth, sale * 100 + worth)


def left(liability: int, *, points: int, remaining: int) -> int:
    """Give what of a lot's liability is left when so many of its points are."""
    return _half_up(liability * remaining, points) if points else 0


def _half_up(number: int, divisor: int) -> int:
    return (2 * number + divisor) // (2 * divisor)
