# SPDX-License-Identifier: Apache-2.0
"""Partitions: one a month for entries, one a week for the keys that make each count once.

A key is looked for in this week and the one before, so it counts for seven days at least, and each event costs two
looks. A house from before has days of its own until they are dropped.
"""

from datetime import UTC, date, datetime, timedelta

from omotenashi.base import bulk

WEEK = timedelta(days=7)
_AHEAD_MONTHS = 2
# The writers' lock: it makes `seq` ascend in the order of commits, and two writers never make one partition.
LOCK = 7_461_001


def make_partitions(*, now: datetime) -> None:
    """Make the partitions of the days and months to come, so that no writer has to."""
    bulk.rows("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    monday, first = week(now), _month(now)
    for day in (monday, monday + WEEK):
        _make_week(day)
    for _n in range(_AHEAD_MONTHS + 1):
        _make_month(first)
        first = _next(first)


def lock_and_ensure(*, now: datetime) -> None:
    """Take the writers' lock until the end of the transaction, with partitions for this moment in place."""
    month, monday = _month(now), week(now)
    bulk.rows("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    [(has_month, has_week)] = bulk.rows(
        "SELECT to_regclass(%s) IS NOT NULL, to_regclass(%s) IS NOT NULL",
        [f"timeline_entry_{month:%Y_%m}", f"timeline_entrydedup_{monday:%Y_%m_%d}"],
    )
    if not has_month:
        _make_month(month)
    if not has_week:
        _make_week(monday)


def week(now: datetime) -> date:
    """Give the Monday under which keys of a moment are kept."""
    day = now.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def drop_old_keys(*, now: datetime) -> int:
    """Drop the keys that nobody looks into any more; give how many partitions."""
    oldest = week(now) - WEEK
    found = bulk.rows(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'timeline_entrydedup'::regclass"
    )
    old = [name for (name,) in found if _day_in(name) < oldest]
    for name in old:
        bulk.run(f'DROP TABLE "{name}"')
    return len(old)


def _day_in(name: str) -> date:
    return datetime.strptime(name[-10:], "%Y_%m_%d").replace(tzinfo=UTC).date()


def _make_month(first: datetime) -> None:
    bulk.run(
        f"CREATE TABLE IF NOT EXISTS timeline_entry_{first:%Y_%m} PARTITION OF timeline_entry"
        f" FOR VALUES FROM ('{first.isoformat()}') TO ('{_next(first).isoformat()}')"
    )


def _make_week(day: date) -> None:
    bulk.run(
        f"CREATE TABLE IF NOT EXISTS timeline_entrydedup_{day:%Y_%m_%d} PARTITION OF timeline_entrydedup"
        f" FOR VALUES IN ('{day.isoformat()}')"
    )


def _month(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(first: datetime) -> datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
