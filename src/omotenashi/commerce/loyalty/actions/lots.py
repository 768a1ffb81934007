# SPDX-License-Identifier: Apache-2.0
"""What every command on wallets begins and ends with: the locks in order, and the balance of debts.

Under a wallet's lock a new statement sees what others committed before. A lock and a reading in one statement would not.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.loyalty.events import PointsPosted


def lock(wallet_ids: Iterable[UUID]) -> set[UUID]:
    """Lock wallets in the order of their ids; give those that are in debt."""
    return {owing for (owing,) in bulk.rows(_LOCK, [list(wallet_ids)])}


def square(wallet_ids: Collection[UUID], *, now: datetime) -> None:
    """Let what came into wallets that were in debt pay the debt first, so that lots and counters agree again."""
    if wallet_ids:
        source, parameters = bulk.given(
            "stage_debts", {"wallet_id": "uuid", "entry_id": "uuid"}, [(each, new_id()) for each in sorted(wallet_ids)]
        )
        bulk.run(_SQUARE.format(source=source), [*parameters, now])


def tell(posted: Iterable[tuple[Any, ...]]) -> None:
    """Publish what was posted: node, moment, amount, type, key. A gift card belongs to nobody."""
    publish(
        *(
            PointsPosted(node_id=node, at=at, amount=amount, type=kind, key=key)
            for node, at, amount, kind, key in posted
            if node is not None and amount
        )
    )


_LOCK = """
WITH locked AS (SELECT id, available FROM loyalty_wallet WHERE id = ANY(%s) ORDER BY id FOR UPDATE)
SELECT id FROM locked WHERE available < 0
"""
_SQUARE = """
WITH asked AS (SELECT * FROM {source}), pool AS (
  SELECT l.id, l.wallet_id, a.entry_id, l.remaining - l.held AS free, w.available,
         sum(l.remaining - l.held) OVER (PARTITION BY l.wallet_id ORDER BY l.expires_at, l.earned_at, l.id) AS upto,
         sum(l.remaining - l.held) OVER (PARTITION BY l.wallet_id) AS whole
  FROM asked a JOIN loyalty_wallet w ON w.id = a.wallet_id JOIN loyalty_walletlot l ON l.wallet_id = w.id
  WHERE l.activated_at IS NOT NULL AND l.remaining > l.held
), drawn AS (
  SELECT id, wallet_id, entry_id, least(upto, whole - greatest(available, 0)) - (upto - free) AS n FROM pool
  WHERE upto - free < whole - greatest(available, 0)
), paid AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, amount, moved, type, occurred_at, key)
  SELECT entry_id, wallet_id, 0, sum(n), 'adjust', %s, 'debt:' || entry_id FROM drawn GROUP BY 1, 2
), noted AS (
  INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount) SELECT entry_id, id, n FROM drawn
), lowered AS (
  UPDATE loyalty_walletlot l SET remaining = l.remaining - d.n FROM drawn d WHERE l.id = d.id
)
UPDATE loyalty_wallet w SET negative_allowed = false FROM asked a WHERE w.id = a.wallet_id AND w.available >= 0
"""
