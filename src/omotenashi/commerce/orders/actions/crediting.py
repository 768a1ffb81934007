# SPDX-License-Identifier: Apache-2.0
"""Take credit back from those who had it for a sale, in proportion, when a part of it is cancelled or comes back."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.models import Attribution
from omotenashi.commerce.orders.rules import parts


def reverse(taken: Mapping[int, tuple[int, int]], *, now: datetime, return_id: UUID | None = None) -> int:
    """Write the reversals for some lines: pieces and amount that go, by the line's number. Give how many were written."""
    known = Attribution.objects.filter(line_id__in=list(taken)).order_by("id")
    first: dict[int, dict[UUID, Attribution]] = defaultdict(dict)
    net: dict[int, dict[UUID, int]] = defaultdict(dict)
    for one in known:
        party = one.reverses_id or one.pk
        if one.reverses_id is None:
            first[one.line_id][party] = one
        net[one.line_id][party] = net[one.line_id].get(party, 0) + one.amount
    made = [
        _reversal(first[line][party], quantity=quantity, amount=lost, now=now, return_id=return_id)
        for line, (quantity, amount) in sorted(taken.items())
        if first[line]
        for party, lost in parts.reversals(
            net[line], weights={key: one.share for key, one in first[line].items()}, amount=amount
        ).items()
    ]
    Attribution.objects.bulk_create(made)
    return len(made)


def _reversal(first: Attribution, *, quantity: int, amount: int, now: datetime, return_id: UUID | None) -> Attribution:
    return Attribution(
        id=new_id(), order_id=first.order_id, line_id=first.line_id, staff_id=first.staff_id,
        location_id=first.location_id, touch=first.touch, share=first.share, quantity=-quantity, amount=-amount,
        at=now, reverses=first, because_id=return_id,
    )  # fmt: skip
