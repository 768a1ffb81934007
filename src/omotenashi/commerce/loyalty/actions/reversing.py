# SPDX-License-Identifier: Apache-2.0
"""Reverse what a return takes back: earned points go, spent points return to the lots they came from.

Both leaks are closed: nobody keeps points for goods that came back, nobody loses points on a cancellation.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions.lots import lock, square, tell
from omotenashi.commerce.loyalty.actions.posting import PointRecord, post
from omotenashi.commerce.loyalty.actions.tiers import decide_tiers
from omotenashi.commerce.loyalty.models import Hold, Wallet
from omotenashi.commerce.loyalty.rules import Conflict, lots
from omotenashi.commerce.loyalty.rules.lots import Part, Share


@dataclass(frozen=True, kw_only=True, slots=True)
class Reversed:
    """Points taken away, points forgiven because they were spent and the programme knows no debt, points given back."""

    clawed: int = 0
    forgiven: int = 0
    restored: int = 0


@dataclass(frozen=True, slots=True)
class _Earned:
    line: str
    lot_id: UUID
    wallet_id: UUID
    node_id: UUID
    kind: str
    pending: bool
    left: int
    amount: int
    basis: int
    taken: int
    basis_taken: int


@transaction.atomic
def reverse(*, key: str, now: datetime, earned: Sequence[Share] = (), spent: Sequence[Share] = ()) -> Reversed:
    """Reverse shares: of what order lines earned (`ref`: the line), of what holds paid (`ref`: the hold's key).

    Shares count up to now, so the same said again does nothing, and part returns add up to the whole, to the yen.
    """
    life = queries.programme(now).life
    refs, keys = [share.ref for share in earned], [share.ref for share in spent]
    owing = lock(wallet for (wallet,) in bulk.rows(_WALLETS, {"lines": refs, "keys": keys}))
    restored = sum(_restore(share, key=key, grace=life.grace_days, now=now) for share in spent)
    square(owing, now=now)
    clawed = forgiven = 0
    nodes = set()
    for share in sorted(earned, key=lambda one: one.ref):
        for one, points, basis in _to_claw(share):
            name = f"{key}:earn:{one.lot_id}:{share.returned}"
            took = _claw(one, points, basis, key=name, debt=life.debt, now=now)
            clawed, forgiven = clawed + took, forgiven + points - took
            nodes.add(one.node_id)
    decide_tiers(nodes, now=now)
    return Reversed(clawed=clawed, forgiven=forgiven, restored=restored)


def _to_claw(share: Share) -> list[tuple[_Earned, int, int]]:
    """Say what goes of each posting of a line; several campaigns may have earned on one line."""
    rows = [_Earned(*row) for row in bulk.rows(_EARNED, [share.ref])]
    found = []
    for row in rows:
        points = lots.due(row.amount, share=share, done=row.taken)
        basis = lots.due(row.basis, share=share, done=row.basis_taken)
        if points or basis:
            found.append((row, points, basis))
    return found


def _claw(one: _Earned, points: int, basis: int, *, key: str, debt: bool, now: datetime) -> int:
    """Take points away: out of the lot while it is provisional, else out of what the wallet has, else as a debt."""
    if one.pending:
        took = min(points, one.left)
        bulk.run(_CLAW_PENDING, {
            "id": new_id(), "wallet": one.wallet_id, "lot": one.lot_id, "points": took, "basis": basis,
            "forgiven": points - took, "now": now, "line": one.line, "key": key,
        })  # fmt: skip
        tell([(one.node_id, now, -took, "reverse_earn", key)])
        return took
    available = Wallet.objects.values_list("available", flat=True).get(pk=one.wallet_id)
    took = points if debt else min(points, max(available, 0))
    if took > available:
        bulk.run("UPDATE loyalty_wallet SET negative_allowed = true WHERE id = %s", [one.wallet_id])
    post([
        PointRecord(
            node_id=one.node_id, kind=one.kind, amount=-took, type="reverse_earn", occurred_at=now, key=key,
            basis=-basis, order_line=UUID(one.line), prefers=one.lot_id, forgiven=points - took,
        )
    ])  # fmt: skip
    return took


def _restore(share: Share, *, key: str, grace: int, now: datetime) -> int:
    """Give back what was burned under a key, to the same lots, with some days to spend it."""
    held = Hold.objects.filter(key=share.ref).first()
    if held is None or held.state != Hold.State.BURNED:
        raise Conflict(f"{share.ref} is {held.state if held else 'unknown'}")
    amount = lots.due(held.amount, share=share, done=held.restored)
    parts = [Part(*row) for row in bulk.rows(_PARTS, [held.id])]
    back = lots.give_back(parts, amount)
    if not back:
        return 0
    per_wallet: Counter[UUID] = Counter()
    for part, n in back:
        per_wallet[part.wallet_id] += n
    ids = {wallet: new_id() for wallet in sorted(per_wallet)}
    source, parameters = bulk.given(
        "stage_restored",
        {"lot_id": "uuid", "wallet_id": "uuid", "entry_id": "uuid", "n": "bigint"},
        [(part.lot_id, part.wallet_id, ids[part.wallet_id], n) for part, n in back],
    )
    until = now + timedelta(days=grace)
    tell(bulk.rows(_RESTORE.format(source=source), [*parameters, until, held.id, held.id, held.id, now, key, now]))
    return amount


_WALLETS = """
SELECT wallet_id FROM loyalty_walletentry WHERE order_line = ANY(%(lines)s::uuid[])
UNION SELECT l.wallet_id FROM loyalty_hold h JOIN loyalty_holdlot p ON p.hold_id = h.id
JOIN loyalty_walletlot l ON l.id = p.lot_id WHERE h.key = ANY(%(keys)s::text[])
"""
# What was forgiven stands in `moved`: it is not asked for a second time.
_EARNED = """
SELECT e.order_line::text, e.id, e.wallet_id, w.node_id, w.kind, l.id IS NOT NULL AND l.activated_at IS NULL,
       coalesce(l.remaining, 0), e.amount, e.basis, coalesce(r.taken, 0)::bigint, coalesce(r.basis, 0)::bigint
FROM loyalty_walletentry e JOIN loyalty_wallet w ON w.id = e.wallet_id LEFT JOIN loyalty_walletlot l ON l.id = e.lot_id
LEFT JOIN LATERAL (
  SELECT sum(b.moved - b.amount) AS taken, -sum(b.basis) AS basis FROM loyalty_walletentry b
  WHERE b.order_line = e.order_line AND b.type = 'reverse_earn' AND b.lot_id = e.id
) r ON true
WHERE e.order_line = %s AND e.type = 'earn' ORDER BY e.id
"""
_CLAW_PENDING = """
WITH noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, lot_id, amount, moved, basis, type, occurred_at, order_line, key)
  VALUES (%(id)s, %(wallet)s, %(lot)s, -%(points)s, %(forgiven)s, -%(basis)s, 'reverse_earn', %(now)s, %(line)s,
          %(key)s)
), drawn AS (
  INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount) SELECT %(id)s, %(lot)s, %(points)s WHERE %(points)s > 0
), lowered AS (
  UPDATE loyalty_walletlot SET remaining = remaining - %(points)s WHERE id = %(lot)s
)
UPDATE loyalty_wallet SET pending = pending - %(points)s, version = version + 1 WHERE id = %(wallet)s
"""
_PARTS = """
SELECT p.lot_id, l.wallet_id, p.amount, p.restored FROM loyalty_holdlot p JOIN loyalty_walletlot l ON l.id = p.lot_id
WHERE p.hold_id = %s ORDER BY l.expires_at, l.earned_at, l.id
"""
_RESTORE = """
WITH back AS (SELECT * FROM {source}), lots AS (
  UPDATE loyalty_walletlot l SET remaining = l.remaining + b.n, expires_at = greatest(l.expires_at, %s)
  FROM back b WHERE l.id = b.lot_id AND l.expires_at IS NOT NULL
), unending AS (
  UPDATE loyalty_walletlot l SET remaining = l.remaining + b.n FROM back b WHERE l.id = b.lot_id AND l.expires_at IS NULL
), parts AS (
  UPDATE loyalty_holdlot p SET restored = p.restored + b.n FROM back b WHERE p.lot_id = b.lot_id AND p.hold_id = %s
), whole AS (
  UPDATE loyalty_hold h SET restored = h.restored + (SELECT sum(n) FROM back) WHERE h.id = %s
), noted AS (
  INSERT INTO loyalty_walletentry (id, wallet_id, hold_id, amount, type, occurred_at, key)
  SELECT entry_id, wallet_id, %s, sum(n), 'reverse_burn', %s, %s || ':burn:' || entry_id FROM back GROUP BY 1, 2
  RETURNING id, wallet_id, amount, key
), drawn AS (
  INSERT INTO loyalty_walletdraw (entry_id, lot_id, amount) SELECT entry_id, lot_id, -n FROM back
), moved AS (
  UPDATE loyalty_wallet w SET available = w.available + n.amount, version = version + 1 FROM noted n
  WHERE w.id = n.wallet_id RETURNING w.id, w.node_id
)
SELECT m.node_id, %s, n.amount, 'reverse_burn', n.key FROM noted n JOIN moved m ON m.id = n.wallet_id
"""
