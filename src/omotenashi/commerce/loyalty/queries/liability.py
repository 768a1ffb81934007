# SPDX-License-Identifier: Apache-2.0
"""What is owed at a date: points as a contract liability, and paid value by the law on prepaid means (資金決済法)."""

from dataclasses import dataclass
from datetime import datetime

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.queries.balances import programme
from omotenashi.commerce.loyalty.rules import liability as rules

# Above this balance at 31 March or 30 September the issuer notifies the authority and deposits at least half.
NOTICE_ABOVE = 10_000_000


@dataclass(frozen=True, slots=True)
class Liability:
    """The points outstanding at a moment, and what they are worth in the books."""

    at: datetime
    points: int
    amount: int
    use_rate: int


@dataclass(frozen=True, slots=True)
class PaidValue:
    """The paid value outstanding at a moment, and what the law then asks."""

    at: datetime
    balance: int
    must_notify: bool
    deposit: int


def liability(at: datetime, *, use_rate: int | None = None) -> Liability:
    """Give what points were worth at a moment: each lot by the sale it came from. `use_rate` in percent."""
    rate = programme(at).use_rate if use_rate is None else use_rate
    points = amount = 0
    for sale, earned, remaining, lots in bulk.rows(_LOTS, {"at": at}):
        worth = rules.allocated(sale=sale, points=earned, use_rate=rate)
        points += remaining * lots
        amount += rules.left(worth, points=earned, remaining=remaining) * lots
    return Liability(at, points, amount, rate)


def balance_at(at: datetime, *, kind: str = "free_points") -> int:
    """Give what stood in all wallets of a kind at a moment: a sum over entries, so any day can be asked for."""
    [(total,)] = bulk.rows(_TOTAL, [kind, at])
    return int(total)


def paid_value(at: datetime) -> PaidValue:
    """Give the balance of prepaid value, to be asked for 31 March and 30 September."""
    balance = balance_at(at, kind="paid_value")
    due = balance > NOTICE_ABOVE
    return PaidValue(at, balance, due, (balance + 1) // 2 if due else 0)


_TOTAL = """
SELECT coalesce(sum(e.amount), 0)::bigint FROM loyalty_walletentry e JOIN loyalty_wallet w ON w.id = e.wallet_id
WHERE w.kind = %s AND e.occurred_at <= %s
"""
# Lots that came from equal sales and have equally much left are one row.
_LOTS = """
WITH taken AS (
  SELECT d.lot_id, sum(d.amount) AS n FROM loyalty_walletdraw d JOIN loyalty_walletentry e ON e.id = d.entry_id
  WHERE e.occurred_at <= %(at)s GROUP BY 1
)
SELECT coalesce(e.basis, 0), l.amount, (l.amount - coalesce(t.n, 0))::bigint, count(*) FROM loyalty_walletlot l
JOIN loyalty_wallet w ON w.id = l.wallet_id AND w.kind = 'free_points'
LEFT JOIN loyalty_walletentry e ON e.id = l.id LEFT JOIN taken t ON t.lot_id = l.id
WHERE l.earned_at <= %(at)s AND l.amount > coalesce(t.n, 0) GROUP BY 1, 2, 3
"""
