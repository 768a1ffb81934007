# SPDX-License-Identifier: Apache-2.0
"""Customers from a file: told one by one (frequency, recency, T, monetary), or as a log of purchases."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from omotenashi.insight.forecasts.customers import DAYS, Customers
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.forecasts.summaries import BadSummaries, Floats, summaries
from omotenashi.insight.measures.words import N_

# Fewer gaps than this say nothing about how regular they are; a subscription varies by a few days.
LEAST_GAPS, STEADY = 3, 0.15

# Amounts are added as decimals: then neither the order of the rows nor the number of threads can be seen in a sum.
_PURCHASES = """
CREATE OR REPLACE TEMP TABLE purchase AS
SELECT customer, day, sum(amount::DECIMAL(38, 6))::double AS amount FROM (
  SELECT {customer}::name AS customer, {date}::day AS day, AMOUNT AS amount FROM given)
WHERE customer IS NOT NULL AND day IS NOT NULL
GROUP BY ALL HAVING count(amount) = 0 OR max(amount) >= 0
"""
_CUSTOMERS = """
WITH seen AS (SELECT customer, day, amount, lag(day) OVER (PARTITION BY customer ORDER BY day) AS before
  FROM purchase WHERE day <= DATE '{end}'),
known AS (SELECT customer, count(*) - 1 AS x, min(day) AS first_day, max(day) AS last_day,
  coalesce((sum(amount::DECIMAL(38, 6)) FILTER (before IS NOT NULL))::double
    / nullif(count(amount) FILTER (before IS NOT NULL), 0), 0) AS spend,
  stddev_samp(day - before) / avg(day - before) AS varies FROM seen GROUP BY customer),
later AS (SELECT customer, count(*) AS bought, sum(amount::DECIMAL(38, 6))::double AS spent FROM purchase
  WHERE day > DATE '{end}' AND day <= DATE '{until}' GROUP BY customer)
SELECT customer::varchar AS name, x::double AS x, (last_day - first_day)::double AS recency,
  (DATE '{end}' - first_day)::double AS age, first_day, spend::double AS spend, varies,
  coalesce(bought, 0)::double AS later, coalesce(spent, 0)::double AS later_spend
FROM known LEFT JOIN later USING (customer) ORDER BY customer
"""


def customers(given: Given, options: ForecastOptions, *, timed: bool = True) -> Customers:
    """Read customers as whatever the file holds; `timed` when recency and T are needed. Raises BadFile."""
    if given.has("frequency"):
        return _told(given, options, timed=timed)
    if given.has("date"):
        return _logged(given, options)
    raise BadFile(
        N_(
            "There is neither a column frequency (with recency and T) nor a column date (with customer). The file has:"
            " %(headings)s. Name them with --columns customer=…,date=…"
        ),
        headings=", ".join(given.headings),
    )


def _told(given: Given, options: ForecastOptions, *, timed: bool) -> Customers:
    """One row a customer. Without recency and T only spend can be forecast."""
    parts = ["{frequency}::double AS x"]
    if timed:
        parts += ["{recency}::double AS recency", "{age}::double AS age"]
    if given.has("monetary"):
        parts.append("{monetary}::double AS spend")
    name = _customer(given)
    if name:
        _once(given, name)
        parts.append(f"{name} AS name")
    found = given.query(f"SELECT {', '.join(parts)} FROM given")
    x = _plain(found["x"])
    try:
        known = summaries(
            x=x,
            t_x=_plain(found["recency"]) if timed else np.where(x > 0, 1.0, 0.0),
            T=_plain(found["age"]) if timed else np.ones(len(x)),
        )
    except BadSummaries as error:
        line = int(error.values["place"]) + given.first_line - 1
        raise BadFile(error.message, **{**error.values, "place": line}) from error
    return Customers(
        names=found.get("name", np.arange(1, len(x) + 1).astype(str)),
        summaries=known,
        unit=options.unit,
        spend=_plain(found["spend"]) if "spend" in found else None,
        rows=len(x),
    )


def _customer(given: Given) -> str | None:
    """Who, for SQL. A first column without a heading is the index of whoever wrote the table."""
    if given.has("customer"):
        return "{customer}::name"
    first = given.headings[0]
    return f"{given.quoted(first)}::varchar" if first in ("column1", "Unnamed: 0", "__index_level_0__") else None


def _once(given: Given, name: str) -> None:
    twice = given.rows(
        f"SELECT {name} FROM given GROUP BY 1 HAVING {name} IS NOT NULL AND count(*) > 1 ORDER BY 1 LIMIT 1"
    )
    if twice:
        raise BadFile(
            N_("Customer %(customer)s is in several rows: with frequency, recency and T a row is a customer."),
            customer=str(twice[0][0]),
        )


def _logged(given: Given, options: ForecastOptions) -> Customers:
    """A log of purchases: orders of one day are one, negative amounts are no purchase."""
    amount = given.amount
    given.rows(_PURCHASES.replace("AMOUNT", amount or "NULL::double"))
    first, last = given.rows("SELECT min(day), max(day) FROM purchase")[0]
    if first is None:
        raise BadFile(N_("No row has both a customer and a date."))
    end, until = _window(options, last)
    if end < first:
        raise BadFile(
            N_("Nothing was bought until %(end)s: the first purchase is of %(first)s."),
            end=end.isoformat(), first=first.isoformat(),
        )  # fmt: skip
    found = given.query(_CUSTOMERS.format(end=end, until=until))
    per = DAYS[options.unit]
    return Customers(
        names=found["name"],
        summaries=summaries(x=_plain(found["x"]), t_x=found["recency"] / per, T=found["age"] / per),
        unit=options.unit,
        spend=_plain(found["spend"]) if amount else None,
        later=_plain(found["later"]) if until > end else None,
        later_spend=_plain(found["later_spend"]) if until > end and amount else None,
        later_days=(until - end).days,
        steadiness=steadiness(x=_plain(found["x"]), varies=found["varies"]),
        as_of=end,
        first_day=first,
        rows=int(given.rows("SELECT count(*) FROM given")[0][0]),
        unused=int(
            given.rows("SELECT count(*) FROM given WHERE {customer}::name IS NULL OR {date}::day IS NULL")[0][0]
        ),
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
