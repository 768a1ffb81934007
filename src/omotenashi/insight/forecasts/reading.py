# SPDX-License-Identifier: Apache-2.0
"""Customers from a file: told one by one (frequency, recency, T, monetary), or as a log of purchases."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from omotenashi.insight.forecasts.customers import DAYS, Customers
from omotenashi.insight.forecasts.files import DAY, BadFile, Given
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.forecasts.summaries import BadSummaries, Floats, summaries

# Fewer gaps than this say nothing about how regular they are; a subscription varies by a few days.
LEAST_GAPS, STEADY = 3, 0.15

_PURCHASES = f"""
CREATE OR REPLACE TEMP TABLE purchase AS
SELECT customer, day, sum(amount) AS amount FROM (
  SELECT {{customer}} AS customer, {DAY} AS day, AMOUNT AS amount FROM given WHERE {{customer}} IS NOT NULL)
GROUP BY ALL HAVING count(amount) = 0 OR max(amount) >= 0
"""
_CUSTOMERS = """
WITH seen AS (SELECT customer, day, amount, lag(day) OVER (PARTITION BY customer ORDER BY day) AS before
  FROM purchase WHERE day <= DATE '{end}'),
known AS (SELECT customer, count(*) - 1 AS x, min(day) AS first_day, max(day) AS last_day,
  coalesce(sum(amount) FILTER (before IS NOT NULL), 0) / greatest(count(*) - 1, 1) AS spend,
  stddev_samp(day - before) / avg(day - before) AS varies FROM seen GROUP BY customer),
later AS (SELECT customer, count(*) AS bought, sum(amount) AS spent FROM purchase
  WHERE day > DATE '{end}' AND day <= DATE '{until}' GROUP BY customer)
SELECT customer::varchar AS name, x::double AS x, (last_day - first_day)::double AS recency,
  (DATE '{end}' - first_day)::double AS age, first_day, spend::double AS spend, varies,
  coalesce(bought, 0)::double AS later, coalesce(spent, 0)::double AS later_spend
FROM known LEFT JOIN later USING (customer) ORDER BY customer
"""


def customers(given: Given, options: ForecastOptions) -> Customers:
    """Read customers as whatever the file holds. Raises BadFile."""
    if given.has("frequency"):
        return _told(given, options)
    if given.has("date"):
        return _logged(given, options)
    raise BadFile(
        "neither frequency (with recency and T) nor date (with customer) is a column; "
        f"the file has {', '.join(given.headings)}. Name columns with --columns customer=…,date=…"
    )


def _told(given: Given, options: ForecastOptions) -> Customers:
    """One row a customer. Without recency and T only spend can be forecast."""
    parts = ["{frequency}::double AS x"]
    names = {"frequency": ""}
    for name, alias in (("recency", "recency"), ("age", "age"), ("monetary", "spend")):
        if given.has(name):
            parts.append(f"{{{name}}}::double AS {alias}")
            names[name] = ""
    if given.has("customer"):
        parts.append("{customer}::varchar AS name")
        names["customer"] = ""
    found = given.query(f"SELECT {', '.join(parts)} FROM given", **names)
    x = _plain(found["x"])
    timed = "recency" in found and "age" in found
    try:
        known = summaries(
            x=x,
            t_x=_plain(found["recency"]) if timed else np.where(x > 0, 1.0, 0.0),
            T=_plain(found["age"]) if timed else np.ones(len(x)),
        )
    except BadSummaries as error:
        raise BadFile(str(error)) from error
    return Customers(
        names=found.get("name", np.arange(1, len(x) + 1).astype(str)),
        summaries=known,
        unit=options.unit,
        spend=_plain(found["spend"]) if "spend" in found else None,
        rows=len(x),
    )


def _logged(given: Given, options: ForecastOptions) -> Customers:
    """A log of purchases: orders of one day are one, negative amounts are no purchase."""
    has_amount = given.has("amount")
    needed = ("customer", "date", "amount") if has_amount else ("customer", "date")
    given.rows(_PURCHASES.replace("AMOUNT", "{amount}::double" if has_amount else "NULL::double"), *needed)
    first, last, unread = given.rows("SELECT min(day), max(day), count(*) FILTER (day IS NULL) FROM purchase")[0]
    if first is None or unread:
        raise BadFile("some dates cannot be read; write them as YYYY-MM-DD")
    end, until = _window(options, last)
    found = given.query(_CUSTOMERS.format(end=end, until=until))
    per = DAYS[options.unit]
    return Customers(
        names=found["name"],
        summaries=summaries(x=_plain(found["x"]), t_x=found["recency"] / per, T=found["age"] / per),
        unit=options.unit,
        spend=_plain(found["spend"]) if has_amount else None,
        later=_plain(found["later"]) if until > end else None,
        later_spend=_plain(found["later_spend"]) if until > end and has_amount else None,
        later_days=(until - end).days,
        steadiness=steadiness(x=_plain(found["x"]), varies=found["varies"]),
        as_of=end,
        first_day=first,
        rows=int(given.rows("SELECT count(*) FROM given")[0][0]),
    )


def _window(options: ForecastOptions, last: date) -> tuple[date, date]:
    """Give the last day of the fit, and the last day of what is kept back."""
    named = options.calibration_end
    seen = min(options.as_of, last) if options.as_of else last
    if named is None:
        return (last - timedelta(days=options.holdout), last) if options.holdout else (seen, seen)
    return named, named + timedelta(days=options.holdout) if options.holdout else last


def steadiness(*, x: Floats, varies: Any) -> float | None:
    """Give the share of regular buyers whose gaps hardly vary; none when there are too few to tell."""
    spread = np.ma.filled(np.ma.asarray(varies, dtype=np.float64), np.nan)
    regular = (x >= LEAST_GAPS) & np.isfinite(spread)
    return float((spread[regular] < STEADY).mean()) if regular.sum() >= 30 else None


def _plain(column: Any) -> Floats:
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
