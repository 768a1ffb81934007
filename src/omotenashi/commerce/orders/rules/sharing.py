# SPDX-License-Identifier: Apache-2.0
"""Who shares in a sale: the seller, whoever sends goods that lie elsewhere, and who advised (origin, fulfil, assist)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from omotenashi.base.money import share
from omotenashi.commerce.orders.rules.drafts import WHOLE, Credit


def with_fulfillers(seller: Credit, pieces: Mapping[str, int], *, percent: int) -> tuple[Credit, ...]:
    """Share one line's credit: `percent` of it goes to the places that send, by their pieces; the seller has the rest.

    What the seller's own place sends stays the seller's. The shares sum to the whole.
    """
    others = {place: pieces[place] for place in sorted(pieces) if pieces[place] > 0 and place != seller.location}
    sent = sum(pieces.values())
    given = WHOLE * percent * sum(others.values()) // (100 * sent) if sent else 0
    parts = zip(others, share(given, weights=list(others.values())), strict=True) if given else ()
    found = [
        replace(seller, staff_id=None, location=place, share=part, evidence={**seller.evidence, "part": "fulfilment"})
        for place, part in parts
        if part
    ]
    left = WHOLE - given
    return (replace(seller, share=left), *found) if left else tuple(found)


def with_assistant(parts: Sequence[Credit], assistant: UUID | None, *, percent: int) -> tuple[Credit, ...]:
    """Give who advised its part out of the seller's, who stands first; what others send stays theirs.

    Who sold and advised alone has it all anyway. The shares sum to the whole as before.
    """
    if assistant is None or not parts or parts[0].staff_id == assistant or parts[0].evidence.get("part"):
        return tuple(parts)
    seller, others = parts[0], tuple(parts[1:])
    given = min(WHOLE * percent // 100, seller.share)
    if not given:
        return tuple(parts)
    advised = replace(seller, staff_id=assistant, share=given, evidence={**seller.evidence, "part": "assist"})
    left = (replace(seller, share=seller.share - given),) if seller.share > given else ()
    return (*left, *others, advised)
