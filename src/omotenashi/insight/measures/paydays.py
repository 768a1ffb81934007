# SPDX-License-Identifier: Apache-2.0
"""How many days ago payday was, of each day. Wages of a payday on a weekend or a public holiday come the working day before."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from omotenashi.insight.measures import cells
from omotenashi.insight.measures.alike_days import holiday_of

YEARS = 30
_SATURDAY, _NEVER = 5, 99


def paid(year: int, month: int, day: int) -> date:
    """The day on which wages come; the 31st is the end of every month."""
    found = date(year, month, min(day, monthrange(year, month)[1]))
    while found.weekday() >= _SATURDAY or holiday_of(found):
        found -= timedelta(days=1)
    return found


def since(rows: ir.Table, payday: int, *, as_of: date) -> ir.Table:
    """The rows with `since_payday`: days since the last payday, 0 on the day itself."""
    known = cells.numbers(*_months(payday, as_of.year), name="code")
    parts = {"year_month": 1_000_000, "first": 10_000, "second": 100, "carried": 1}
    known = known.select(
        **{name: known.code // step % 100 if step < 1_000_000 else known.code // step for name, step in parts.items()}
    )
    made = rows.mutate(
        year_month=(rows.day.year() * 12 + rows.day.month() - 1).cast("int64"), at=rows.day.day().cast("int64")
    )
    made = made.join(known, "year_month")
    at = made["at"]
    after = ibis.cases(
        (at >= made.second, at - made.second), (at >= made.first, at - made.first), else_=at + made.carried
    )
    return made.mutate(since_payday=after).drop("at", *parts)


@lru_cache(maxsize=8)
def _months(payday: int, year: int) -> tuple[int, ...]:
    """Each month as one number: itself, its first and second payday (one of a 1st may come in the month before), and how many
    days of the month before stand behind the payday before.
    """
    span = range((year - YEARS) * 12, (year + 1) * 12)
    days = [paid(month // 12, month % 12 + 1, payday) for month in range(span.start - 2, span.stop + 1)]
    made = []
    for month in span:
        here = (month // 12, month % 12 + 1)
        begins = date(*here, 1)
        first, second, *_ = [*(day.day for day in days if (day.year, day.month) == here), _NEVER, _NEVER]
        carried = (begins - max(day for day in days if day < begins)).days - 1
        made.append(month * 1_000_000 + first * 10_000 + second * 100 + carried)
    return tuple(made)
