# SPDX-License-Identifier: Apache-2.0
"""Post points. A key counts once; a wallet never falls below zero (the database says so)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.loyalty.events import PointsPosted


@dataclass(frozen=True, kw_only=True, slots=True)
class PointRecord:
    """Points on a membership's node: positive to earn, negative to burn."""

    node_id: UUID
    amount: int
    type: str
    occurred_at: datetime
    key: str


@transaction.atomic
def post(records: Sequence[PointRecord]) -> int:
    """Post points in one transaction and give the number of postings that were new.

    Raises django.db.IntegrityError when a wallet would fall below zero; then nothing is posted.
    """
    bulk.stage(
        "stage_points",
        {
            "id": "uuid",
            "wallet_id": "uuid",
            "node_id": "uuid",
            "amount": "bigint",
            "type": "text",
            "occurred_at": "timestamptz",
            "key": "text",
        },
        ((new_id(), new_id(), r.node_id, r.amount, r.type, r.occurred_at, r.key) for r in records),
    )
    bulk.run(_OPEN)
    posted = bulk.rows(_POST)
    publish(
        *(
            PointsPosted(node_id=node, at=at, amount=amount, type=kind, key=key)
            for node, at, amount, kind, key in posted
        )
    )
    return len(posted)


@transaction.atomic
def settle(balances: Mapping[UUID, int], *, key: str, now: datetime) -> set[UUID]:
    """Make each membership's wallet hold what another system says, by posting the difference; give whose moved.

    `key` names the act, one posting a wallet. A balance below zero is held as zero: nobody owes points.
    """
    bulk.stage(
        "stage_points",
        {"node_id": "uuid", "wallet_id": "uuid", "points": "bigint"},
        ((node, new_id(), max(points, 0)) for node, points in balances.items()),
    )
    bulk.run(_OPEN)
    records = [
        PointRecord(node_id=node, amount=amount, type="adjust", occurred_at=now, key=f"{key}:{node}")
        for node, amount in bulk.rows(_DIFFERENCES)
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
    """Answer each posting whose key begins with `key` by its opposite; the ledger keeps both.

    A wallet that would fall below zero keeps its postings. Said again, nothing more is posted.
    """
    posted = bulk.rows(_POSTED, [f"{key}:%"])
    back = [
        PointRecord(node_id=node, amount=-amount, type="adjust", occurred_at=now, key=f"undo:{own}")
        for node, amount, own, enough in posted
        if enough
    ]
    post(back)
    return TakenBack(reversed=len(back), kept=len(posted) - len(back))


_DIFFERENCES = """
SELECT w.node_id, s.points - w.available FROM stage_points s JOIN loyalty_wallet w USING (node_id)
ORDER BY w.id FOR UPDATE OF w
"""
_POSTED = """
SELECT node_id, amount, key, available >= total FROM (
  SELECT w.node_id, e.amount, e.key, w.available, sum(e.amount) OVER (PARTITION BY w.id) AS total
  FROM loyalty_walletentry e JOIN loyalty_wallet w ON w.id = e.wallet_id
  WHERE e.key LIKE %s AND NOT EXISTS (SELECT 1 FROM loyalty_walletentry u WHERE u.key = 'undo:' || e.key)
) found ORDER BY key
"""
_OPEN = """
INSERT INTO loyalty_wallet (id, node_id, available)
SELECT DISTINCT ON (node_id) wallet_id, node_id, 0 FROM stage_points ORDER BY node_id
ON CONFLICT (node_id) DO NOTHING
"""
_POST = """
WITH posted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, amount, type, occurred_at, key)
  SELECT s.id, w.id, s.amount, s.type, s.occurred_at, s.key
  FROM stage_points s JOIN loyalty_wallet w USING (node_id) ORDER BY s.occurred_at, s.key
  ON CONFLICT (key) DO NOTHING RETURNING wallet_id, amount, occurred_at, type, key
), moved AS (
  UPDATE loyalty_wallet w SET available = w.available + p.total
  FROM (SELECT wallet_id, sum(amount) AS total FROM posted GROUP BY 1) p WHERE w.id = p.wallet_id
  RETURNING w.id, w.node_id
)
SELECT m.node_id, p.occurred_at, p.amount, p.type, p.key FROM posted p JOIN moved m ON m.id = p.wallet_id
"""
