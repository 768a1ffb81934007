# SPDX-License-Identifier: Apache-2.0
"""What must never be: the invariants of points (I5) and of coupons (I6), each broken row with what is wrong."""

from collections.abc import Iterator
from datetime import datetime

from omotenashi.base import bulk
from omotenashi.base.invariants import Broken


def broken(now: datetime) -> list[Broken]:  # noqa: ARG001  # every app is asked in the same words
    """Give every wallet, lot, burn, campaign and code that breaks I5 or I6 at a moment."""
    return list(_found())


def _found() -> Iterator[Broken]:
    for sql, invariant, subject, detail in _CHECKS:
        for key, *figures in bulk.rows(sql):
            yield Broken(invariant, f"{subject} {key}", detail.format(*figures))


_WALLETS = """
SELECT w.id, coalesce(e.total, 0), w.available, w.pending, w.held FROM loyalty_wallet w
LEFT JOIN (SELECT wallet_id, sum(amount) AS total FROM loyalty_walletentry GROUP BY 1) e ON e.wallet_id = w.id
WHERE coalesce(e.total, 0) <> w.available + w.pending + w.held
"""
_LOTS = """
SELECT w.id, coalesce(l.active, 0), coalesce(l.held, 0), coalesce(l.waiting, 0), w.available, w.held, w.pending
FROM loyalty_wallet w LEFT JOIN (
  SELECT wallet_id, sum(remaining) FILTER (WHERE activated_at IS NOT NULL) AS active, sum(held) AS held,
         sum(remaining) FILTER (WHERE activated_at IS NULL) AS waiting FROM loyalty_walletlot GROUP BY 1
) l ON l.wallet_id = w.id
WHERE (coalesce(l.active, 0), coalesce(l.held, 0), coalesce(l.waiting, 0))
   <> (greatest(w.available, 0) + w.held, w.held, w.pending)
"""
_DRAWS = """
SELECT l.id, l.amount, coalesce(d.taken, 0), l.remaining FROM loyalty_walletlot l
LEFT JOIN (SELECT lot_id, sum(amount) AS taken FROM loyalty_walletdraw GROUP BY 1) d ON d.lot_id = l.id
WHERE l.amount - coalesce(d.taken, 0) <> l.remaining
"""
_BURNS = """
SELECT e.id, -e.amount, coalesce(d.taken, 0) FROM loyalty_walletentry e
LEFT JOIN (SELECT entry_id, sum(amount) AS taken FROM loyalty_walletdraw GROUP BY 1) d ON d.entry_id = e.id
WHERE e.type = 'burn' AND coalesce(d.taken, 0) <> -e.amount
"""
_HOLDS = """
SELECT h.id, h.amount, coalesce(sum(p.amount), 0), h.restored, coalesce(sum(p.restored), 0) FROM loyalty_hold h
LEFT JOIN loyalty_holdlot p ON p.hold_id = h.id GROUP BY h.id
HAVING (h.amount, h.restored) <> (coalesce(sum(p.amount), 0), coalesce(sum(p.restored), 0))
"""
_CAMPAIGNS = """
SELECT c.code, c.used_count, c.used_amount, coalesce(r.n, 0), coalesce(r.amount, 0), c.cap_count, c.cap_amount
FROM loyalty_campaign c LEFT JOIN (
  SELECT campaign_id, count(*) AS n, sum(amount) AS amount FROM loyalty_redemption
  WHERE state IN ('locked', 'redeemed') GROUP BY 1
) r ON r.campaign_id = c.id
WHERE (c.used_count, c.used_amount) <> (coalesce(r.n, 0), coalesce(r.amount, 0))
   OR r.n > c.cap_count OR r.amount > c.cap_amount
"""
_CODES = """
SELECT k.id, k.state, coalesce(r.n, 0) FROM loyalty_couponcode k LEFT JOIN (
  SELECT code_id, count(*) AS n FROM loyalty_redemption WHERE state IN ('locked', 'redeemed') GROUP BY 1
) r ON r.code_id = k.id
WHERE coalesce(r.n, 0) <> (k.state IN ('locked', 'redeemed'))::int
"""
# Uses are counted by node: two customers who became one keep what each had used before.
_CUSTOMERS = """
SELECT r.campaign_id || ' ' || r.node_id, count(*), c.per_customer FROM loyalty_redemption r
JOIN loyalty_campaign c ON c.id = r.campaign_id WHERE r.state IN ('locked', 'redeemed') AND r.node_id IS NOT NULL
GROUP BY r.campaign_id, r.node_id, c.per_customer HAVING count(*) > c.per_customer
"""
_RESERVE = """
SELECT 'of tills', r.held, coalesce(a.total, 0) FROM loyalty_tillreserve r,
  (SELECT sum(total) AS total FROM loyalty_tillallowance WHERE closed_at IS NULL) a
WHERE r.held <> coalesce(a.total, 0)
"""
_CHECKS = (
    (_WALLETS, "I5", "wallet", "entries {}, available {}, pending {}, held {}"),
    (_LOTS, "I5", "wallet", "lots active {}, held {}, pending {}; wallet available {}, held {}, pending {}"),
    (_DRAWS, "I5", "lot", "amount {}, drawn {}, remaining {}"),
    (_BURNS, "I5", "burn", "amount {}, drawn {}"),
    (_HOLDS, "I5", "hold", "amount {}, in lots {}, restored {}, in lots {}"),
    (_CAMPAIGNS, "I6", "campaign", "counted {} for {}, redeemed {} for {}, caps {} and {}"),
    (_CODES, "I6", "code", "{}, {} redemptions in force"),
    (_CUSTOMERS, "I6", "customer", "{} uses of {}"),
    (_RESERVE, "I6", "reserve", "held {}, permitted {}"),
)
