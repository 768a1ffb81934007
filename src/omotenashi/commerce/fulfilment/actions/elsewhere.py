# SPDX-License-Identifier: Apache-2.0
"""What a place does not have: the stock hears of it, and the pieces are promised elsewhere. The caller holds the locks."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.orders.actions import crediting
from omotenashi.commerce.orders.models import Contact
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing.actions import Ask, Decided, Need
from omotenashi.commerce.sourcing.models import Decision
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Allocation

# Between the plan and the locks another order may take the last piece of a shelf; then another shelf is tried.
_TRIES = 3


def doubt(
    found: Fulfilment, lacking: Mapping[UUID, int], *, reason: str, key: str, actor: str, now: datetime
) -> None:  # fmt: skip
    """Tell the stock how many of which variants are not as the book says, and why. Being busy says nothing of it."""
    if reason == "not_found":
        for variant in sorted(lacking):
            stock.not_found(variant_id=variant, location_id=found.location_id, now=now)
    if reason == "damaged" and lacking:
        wanted = [_wanted(variant, found.location_id, n) for variant, n in sorted(lacking.items())]
        ref = f"order:{found.order_id}"
        stock.shift(wanted, from_bucket="on_hand", to_bucket="damaged", key=key, ref=ref, actor=actor, now=now)


def promise(found: Fulfilment, needs: list[Need], *, reason: str, key: str, now: datetime) -> tuple[Need, ...]:
    """Find others for pieces that a fulfilment lets go, and promise them there; give what nobody has."""
    for tried in range(1, _TRIES + 1):
        named = f"{key}:{tried}"
        decided = _decide(found, needs, reason=reason, key=named, now=now)
        wanted = [
            stock.Wanted(
                variant_id=piece.variant_id, location_id=piece.location_id, quantity=piece.quantity,
                owner=stock.Owner("order_line", piece.line),
            )
            for piece in decided.pieces
        ]  # fmt: skip
        try:
            if wanted:
                stock.allocate(wanted, owner=stock.Owner("order", found.order_id), key=named, now=now)
        except stock.OutOfStock:
            continue
        _credit(found, needs, decided, now=now)
        return decided.missing
    return tuple(needs)


def _credit(found: Fulfilment, needs: list[Need], decided: Decided, *, now: datetime) -> None:
    """Who sends them now is credited with it, no longer who could not."""
    to: dict[UUID, dict[UUID, int]] = {}
    for piece in decided.pieces:
        sent = to.setdefault(UUID(piece.line), {})
        sent[piece.location_id] = sent.get(piece.location_id, 0) + piece.quantity
    kept = Allocation.objects.filter(owner_type="order_line", owner_id__in=[str(line) for line in to])
    stays = Counter[str]()
    for owner, n in (
        kept.filter(location_id=found.location_id).exclude(state="released").values_list("owner_id", "quantity")
    ):
        stays[str(owner)] += n
    for need in needs:
        line = UUID(need.line)
        if line in to:
            of = need.quantity + stays[need.line]
            crediting.pass_on(line, place=found.location_id, to=to[line], of=of, now=now)


def _decide(found: Fulfilment, needs: list[Need], *, reason: str, key: str, now: datetime) -> Decided:
    channel = found.order.channel_id
    if Decision.objects.filter(order_id=found.order_id).exists():
        return sourcing.replan(
            order_id=found.order_id, needs=needs, without=found.location_id, channel=channel, reason=reason, key=key,
            now=now,
        )  # fmt: skip
    # A pick-up was never planned: the customer chose the place. Now the goods are sent there from another one.
    ask = Ask(needs=tuple(needs), region=_region(found), without=frozenset({found.location_id}))
    return sourcing.decide(ask, order_id=found.order_id, channel=channel, key=key, now=now, reason=reason)


def _region(found: Fulfilment) -> str:
    if found.kind != "ship":
        return (found.destination or found.location).prefecture
    contacts = dict(Contact.objects.filter(order_id=found.order_id).values_list("role", "prefecture"))
    return str(contacts.get("recipient") or contacts.get("buyer") or "")


def _wanted(variant_id: UUID, location_id: UUID, quantity: int) -> stock.Wanted:
    return stock.Wanted(variant_id=variant_id, location_id=location_id, quantity=quantity)
