# SPDX-License-Identifier: Apache-2.0
"""Post points. A key counts once; a wallet never falls below zero (the database says so)."""

from collections.abc import Sequence
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
