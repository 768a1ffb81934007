# SPDX-License-Identifier: Apache-2.0
"""Why a line cannot be bought as it stands. Lines of one variant that draw on one place are looked at together."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from omotenashi.commerce.checkout.rules.quotes import Line

# How goods may be received, and whether that happens at a place the customer chose.
PLACED = frozenset({"pickup", "try_on", "carry_out"})
MODES = frozenset({"ship", "order_in", *PLACED})


def is_sent(line: Line) -> bool:
    """Say whether goods go to the customer's address; what is ordered in for a shop is fetched there."""
    return line.mode == "ship" or (line.mode == "order_in" and line.location_id is None)


def problems(lines: Sequence[Line]) -> dict[str, str]:
    """Give for each line's key `withdrawn`, `no_price`, `no_place`, `ask`, `sold_out`, `too_many`, or nothing."""
    taken: Counter[tuple[UUID, UUID | None]] = Counter()
    found: dict[str, str] = {}
    for line in lines:
        where = (line.variant_id, line.location_id if line.mode in PLACED else None)
        reason = _alone(line) or _stock(line, before=taken[where])
        taken[where] += line.quantity
        if reason:
            found[line.key] = reason
    return found


def _alone(line: Line) -> str:
    if not line.is_published:
        return "withdrawn"
    if line.unit_price is None:
        return "no_price"
    return "no_place" if line.mode in PLACED and line.location_id is None else ""


def _stock(line: Line, *, before: int) -> str:
    # A piece in the customer's hand is there whatever the book says.
    if line.sellable is None or line.mode == "carry_out":
        return ""
    if not line.is_sure:
        return "ask"
    left = line.sellable - before
    if left >= line.quantity:
        return ""
    return "too_many" if left > 0 else "sold_out"
