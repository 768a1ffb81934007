# SPDX-License-Identifier: Apache-2.0
"""Partitions of entries, one a month, and the lock under which they are written."""

from datetime import UTC, datetime

from omotenashi.base import bulk

_AHEAD_MONTHS = 2
# The writers' lock: it makes `seq` ascend in the order of commits, and two writers never make one partition.
LOCK = 7_461_001


def make_partitions(*, now: datetime) -> None:
    """Make the partitions of the months to come, so that no writer has to."""
    bulk.rows("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    first = _month(now)
    for _n in range(_AHEAD_MONTHS + 1):
        _make_month(first)
        first = _next(first)


def lock_and_ensure(*, now: datetime, rows: int) -> int:
    """Take the writers' lock until the end of the transaction, with a partition for this moment in place.

    Gives the first of so many numbers for rows; nobody else takes one before the end.
    """
    month = _month(now)
    bulk.rows("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    [(has_month, last)] = bulk.rows(_BEGIN, [f"timeline_entry_{month:%Y_%m}", rows - 1])
    if not has_month:
        _make_month(month)
    return int(last) - rows + 1


def _make_month(first: datetime) -> None:
    bulk.run(
        f"CREATE TABLE IF NOT EXISTS timeline_entry_{first:%Y_%m} PARTITION OF timeline_entry"
        f" FOR VALUES FROM ('{first.isoformat()}') TO ('{_next(first).isoformat()}')"
    )


def _month(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(first: datetime) -> datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


# A run of numbers at once: the database would take one for each row.
_BEGIN = """
SELECT to_regclass(%s) IS NOT NULL,
  setval('timeline_entry_seq_seq', nextval('timeline_entry_seq_seq') + %s)
"""
