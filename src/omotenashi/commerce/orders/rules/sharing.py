# SPDX-License-Identifier: Apache-2.0
"""Who shares in a sale that one shop made with the goods of others: the seller, and whoever sends them."""

from collections.abc import Mapping
from dataclasses import replace

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
