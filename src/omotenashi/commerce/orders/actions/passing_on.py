# SPDX-License-Identifier: Apache-2.0
"""Who was credited for sending does not send: the part goes to whoever sends instead, and the shares stay a whole."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from omotenashi.base.ids import new_id
from omotenashi.base.money import share
from omotenashi.commerce.orders.models import Attribution

_SENDS = "fulfilment"


def pass_on(line: UUID, *, place: UUID, to: Mapping[UUID, int], of: int, now: datetime) -> int:
    """Give what `place` is credited with for sending a line to the places that send now, by their pieces.

    `of` is how many pieces of the line it was to send; what nobody else takes stays with it. Give the amount that went.
    The caller holds the order's lock.
    """
    rows = list(Attribution.objects.filter(line__uid=line).order_by("id"))
    gone = Counter[UUID | None]()
    for one in rows:
        gone[one.reverses_id] += one.amount
    taken = {one.reverses_id for one in rows if Attribution.PASSED_ON in one.evidence}
    givers = [
        one for one in rows
        if one.reverses_id is None and one.location_id == place and one.evidence.get("part") == _SENDS
        and one.pk not in taken
    ]  # fmt: skip
    moved = sum(to.values())
    seller = next((one for one in rows if one.reverses_id is None and "part" not in one.evidence), None)
    if not givers or not moved or of < moved:
        return 0
    made: list[Attribution] = []
    for giver in givers:
        made += _rows(giver, giver.amount + gone[giver.pk], seller=seller, to=to, of=of, now=now)
    Attribution.objects.bulk_create(made)
    return sum(one.amount for one in made if one.reverses_id is None)


def _rows(
    giver: Attribution, net: int, *, seller: Attribution | None, to: Mapping[UUID, int], of: int, now: datetime
) -> list[Attribution]:
    """All of a giver's share is taken away; what it still sends, and each of the others, is credited anew."""
    pieces: dict[UUID | None, int] = {giver.location_id: of - sum(to.values())}
    for place in sorted(to):
        pieces[place] = pieces.get(place, 0) + to[place]
    sends = {place: n for place, n in pieces.items() if n > 0}
    found = [_taken(giver, net, now=now)]
    parts = share(giver.share, weights=list(sends.values()))
    for to_place, part, amount in zip(sends, parts, share(net, weights=parts), strict=True):
        if part:
            found.append(_given(giver, seller, place=to_place, part=part, amount=amount, now=now))
    return found


def _taken(giver: Attribution, net: int, *, now: datetime) -> Attribution:
    return Attribution(
        id=new_id(), order_id=giver.order_id, line_id=giver.line_id, staff_id=giver.staff_id,
        location_id=giver.location_id, touch=giver.touch, share=giver.share, quantity=-giver.quantity, amount=-net,
        evidence={Attribution.PASSED_ON: True}, at=now, reverses=giver,
    )  # fmt: skip


def _given(
    giver: Attribution, seller: Attribution | None, *, place: UUID | None, part: int, amount: int, now: datetime
) -> Attribution:
    """The seller who sends it after all is no helper: it is the seller's again."""
    own = seller if seller is not None and seller.location_id == place else None
    evidence = own.evidence if own else giver.evidence
    return Attribution(
        id=new_id(), order_id=giver.order_id, line_id=giver.line_id, staff_id=own.staff_id if own else None,
        location_id=place, touch=giver.touch, share=part, quantity=giver.quantity, amount=amount,
        evidence=dict(evidence), window_days=giver.window_days, at=now,
    )  # fmt: skip
