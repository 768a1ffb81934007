# SPDX-License-Identifier: Apache-2.0
"""Credit those who share in a sale; take it back in proportion when a part of it is cancelled or comes back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.base.ids import new_id
from omotenashi.commerce.orders.actions.passing_on import pass_on
from omotenashi.commerce.orders.models import Attribution, OrderLine
from omotenashi.commerce.orders.rules import drafts, parts
from omotenashi.commerce.orders.rules.drafts import BadDraft, Credit
from omotenashi.commerce.orders.rules.sharing import with_assistant, with_fulfillers
from omotenashi.places.locations.models import Location

__all__ = ["credit", "pass_on", "reverse", "with_assistant", "with_fulfillers"]


def credit(order_id: UUID, parties: Mapping[UUID, Sequence[Credit]], *, at: datetime) -> None:
    """Credit lines of an order that has just been placed, by their uid. Raises BadDraft unless shares are a whole."""
    if any(sum(one.share for one in each) != drafts.WHOLE for each in parties.values()):
        raise BadDraft("the shares of a sale sum to 100 %")
    codes = {one.location for each in parties.values() for one in each if one.location}
    places = dict(Location.objects.filter(code__in=codes).values_list("code", "pk"))
    lines = OrderLine.objects.filter(order_id=order_id, uid__in=list(parties)).order_by("pk")
    Attribution.objects.bulk_create(
        Attribution(
            id=new_id(), order_id=order_id, line=line, staff_id=one.staff_id,
            location_id=places[one.location] if one.location else None, touch=one.touch, share=one.share,
            quantity=line.quantity, amount=amount, evidence=dict(one.evidence), window_days=one.window_days, at=at,
        )
        for line in lines
        if line.uid
        for one, amount in zip(
            parties[line.uid], drafts.credited(line.amount, parties[line.uid]), strict=True
        )
    )  # fmt: skip


def reverse(taken: Mapping[int, tuple[int, int]], *, now: datetime, return_id: UUID | None = None) -> int:
    """Write the reversals for some lines: pieces and amount that go, by the line's number. Give how many were written."""
    rows = list(Attribution.objects.filter(line_id__in=list(taken)).order_by("id"))
    passed = {one.reverses_id for one in rows if Attribution.PASSED_ON in one.evidence}
    known = [one for one in rows if (one.reverses_id or one.pk) not in passed]
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
