# SPDX-License-Identifier: Apache-2.0
"""Tills that were offline: the facts, each once. What was permitted beforehand stands in `allowances`.

What a till gave out is a fact. What was not there becomes a receivable with its marks; the wallet does not go below
zero for it, and the sale is never refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions.lots import lock
from omotenashi.commerce.loyalty.actions.spending import spend
from omotenashi.commerce.loyalty.models import Hold, Overdraft, TillAllowance, Wallet
from omotenashi.commerce.loyalty.rules import Conflict


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """What an offline payment came to: burned from the wallets, owed to the retailer, and why it is looked at."""

    burned: int
    overdraft: int
    marks: tuple[str, ...]


@transaction.atomic
def spend_offline(
    *, node_ids: Iterable[UUID], amount: int, key: str, terminal: str, happened_at: datetime, now: datetime,
    allowance: UUID | None = None, location_id: UUID | None = None, actor: str = "",
) -> Applied:  # fmt: skip
    """Book what a till gave out offline. `key` is the terminal's with its rising number: again, it changes nothing."""
    nodes = sorted(set(node_ids))
    if not nodes or amount <= 0:
        raise ValueError("an offline payment is somebody's and of something")
    permitted = TillAllowance.objects.select_for_update().filter(pk=allowance).first() if allowance else None
    # The wallets are locked before anything is read, so that the same key at the same moment finds the first one's row.
    bulk.run(_OPEN, [new_id(), nodes[0]])
    wallets = Wallet.objects.filter(node_id__in=nodes, kind=Wallet.Kind.FREE_POINTS)
    lock(wallets.values_list("id", flat=True))
    known = _known(key, amount)
    if known is not None:
        return known
    there = max(queries.balance(nodes, now).available, 0)
    burned = min(there, amount)
    if burned:
        spend(node_ids=nodes, amount=burned, key=key, now=now, location_id=location_id, actor=actor, device=terminal)
    marks = _marks(permitted, nodes, amount, amount - burned, terminal, happened_at)
    Overdraft.objects.create(
        id=new_id(), key=key, allowance=permitted, node_id=nodes[0], terminal=terminal, asked=amount,
        amount=amount - burned, marks=list(marks), happened_at=happened_at, booked_at=now,
        settled_at=now if burned == amount else None,
    )  # fmt: skip
    if permitted is not None:
        TillAllowance.objects.filter(pk=permitted.pk).update(used=F("used") + amount)
    return Applied(burned=burned, overdraft=amount - burned, marks=marks)


@transaction.atomic
def settle_overdraft(*, key: str, by: str, now: datetime) -> bool:
    """Close a receivable: it was paid, or let go. Say whether this call did it."""
    return Overdraft.objects.filter(key=key, settled_at=None).update(settled_at=now, settled_by=by) > 0


def _known(key: str, amount: int) -> Applied | None:
    row = Overdraft.objects.filter(key=key).first()
    if row is None:
        if Hold.objects.filter(key=key).exists():
            raise Conflict(key)
        return None
    if row.asked != amount:
        raise Conflict(key)
    return Applied(burned=row.asked - row.amount, overdraft=row.amount, marks=tuple(row.marks))


def _marks(
    permitted: TillAllowance | None, nodes: list[UUID], amount: int, short: int, terminal: str, at: datetime
) -> tuple[str, ...]:
    """Say what about an offline payment was not as permitted."""
    if permitted is None or permitted.terminal != terminal:
        return ("overdraft", "no_allowance") if short else ("no_allowance",)
    given = Overdraft.objects.filter(allowance=permitted, node_id__in=nodes).values_list("asked", flat=True)
    checks = (
        ("overdraft", short > 0),
        ("late", at > permitted.valid_until),
        ("over_customer", sum(given) + amount > permitted.per_customer),
        ("over_total", permitted.used + amount > permitted.total),
    )
    return tuple(name for name, holds in checks if holds)


_OPEN = """
INSERT INTO loyalty_wallet (id, node_id, kind, available) VALUES (%s, %s, 'free_points', 0)
ON CONFLICT (node_id, kind) DO NOTHING
"""
