# SPDX-License-Identifier: Apache-2.0
"""Points month by month, as the books want them: what came and went, what is owed at the end, what tills hold back, and
what will end. Every figure is a sum of the ledger, so the months add up to the point.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.queries.liability import balance_at, liability


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """One month. `closing` is the sum of all postings up to its end; `outstanding` what stood in lots then, and `debt`
    what members owed: `closing` is the one less the other. `reserved` is what open permissions of tills held."""

    first: date
    opening: int
    earned: int
    given_back: int
    used: int
    taken_back: int
    expired: int
    adjusted: int
    closing: int
    outstanding: int
    debt: int
    liability: int
    reserved: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """Points that end in a month if nobody uses them; without a month: never."""

    first: date | None
    points: int


def months(*, now: datetime, zone: ZoneInfo, count: int = 12) -> list[Month]:
    """Give the last months, the oldest first; the present one up to now."""
    firsts = _firsts(now.astimezone(zone).date(), count)
    starts = [datetime.combine(first, time(), tzinfo=zone) for first in firsts]
    ends = [min(start - timedelta(microseconds=1), now) for start in (*starts[1:], _next(firsts[-1], zone))]
    return list(_months(firsts, starts, ends, now=now, zone=zone))


def endings(*, now: datetime, zone: ZoneInfo) -> list[Ending]:
    """Give by month what ends of the points that are there now; what never ends comes last."""
    return [Ending(first, points) for first, points in bulk.rows(_ENDINGS, {"now": now, "zone": str(zone)})]


def reserved_at(at: datetime) -> int:
    """Give what open permissions of tills held back at a moment."""
    [(total,)] = bulk.rows(_RESERVED, {"at": at})
    return int(total)


def _months(
    firsts: Sequence[date], starts: Sequence[datetime], ends: Sequence[datetime], *, now: datetime, zone: ZoneInfo
) -> Iterator[Month]:
    opening = balance_at(starts[0] - timedelta(microseconds=1))
    found: dict[date, dict[str, int]] = {}
    for first, kind, amount in bulk.rows(_MOVED, {"start": starts[0], "now": now, "zone": str(zone)}):
        found.setdefault(first, {})[kind] = int(amount)
    for first, end in zip(firsts, ends, strict=True):
        moved = found.get(first, {})
        closing, owed = opening + sum(moved.values()), liability(end)
        yield Month(
            first=first, opening=opening, earned=moved.get("earn", 0), given_back=moved.get("reverse_burn", 0),
            used=-moved.get("burn", 0), taken_back=-moved.get("reverse_earn", 0), expired=-moved.get("expire", 0),
            adjusted=sum(amount for kind, amount in moved.items() if kind not in _NAMED), closing=closing,
            outstanding=owed.points, debt=owed.points - closing, liability=owed.amount, reserved=reserved_at(end),
            is_over=end < now,
        )  # fmt: skip
        opening = closing


def _firsts(today: date, count: int) -> list[date]:
    place = today.year * 12 + today.month - 1
    return [date((place - n) // 12, (place - n) % 12 + 1, 1) for n in range(count - 1, -1, -1)]


def _next(first: date, zone: ZoneInfo) -> datetime:
    year, month = divmod(first.year * 12 + first.month, 12)
    return datetime.combine(date(year, month + 1, 1), time(), tzinfo=zone)


_NAMED = frozenset({"earn", "reverse_burn", "burn", "reverse_earn", "expire"})
_MOVED = """
SELECT date_trunc('month', e.occurred_at AT TIME ZONE %(zone)s)::date, e.type, sum(e.amount)::bigint
FROM loyalty_walletentry e JOIN loyalty_wallet w ON w.id = e.wallet_id AND w.kind = 'free_points'
WHERE e.occurred_at >= %(start)s AND e.occurred_at <= %(now)s AND e.amount <> 0 GROUP BY 1, 2
"""
_ENDINGS = """
SELECT date_trunc('month', l.expires_at AT TIME ZONE %(zone)s)::date, sum(l.remaining)::bigint FROM loyalty_walletlot l
JOIN loyalty_wallet w ON w.id = l.wallet_id AND w.kind = 'free_points'
WHERE l.remaining > 0 AND (l.expires_at IS NULL OR l.expires_at > %(now)s) GROUP BY 1 ORDER BY 1 NULLS LAST
"""
_RESERVED = """
SELECT coalesce(sum(total), 0)::bigint FROM loyalty_tillallowance
WHERE issued_at <= %(at)s AND (closed_at IS NULL OR closed_at > %(at)s)
"""
