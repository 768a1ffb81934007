# SPDX-License-Identifier: Apache-2.0
"""Spend points: set aside, then burned or released; at the till both at once.

Lots are taken by their end across all wallets of the person, under row locks in the order of wallet ids.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.statements import Statement
from omotenashi.base.wholes import part
from omotenashi.commerce.loyalty.actions.earning import activate, expire
from omotenashi.commerce.loyalty.actions.lots import lock, square, tell
from omotenashi.commerce.loyalty.models import Hold
from omotenashi.commerce.loyalty.rules import Conflict, NotEnoughPoints


def hold(
    *, node_ids: Iterable[UUID], amount: int, key: str, now: datetime, expires_at: datetime | None = None,
    kind: str = "free_points", location_id: UUID | None = None, actor: str = "", device: str = "",
) -> UUID:  # fmt: skip
    """Set points of a person aside and give the hold's id; the same key again gives the same hold.

    Raises NotEnoughPoints, and Conflict when the key stands for another amount.
    """
    with transaction.atomic(savepoint=False):
        wallets = [wallet for wallet, _node in _LOCK_OF.rows({"nodes": list(set(node_ids)), "kind": kind})]
        held = _hold(wallets, amount=amount, key=key, now=now, expires_at=expires_at, location_id=location_id,
                     actor=actor, device=device)  # fmt: skip
    return _demand(held, wallets, amount=amount, key=key)


class Held(NamedTuple):
    """Points that somebody wants set aside: as `hold` takes it."""

    node_ids: tuple[UUID, ...]
    amount: int
    key: str
    expires_at: datetime | None = None
    location_id: UUID | None = None
    actor: str = ""
    device: str = ""


def hold_all(wanted: Sequence[Held], *, now: datetime) -> None:
    """Set points of several persons aside together, each under a key that is new.

    All or nothing: raises NotEnoughPoints where one of them has not enough or something is due first; void then.
    """
    nodes = {node: each.key for each in wanted for node in each.node_ids}
    wallets: dict[str, list[UUID]] = {each.key: [] for each in wanted}
    for wallet, node in _LOCK_OF.rows({"nodes": list(nodes), "kind": "free_points"}):
        wallets[nodes[node]].append(wallet)
    if len(nodes) < sum(len(set(each.node_ids)) for each in wanted):
        raise ValueError("each person comes once")
    said = [
        _said(
            wallets[e.key], amount=e.amount, key=e.key, now=now, expires_at=e.expires_at, location_id=e.location_id,
            actor=e.actor, device=e.device,
        )
        for e in wanted
        if e.amount
    ]  # fmt: skip
    if said and len(_HOLD.rows(said)) < len(said):
        raise NotEnoughPoints(0)


def hold_in(
    wallet_ids: list[UUID], *, amount: int, key: str, now: datetime, expires_at: datetime | None = None,
    location_id: UUID | None = None, actor: str = "", device: str = "",
) -> UUID:  # fmt: skip
    """Set value of these wallets aside (a gift card has one and no person)."""
    with transaction.atomic(savepoint=False):
        lock(wallet_ids)
        held = _hold(wallet_ids, amount=amount, key=key, now=now, expires_at=expires_at, location_id=location_id,
                     actor=actor, device=device)  # fmt: skip
    return _demand(held, wallet_ids, amount=amount, key=key)


def _hold(
    wallet_ids: list[UUID], *, amount: int, key: str, now: datetime, expires_at: datetime | None,
    location_id: UUID | None, actor: str, device: str,
) -> tuple[UUID, int] | None:  # fmt: skip
    """Set value of locked wallets aside, if they have it; give the hold and its amount. The statement finds what is known, or due, and leaves it."""
    said = [
        _said(wallet_ids, amount=amount, key=key, now=now, expires_at=expires_at, location_id=location_id, actor=actor,
              device=device)
    ]  # fmt: skip
    made = _HOLD.rows(said)
    if not made:
        known = Hold.objects.filter(key=key).first()
        if known is not None:
            return known.id, known.amount
        _tidy(wallet_ids, now=now)
        made = _HOLD.rows(said)
    return (UUID(str(made[0][0])), amount) if made else None


def _said(
    wallet_ids: list[UUID], *, amount: int, key: str, now: datetime, expires_at: datetime | None,
    location_id: UUID | None = None, actor: str = "", device: str = "",
) -> dict[str, object]:  # fmt: skip
    if amount <= 0:
        raise ValueError("a hold is of something")
    return {
        "id": new_id(), "wallets": wallet_ids, "amount": amount, "key": key, "now": now, "expires_at": expires_at,
        "location": location_id, "actor": actor, "device": device,
    }  # fmt: skip


def _demand(held: tuple[UUID, int] | None, wallet_ids: list[UUID], *, amount: int, key: str) -> UUID:
    """Refuse outside of the block, so that the caller's transaction goes on: nothing was written."""
    if held is None:
        raise NotEnoughPoints(max(bulk.rows(_AVAILABLE, [wallet_ids])[0][0], 0))
    if held[1] != amount:
        raise Conflict(key)
    return held[0]


@part
def burn(*, key: str, now: datetime) -> int:
    """Burn what is held under a key; give how much (0: it was burned before). Raises Conflict when it was released."""
    _lock_of(key)
    return _burn(key, now=now)


def _burn(key: str, *, now: datetime) -> int:
    done = _BURN.rows({"keys": [key], "now": now})
    if not done:
        _expect(key, Hold.State.BURNED)
    tell(done)
    return -sum(int(amount) for _, _, amount, _, _ in done)


@transaction.atomic
def release(*, key: str, now: datetime) -> int:
    """Give back what is held under a key; give how much (0: it was released before). Raises Conflict when burned."""
    owing = _lock_of(key)
    done = bulk.rows(_RELEASE, {"key": key, "now": now})
    if not done:
        _expect(key, Hold.State.RELEASED)
    square(owing, now=now)
    return sum(int(moved) for (moved,) in done)


@part
def spend(
    *, node_ids: Iterable[UUID], amount: int, key: str, now: datetime, kind: str = "free_points",
    location_id: UUID | None = None, actor: str = "", device: str = "",
) -> UUID:  # fmt: skip
    """Take points at the till, at once. The same key again changes nothing."""
    held = hold(node_ids=node_ids, amount=amount, key=key, now=now, kind=kind, location_id=location_id, actor=actor,
                device=device)  # fmt: skip
    # The wallets are locked by the hold.
    _burn(key, now=now)
    return held


def spend_all(wanted: Sequence[Held], *, now: datetime) -> None:
    """Take points of several persons at tills together, each under a key that is new; all or nothing, as `hold_all`.

    Whoever spends nothing has his wallets locked with the others: what he earns next in this transaction finds them so.
    """
    hold_all(wanted, now=now)
    keys = [each.key for each in wanted if each.amount]
    if keys:
        tell(_BURN.rows({"keys": keys, "now": now}))


def release_lapsed(*, now: datetime, limit: int = 500) -> int:
    """Release holds whose time is over, each in a transaction of its own; give their number."""
    due = Hold.objects.filter(state=Hold.State.HELD, expires_at__lte=now).order_by("expires_at", "id")
    done = 0
    for key in list(due.values_list("key", flat=True)[:limit]):
        try:
            done += bool(release(key=key, now=now))
        except Conflict:  # burned a moment ago: a fact
            continue
    return done


def _tidy(wallet_ids: list[UUID], *, now: datetime) -> None:
    """Let lots begin and end that the clock has not seen yet: what counts is the moment, not the sweep."""
    [(begins, ends)] = bulk.rows(_DUE, {"wallets": wallet_ids, "now": now})
    if begins:
        activate(now=now, wallet_ids=wallet_ids)
    if begins or ends:
        expire(now=now, wallet_ids=wallet_ids)


def _lock_of(key: str) -> set[UUID]:
    return lock(wallet for (wallet,) in bulk.rows(_WALLETS_OF, [key]))


def _expect(key: str, state: str) -> None:
    found = Hold.objects.filter(key=key).values_list("state", flat=True).first()
    if found != state:
        raise Conflict(f"{key} is {found or 'unknown'}")


_AVAILABLE = "SELECT coalesce(sum(available), 0)::bigint FROM loyalty_wallet WHERE id = ANY(%s)"
_DUE = """
SELECT coalesce(bool_or(activated_at IS NULL AND active_from <= %(now)s), false),
       coalesce(bool_or(activated_at IS NOT NULL AND expires_at <= %(now)s), false)
FROM loyalty_walletlot WHERE wallet_id = ANY(%(wallets)s) AND remaining > held
"""
_WALLETS_OF = """
SELECT DISTINCT l.wallet_id FROM loyalty_hold h JOIN loyalty_holdlot p ON p.hold_id = h.id
JOIN loyalty_walletlot l ON l.id = p.lot_id WHERE h.key = %s
"""
# In the order of their ids, as `lots.lock` does.
_LOCK_OF = Statement("""
SELECT w.id, w.node_id FROM jsonb_to_record($1::jsonb) AS d(nodes uuid[], kind text)
JOIN loyalty_wallet w ON w.node_id = ANY(d.nodes) AND w.kind = d.kind ORDER BY w.id FOR UPDATE OF w
""")
# Each wallet is in one hold at most: a lot that two of them drew from would be moved once.
_HOLD = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, wallets uuid[], amount bigint, key text, now timestamptz,
    expires_at timestamptz, location uuid, actor text, device text)
  LIMIT jsonb_array_length($1::jsonb)
), pool AS (
  SELECT d.id AS hold_id, l.id, l.wallet_id, l.remaining - l.held AS free, (l.activated_at IS NOT NULL) AS active,
         coalesce(CASE WHEN l.activated_at IS NULL THEN l.active_from ELSE l.expires_at END <= d.now, false) AS due,
         sum(l.remaining - l.held) FILTER (WHERE l.activated_at IS NOT NULL)
           OVER (PARTITION BY d.id ORDER BY l.expires_at, l.earned_at, l.id) AS upto
  FROM d JOIN loyalty_walletlot l ON l.wallet_id = ANY(d.wallets) WHERE l.remaining > l.held
), made AS (
  INSERT INTO loyalty_hold (id, key, amount, restored, state, held_at, expires_at)
  SELECT d.id, d.key, d.amount, 0, 'held', d.now, d.expires_at FROM d
  WHERE (SELECT sum(available) FROM loyalty_wallet WHERE id = ANY(d.wallets)) >= d.amount
    AND (SELECT max(upto) FROM pool p WHERE p.active AND p.hold_id = d.id) >= d.amount
    AND NOT EXISTS (SELECT 1 FROM pool p WHERE p.due AND p.hold_id = d.id)
  ON CONFLICT (key) DO NOTHING RETURNING id
), drawn AS (
  SELECT p.id, p.wallet_id, p.hold_id, least(p.upto, d.amount) - (p.upto - p.free) AS n
  FROM made m JOIN d USING (id) JOIN pool p ON p.hold_id = d.id AND p.active AND p.upto - p.free < d.amount
), parts AS (
  INSERT INTO loyalty_holdlot (hold_id, lot_id, amount) SELECT hold_id, id, n FROM drawn
), lots AS (
  UPDATE loyalty_walletlot l SET held = l.held + x.n FROM drawn x WHERE l.id = x.id
), noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, hold_id, amount, moved, type, occurred_at, key, location_id, actor,
                                   device)
  SELECT gen_random_uuid(), x.wallet_id, x.hold_id, 0, x.n, 'hold', d.now, d.key || ':hold:' || x.wallet_id, d.location,
         d.actor, d.device
  FROM (SELECT wallet_id, hold_id, sum(n) AS n FROM drawn GROUP BY 1, 2) x JOIN d ON d.id = x.hold_id
), moved AS (
  UPDATE loyalty_wallet w SET available = w.available - x.n, held = w.held + x.n, version = version + 1
  FROM (SELECT wallet_id, sum(n) AS n FROM drawn GROUP BY 1) x WHERE w.id = x.wallet_id
)
SELECT id FROM made
""")
_BURN = Statement("""
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_record($1::jsonb) AS d(keys text[], now timestamptz)
), done AS (
  UPDATE loyalty_hold h SET state = 'burned', burned_at = d.now FROM d WHERE h.key = ANY(d.keys) AND h.state = 'held'
  RETURNING h.id, h.key, d.now
), parts AS (
  SELECT p.hold_id, p.lot_id, p.amount, l.wallet_id, d.key, d.now FROM done d JOIN loyalty_holdlot p ON p.hold_id = d.id
  JOIN loyalty_walletlot l ON l.id = p.lot_id
), lots AS (
  UPDATE loyalty_walletlot l SET remaining = l.remaining - p.amount, held = l.held - p.amount FROM parts p
  WHERE l.id = p.lot_id
), noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, hold_id, amount, type, occurred_at, key, location_id, actor, device)
  SELECT gen_random_uuid(), p.wallet_id, p.hold_id, -sum(p.amount), 'burn', p.now,
         p.key || ':burn:' || p.wallet_id, h.location_id, h.actor, h.device
  FROM parts p JOIN loyalty_walletentry h ON h.hold_id = p.hold_id AND h.wallet_id = p.wallet_id AND h.type = 'hold'
  GROUP BY p.wallet_id, p.hold_id, p.key, p.now, h.location_id, h.actor, h.device
  RETURNING id, wallet_id, amount, occurred_at, key
), drawn AS (
  INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount)
  SELECT n.id, p.lot_id, p.amount FROM noted n JOIN parts p USING (wallet_id)
), moved AS (
  UPDATE loyalty_wallet w SET held = w.held + n.amount, version = version + 1 FROM noted n WHERE w.id = n.wallet_id
  RETURNING w.id, w.node_id
)
SELECT m.node_id, n.occurred_at, n.amount, 'burn', n.key FROM noted n JOIN moved m ON m.id = n.wallet_id
""")
_RELEASE = """
WITH done AS (
  UPDATE loyalty_hold SET state = 'released', released_at = %(now)s WHERE key = %(key)s AND state = 'held' RETURNING id
), parts AS (
  SELECT p.hold_id, p.lot_id, p.amount, l.wallet_id FROM done d JOIN loyalty_holdlot p ON p.hold_id = d.id
  JOIN loyalty_walletlot l ON l.id = p.lot_id
), lots AS (
  UPDATE loyalty_walletlot l SET held = l.held - p.amount FROM parts p WHERE l.id = p.lot_id
), noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, hold_id, amount, moved, type, occurred_at, key)
  SELECT gen_random_uuid(), wallet_id, hold_id, 0, sum(amount), 'release', %(now)s,
         %(key)s || ':release:' || wallet_id FROM parts GROUP BY 2, 3 RETURNING wallet_id, moved
), moved AS (
  UPDATE loyalty_wallet w SET held = w.held - n.moved, available = w.available + n.moved, version = version + 1
  FROM noted n WHERE w.id = n.wallet_id RETURNING n.moved
)
SELECT moved FROM moved
"""
