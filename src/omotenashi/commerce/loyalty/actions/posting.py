# SPDX-License-Identifier: Apache-2.0
"""Post points, one or a hundred thousand, in one statement: entries, lots, what each burn took from which lot, counters.

A key counts once. A wallet never falls below zero (the database says so) unless it was allowed to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.statements import Statement
from omotenashi.base.wholes import part
from omotenashi.commerce.loyalty.actions.lots import square, tell

# Above, a temporary table is faster than a document.
_FEW = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class PointRecord:
    """Points on a membership's node: positive to earn, negative to burn.

    `pending` until `active_from`; `prefers` names the lot that is drawn first; `basis` is the money that counts for the
    rank, `forgiven` what should have gone and was let go. Without `active_from` the points can be spent at once, without `expires_at` they stay.
    """

    node_id: UUID
    amount: int
    type: str
    occurred_at: datetime
    key: str
    kind: str = "free_points"
    active_from: datetime | None = None
    pending: bool = False
    expires_at: datetime | None = None
    basis: int = 0
    order_line: UUID | None = None
    location_id: UUID | None = None
    actor: str = ""
    device: str = ""
    prefers: UUID | None = None
    forgiven: int = 0


@part
def post(records: Sequence[PointRecord]) -> int:
    """Post points in one transaction and give the number of postings that were new.

    Raises django.db.IntegrityError when a wallet would fall below zero; then nothing is posted.
    """
    if not records:
        return 0
    owing, posted = _few(records) if len(records) <= _FEW else _many(records)
    if owing:
        square(owing, now=max(record.occurred_at for record in records))
    tell(posted)
    return len(posted)


def _few(records: Sequence[PointRecord]) -> tuple[set[UUID], list[tuple[Any, ...]]]:
    """Post what was planned before. Most have their wallet: only for who has none, one is opened."""
    said = [dict(zip(_COLUMNS, _row(record), strict=True)) for record in records]
    found = _LOCK_FEW.rows(said)
    if len(found) < len({(record.node_id, record.kind) for record in records}):
        _OPEN_FEW.rows(said)
        found = _LOCK_FEW.rows(said)
    return {wallet for wallet, owes in found if owes}, _POST_FEW.rows(said)


def _many(records: Sequence[PointRecord]) -> tuple[set[UUID], list[tuple[Any, ...]]]:
    source, parameters = bulk.given("stage_points", _COLUMNS, [_row(record) for record in records])
    bulk.run(_OPEN.format(source=source), parameters)
    found = bulk.rows(_LOCK.format(source=source), parameters)
    return {wallet for wallet, owes in found if owes}, bulk.rows(_POST.format(source=source), parameters)


@transaction.atomic
def settle(balances: Mapping[UUID, int], *, key: str, now: datetime) -> set[UUID]:
    """Make each membership's wallet hold what another system says, by posting the difference; give whose moved.

    `key` names the act, one posting a wallet. A balance below zero is held as zero: nobody owes points.
    """
    source, parameters = bulk.given(
        "stage_balances",
        {"node_id": "uuid", "wallet_id": "uuid", "kind": "text", "points": "bigint"},
        [(node, new_id(), "free_points", max(points, 0)) for node, points in balances.items()],
    )
    bulk.run(_OPEN.format(source=source), parameters)
    records = [
        PointRecord(node_id=node, amount=amount, type="adjust", occurred_at=now, key=f"{key}:{node}")
        for node, amount in bulk.rows(_DIFFERENCES.format(source=source), parameters)
        if amount
    ]
    post(records)
    return {record.node_id for record in records}


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """How many postings were answered by their opposite, and how many stay because the points are spent."""

    reversed: int
    kept: int


@transaction.atomic
def take_back(*, key: str, now: datetime) -> TakenBack:
    """Answer each posting whose key begins with `key` by its opposite, out of its own lot first; the ledger keeps both.

    A wallet that would fall below zero keeps its postings. Said again, nothing more is posted.
    """
    posted = bulk.rows(_POSTED, [f"{key}:%"])
    back = [
        PointRecord(
            node_id=node, amount=-amount, type="adjust", occurred_at=now, key=f"undo:{own}",
            kind=kind, prefers=entry_id, expires_at=expires_at,
        )
        for node, kind, entry_id, amount, own, enough, expires_at in posted
        if enough
    ]  # fmt: skip
    post(back)
    return TakenBack(reversed=len(back), kept=len(posted) - len(back))


def _row(record: PointRecord) -> tuple[Any, ...]:
    return (
        new_id(), new_id(), record.node_id, record.kind, record.amount, record.type, record.occurred_at, record.key,
        record.active_from or record.occurred_at, record.pending, record.expires_at, record.basis, record.order_line,
        record.location_id, record.actor, record.device, record.prefers, record.forgiven,
    )  # fmt: skip


_COLUMNS = {
    "id": "uuid", "wallet_id": "uuid", "node_id": "uuid", "kind": "text", "amount": "bigint", "type": "text",
    "occurred_at": "timestamptz", "key": "text", "active_from": "timestamptz", "pending": "bool",
    "expires_at": "timestamptz", "basis": "bigint", "order_line": "uuid", "location_id": "uuid", "actor": "text",
    "device": "text", "prefers": "uuid", "forgiven": "bigint",
}  # fmt: skip
_DIFFERENCES = """
SELECT w.node_id, s.points - w.available FROM {source} JOIN loyalty_wallet w USING (node_id, kind)
ORDER BY w.id FOR UPDATE OF w
"""
# What was taken comes back with the latest end of the lots it came from; no end where one of them had none.
_POSTED = """
SELECT node_id, kind, id, amount, key, available >= total, expires_at FROM (
  SELECT w.node_id, w.kind, e.id, e.amount, e.key, w.available, sum(e.amount) OVER (PARTITION BY w.id) AS total,
         (SELECT CASE WHEN bool_and(l.expires_at IS NOT NULL) THEN max(l.expires_at) END
          FROM loyalty_walletdraw d JOIN loyalty_walletlot l ON l.id = d.lot_id
          WHERE d.entry_id = e.id AND e.amount < 0) AS expires_at
  FROM loyalty_walletentry e JOIN loyalty_wallet w ON w.id = e.wallet_id
  WHERE e.key LIKE %s AND NOT EXISTS (SELECT 1 FROM loyalty_walletentry u WHERE u.key = 'undo:' || e.key)
) found ORDER BY key
"""
_OPEN = """
INSERT INTO loyalty_wallet (id, node_id, kind, available)
SELECT DISTINCT ON (node_id, kind) wallet_id, node_id, kind, 0 FROM {source} ORDER BY node_id, kind
ON CONFLICT (node_id, kind) DO NOTHING
"""
_LOCK = """
WITH locked AS (
  SELECT id, available FROM loyalty_wallet WHERE (node_id, kind) IN (SELECT node_id, kind FROM {source})
  ORDER BY id FOR UPDATE
) SELECT id, available < 0 FROM locked
"""
# Points and lots are two lines of numbers, each in its order (burns by time, lots by their end). Where the n-th point
# that went meets the n-th point that lay there, that lot is drawn.
_POST = """
WITH said AS MATERIALIZED (SELECT * FROM {source}), posted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, lot_id, amount, moved, basis, type, occurred_at, key, order_line,
                                   location_id, actor, device)
  SELECT s.id, w.id, CASE WHEN s.amount > 0 THEN s.id ELSE s.prefers END, s.amount, s.forgiven, s.basis, s.type, s.occurred_at, s.key,
         s.order_line, s.location_id, s.actor, s.device
  FROM said s JOIN loyalty_wallet w USING (node_id, kind) ORDER BY s.occurred_at, s.key
  ON CONFLICT (key) DO NOTHING RETURNING id, wallet_id, amount, occurred_at, type, key
), came AS (
  SELECT p.id, p.wallet_id, p.amount, p.occurred_at, s.active_from, s.expires_at, s.pending, s.order_line
  FROM posted p JOIN said s USING (id) WHERE p.amount > 0
), went AS (
  SELECT id, wallet_id, -amount AS n, sum(-amount) OVER (PARTITION BY wallet_id ORDER BY occurred_at, key) AS upto
  FROM posted WHERE amount < 0
), pool AS (
  SELECT id, wallet_id, free, fresh, sum(free) OVER (
    PARTITION BY wallet_id ORDER BY id NOT IN (SELECT prefers FROM said WHERE prefers IS NOT NULL),
    expires_at, earned_at, id) AS upto
  FROM (
    SELECT l.id, l.wallet_id, l.remaining - l.held AS free, l.expires_at, l.earned_at, false AS fresh
    FROM loyalty_walletlot l
    WHERE l.wallet_id IN (SELECT wallet_id FROM went) AND l.activated_at IS NOT NULL AND l.remaining > l.held
    UNION ALL
    SELECT id, wallet_id, amount, expires_at, occurred_at, true FROM came
    WHERE NOT pending AND wallet_id IN (SELECT wallet_id FROM went)
  ) lots
), drawn AS (
  SELECT g.id AS entry_id, p.id AS lot_id, p.fresh,
         least(g.upto, p.upto) - greatest(g.upto - g.n, p.upto - p.free) AS n
  FROM went g JOIN pool p ON p.wallet_id = g.wallet_id AND p.upto - p.free < g.upto AND g.upto - g.n < p.upto
), taken AS (
  SELECT lot_id, fresh, sum(n) AS n FROM drawn GROUP BY 1, 2
), made AS (
  INSERT INTO loyalty_walletlot (id, wallet_id, earned_at, active_from, activated_at, expires_at, amount, remaining,
                                 source_line)
  SELECT c.id, c.wallet_id, c.occurred_at, c.active_from, CASE WHEN NOT c.pending THEN c.active_from END, c.expires_at,
         c.amount, c.amount - coalesce(t.n, 0), c.order_line
  FROM came c LEFT JOIN taken t ON t.lot_id = c.id
), lowered AS (
  UPDATE loyalty_walletlot l SET remaining = l.remaining - t.n FROM taken t WHERE l.id = t.lot_id AND NOT t.fresh
), noted AS (
  INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount) SELECT entry_id, lot_id, n FROM drawn
), moved AS (
  UPDATE loyalty_wallet w SET available = w.available + p.total, pending = w.pending + p.waiting, version = version + 1
  FROM (SELECT o.wallet_id, coalesce(sum(o.amount) FILTER (WHERE c.pending IS NOT TRUE), 0) AS total,
               coalesce(sum(o.amount) FILTER (WHERE c.pending), 0) AS waiting
        FROM posted o LEFT JOIN came c USING (id) GROUP BY 1) p
  WHERE w.id = p.wallet_id RETURNING w.id, w.node_id
)
SELECT m.node_id, p.occurred_at, p.amount, p.type, p.key FROM posted p JOIN moved m ON m.id = p.wallet_id
"""

_SAID = f"jsonb_to_recordset($1::jsonb) s({', '.join(f'{name} {kind}' for name, kind in _COLUMNS.items())})"
_OPEN_FEW = Statement(_OPEN.format(source=_SAID) + "RETURNING id")
_LOCK_FEW = Statement(_LOCK.format(source=_SAID))
_POST_FEW = Statement(_POST.format(source=_SAID))
