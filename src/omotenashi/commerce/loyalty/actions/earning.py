# SPDX-License-Identifier: Apache-2.0
"""Earn points, let provisional ones become spendable, and let old ones end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.wholes import part
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions.lots import lock, square, tell
from omotenashi.commerce.loyalty.actions.posting import PointRecord, post
from omotenashi.commerce.loyalty.actions.tiers import decide_tiers

# So many wallets are locked at once by what the clock starts.
SWEEP = 5_000
# Only free points end by themselves.
FREE = "free_points"
# Above, ranks wait for the night: an import of a year decides each of them once.
_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Earning:
    """Points for one order line (or for anything else), and the money they were earned with.

    Without moments the programme says when they become spendable and when they end. Zero points with a `basis` count for
    the rank alone.
    """

    node_id: UUID
    amount: int
    key: str
    basis: int = 0
    earned_at: datetime | None = None
    active_from: datetime | None = None
    expires_at: datetime | None = None
    order_line: UUID | None = None
    location_id: UUID | None = None
    actor: str = ""
    device: str = ""
    kind: str = "free_points"


@part
def earn(earnings: Sequence[Earning], *, now: datetime) -> int:
    """Post what was earned, each key once; give the number of new ones."""
    valid, records = queries.programme(now), []
    life = valid.life
    for one in earnings:
        if one.amount < 0:
            raise ValueError("nobody earns less than nothing")
        earned_at = one.earned_at or now
        active_from = one.active_from or life.active_from(earned_at)
        records.append(
            PointRecord(
                node_id=one.node_id, amount=one.amount, type="earn", occurred_at=earned_at, key=one.key, kind=one.kind,
                active_from=active_from, pending=active_from > now,
                expires_at=one.expires_at or (life.expires_at(active_from) if one.kind == FREE else None), basis=one.basis,
                order_line=one.order_line, location_id=one.location_id, actor=one.actor, device=one.device,
            )
        )  # fmt: skip
    done = post(records)
    if done and len(records) <= _AT_ONCE:
        decide_tiers({record.node_id for record in records if record.basis}, now=now, valid=valid)
    return done


@transaction.atomic
def activate(*, now: datetime, wallet_ids: Sequence[UUID] | None = None) -> int:
    """Make lots spendable whose day has come; give their number. Without `wallet_ids`: the next of all wallets."""
    due = list(wallet_ids) if wallet_ids is not None else _wallets(_TO_ACTIVATE, now)
    owing = lock(due)
    done = bulk.rows(_ACTIVATE, {"wallets": due, "now": now}) if due else []
    square(owing, now=now)
    return len(done)


@transaction.atomic
def expire(*, now: datetime, wallet_ids: Sequence[UUID] | None = None) -> int:
    """End lots whose time is over, except what is held; give their number. Without `wallet_ids`: the next of all."""
    due = list(wallet_ids) if wallet_ids is not None else _wallets(_TO_EXPIRE, now)
    lock(due)
    ended = bulk.rows(_EXPIRE, {"wallets": due, "now": now}) if due else []
    tell(ended)
    return len(ended)


def _wallets(sql: str, now: datetime) -> list[UUID]:
    return [wallet for (wallet,) in bulk.rows(sql, [now, SWEEP])]


_TO_ACTIVATE = """
SELECT DISTINCT wallet_id FROM loyalty_walletlot WHERE activated_at IS NULL AND active_from <= %s LIMIT %s
"""
_ACTIVATE = """
WITH due AS (
  UPDATE loyalty_walletlot SET activated_at = %(now)s
  WHERE wallet_id = ANY(%(wallets)s) AND activated_at IS NULL AND active_from <= %(now)s
  RETURNING id, wallet_id, remaining
), noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, lot_id, amount, moved, type, occurred_at, key)
  SELECT gen_random_uuid(), wallet_id, id, 0, remaining, 'activate', %(now)s, 'activate:' || id FROM due
), moved AS (
  UPDATE loyalty_wallet w SET pending = w.pending - d.n, available = w.available + d.n, version = version + 1
  FROM (SELECT wallet_id, sum(remaining) AS n FROM due GROUP BY 1) d WHERE w.id = d.wallet_id
)
SELECT id FROM due
"""
_TO_EXPIRE = """
SELECT DISTINCT wallet_id FROM loyalty_walletlot
WHERE remaining > held AND activated_at IS NOT NULL AND expires_at <= %s LIMIT %s
"""
# A lot that got something back may end once more: the number of its draws makes the key.
_EXPIRE = """
WITH due AS (
  SELECT l.id, l.wallet_id, l.remaining - l.held AS n, gen_random_uuid() AS entry_id,
         'expire:' || l.id || ':' || (SELECT count(*) FROM loyalty_walletdraw d WHERE d.lot_id = l.id) AS key
  FROM loyalty_walletlot l WHERE l.wallet_id = ANY(%(wallets)s) AND l.remaining > l.held
    AND l.activated_at IS NOT NULL AND l.expires_at <= %(now)s
), ended AS (
  UPDATE loyalty_walletlot l SET remaining = l.remaining - d.n FROM due d WHERE l.id = d.id
), noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, lot_id, amount, type, occurred_at, key)
  SELECT entry_id, wallet_id, id, -n, 'expire', %(now)s, key FROM due
), drawn AS (
  INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount) SELECT entry_id, id, n FROM due
), moved AS (
  UPDATE loyalty_wallet w SET available = w.available - d.n, version = version + 1
  FROM (SELECT wallet_id, sum(n) AS n FROM due GROUP BY 1) d WHERE w.id = d.wallet_id RETURNING w.id, w.node_id
)
SELECT m.node_id, %(now)s, -d.n, 'expire', d.key FROM due d JOIN moved m ON m.id = d.wallet_id
"""
