# SPDX-License-Identifier: Apache-2.0
"""Parts of a line, exact to the minor unit: what a number of pieces carries of an amount, a discount, a coupon, points.

The floor stands on what has gone up to now, and a part is that minus what went before. So parts that follow each other
always sum to the whole, whatever their sizes, and even when pieces were cancelled in between.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from omotenashi.base.money import share

NAMES = ("amount", "discount", "coupon", "points", "cost")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """What belongs to some pieces of a line, in minor units. `amount` is after discount and coupon, tax included."""

    amount: int
    discount: int = 0
    coupon: int = 0
    points: int = 0
    cost: int = 0


NOTHING = Shares(amount=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """So many pieces of one line, with all that goes with them. `line` is the line's uid, or its number without one."""

    line: UUID | int
    variant_id: UUID | None
    sku: str
    name: str
    quantity: int
    tax_rate: int
    shares: Shares


def part(total: int, *, of: int, after: int, gone: int = 0) -> int:
    """Give what goes when `after` of the `of` pieces of a total are gone, and `gone` of it went before.

    Raises ValueError for more pieces than there are.
    """
    if not 0 <= after <= of:
        raise ValueError(f"{after} of {of}")
    if not of:
        return 0
    share = abs(total) * after // of
    # After pieces were cancelled, the floor may stand a unit below what went before: then nothing goes this time.
    return max(share - gone, 0) if total >= 0 else min(-share - gone, 0)


def shares_of(whole: Shares, *, of: int, after: int, gone: Shares = NOTHING) -> Shares:
    """Give what goes with the pieces of a line up to `after`, when `gone` went with those before."""
    return Shares(**{name: part(getattr(whole, name), of=of, after=after, gone=getattr(gone, name)) for name in NAMES})


def minus(whole: Shares, gone: Shares) -> Shares:
    """Give what is left."""
    return Shares(**{name: getattr(whole, name) - getattr(gone, name) for name in NAMES})


def reversals(net: Mapping[UUID, int], *, weights: Mapping[UUID, int], amount: int) -> dict[UUID, int]:
    """Give what each who is credited loses when `amount` of a line is taken away; the sum is exact.

    `net` is what they are credited with now. What stays is split by weight with the largest remainder, so nothing stays
    with anybody when nothing stays at all.
    """
    parties = list(net)
    stays = share(sum(net.values()) - amount, weights=[weights[party] for party in parties])
    return {party: net[party] - left for party, left in zip(parties, stays, strict=True)}


def said(part: Part) -> dict[str, Any]:
    """Give a part as plain values, for the log."""
    line = str(part.line) if isinstance(part.line, UUID) else part.line
    variant = str(part.variant_id) if part.variant_id else None
    return {**asdict(part), "line": line, "variant_id": variant}


def heard(values: Mapping[str, Any]) -> Part:
    """Give the part that `said` wrote."""
    line, variant = values["line"], values["variant_id"]
    given = {
        "line": UUID(line) if isinstance(line, str) else line,
        "variant_id": UUID(variant) if variant else None,
        "shares": Shares(**values["shares"]),
    }
    return Part(**{**values, **given})
