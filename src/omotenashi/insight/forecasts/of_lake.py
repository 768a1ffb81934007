# SPDX-License-Identifier: Apache-2.0
"""Customers from the lake: the same purchases that every measure counts, with the same toggles.

Orders of one day are always one purchase here: a model of gaps between purchases has none of zero length.
"""

from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from omotenashi.insight.forecasts.customers import DAYS, Customers
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.forecasts.reading import steadiness
from omotenashi.insight.forecasts.summaries import summaries
from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.purchases import days_between, in_period, owned


def customers(tables: Tables, options: ForecastOptions) -> Customers:
    """Read everybody who bought until the end of the fit."""
    end, until = window(options)
    found = plans.fetch(tables, ("forecast", options), lambda: _rows(tables, options, end))
    column = {name: np.asarray(found.column(name).to_numpy(zero_copy_only=False)) for name in found.column_names}
    per = DAYS[options.unit]
    x = column["x"].astype(np.float64)
    first = found.column("first_day").to_pylist()
    return Customers(
        names=column["person"],
        summaries=summaries(x=x, t_x=column["recency"] / per, T=column["age"] / per),
        unit=options.unit,
        spend=_numbers(column["spend"]),
        later=_numbers(column["later"]) if until > end else None,
        later_spend=_numbers(column["later_spend"]) if until > end else None,
        later_days=(until - end).days,
        steadiness=steadiness(x=x, varies=_numbers(column["varies"])),
        as_of=end,
        first_day=min(first, default=None),
        rows=int(x.sum()) + len(x),
    )


def window(options: ForecastOptions) -> tuple[date, date]:
    """Give the last day of the fit, and the last day of what is kept back."""
    if options.calibration_end is None:
        return options.as_of - timedelta(days=options.holdout), options.as_of
    end = min(options.calibration_end, options.as_of)
    until = end + timedelta(days=options.holdout) if options.holdout else options.as_of
    return end, min(until, options.as_of)


def _rows(tables: Tables, options: ForecastOptions, end: date) -> ir.Table:
    entries = in_period(owned(tables, options), options)
    days = entries.group_by("person", "day").agg(amount=entries.amount.sum(), counts=entries.counts.any())
    days = days.filter(days.counts)
    seen = days.filter(days.day <= end)
    of_person = ibis.window(group_by=seen.person, order_by=seen.day)
    seen = seen.mutate(gap=days_between(seen.day, seen.day.lag().over(of_person)))
    known = seen.group_by("person").agg(
        x=seen.count() - 1,
        first_day=seen.day.min(),
        recency=days_between(seen.day.max(), seen.day.min()),
        spent=seen.amount.sum(where=seen.gap.notnull()).fill_null(0),
        varies=seen.gap.std(how="sample") / seen.gap.mean(),
    )
    _, until = window(options)
    after = days.filter((days.day > end) & (days.day <= until))
    later = after.group_by("person").agg(later=after.count(), later_spend=after.amount.sum())
    both = known.left_join(later, "person")
    return both.select(
        "person",
        "x",
        "first_day",
        "recency",
        "varies",
        age=days_between(ibis.literal(end), both.first_day),
        spend=both.spent / ibis.greatest(both.x, 1),
        later=both.later.fill_null(0),
        later_spend=both.later_spend.fill_null(0),
    ).order_by("person")


def _numbers(column: Any) -> Any:
    return np.asarray(column, dtype=np.float64)
