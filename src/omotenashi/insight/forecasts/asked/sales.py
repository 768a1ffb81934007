# SPDX-License-Identifier: Apache-2.0
"""RFM of a file of order lines."""

from datetime import date, timedelta
from typing import Any

from omotenashi.insight.forecasts import values as cells
from omotenashi.insight.forecasts.asked.reading import Told, Values, day, number, taken, told, words
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_

# Thresholds of `docs/algorithms/measures.md`: days since the last purchase, purchases, amount.
_R, _F, _M = "30,90,180,365", "2,3,5,10", "5000,10000,30000,100000"
_CANCELLED = "C"
_CHOICES = {"by": ("thresholds", "quintiles"), "keep": ("bought", "all")}


def rfm(given: Given, values: Values, _today: date) -> Told:
    """customer, date and amount (or quantity and unit_price), perhaps order: R, F and M of each customer, and ranks.

    R: days to as_of. F: distinct orders, without orders distinct days. Rows without a customer, cancelled orders and
    rows without a positive quantity and price are no purchases; `keep=all` keeps everything that has a customer.
    """
    read = taken(values, as_of="", keep="bought", by="thresholds", r=_R, f=_F, m=_M, cancelled="")
    for name, known in _CHOICES.items():
        if read[name] not in known:
            raise BadParameter(name, read[name], ", ".join(known))
    edges = {name: _edges(name, read[name]) for name in ("r", "f", "m")}
    _lines(given)
    prefix = read["cancelled"] or _usual_prefix(given)
    cancelled = f"starts_with(purchase_order, '{prefix.replace("'", "''")}')" if prefix else "false"
    keep = "true" if read["keep"] == "all" else f"amount > 0 AND bought AND NOT {cancelled}"
    last = given.rows("SELECT max(day) FROM line WHERE customer IS NOT NULL")[0][0]
    if last is None:
        raise BadFile(N_("No row has both a customer and a date."))
    end = day("as_of", read["as_of"]) if read["as_of"] else last + timedelta(days=1)
    kept = f"customer IS NOT NULL AND day <= DATE '{end}' AND {keep}"
    rows = given.rows(f"""
        SELECT customer, date_diff('day', max(day), DATE '{end}'), count(DISTINCT purchase_order), {cells.added("amount")}
        FROM line WHERE {kept} GROUP BY customer ORDER BY 4 DESC, 1""")
    counted = f"SELECT count(*), count(DISTINCT purchase_order), {cells.added('amount')} FROM line WHERE {kept}"
    kept_rows, orders, revenue = given.rows(counted)[0]
    population = _profile(given, cancelled) | {
        "cancelled_prefix": prefix,
        "kept_rows": kept_rows,
        "kept_orders": orders,
        "customers": len(rows),
        "revenue": revenue or 0.0,
        "median_r": _median(sorted(row[1] for row in rows)),
    }
    return told("rfm", read, population, _scored(rows, read["by"], edges), end)


def _lines(given: Given) -> None:
    """Make the table `line`. A row without an order counts as its day."""
    amount = given.amount
    if amount is None:
        given.need("unit_price" if given.has("quantity") else "amount")
    order = "coalesce({order}::name, {date}::day::varchar)" if given.has("order") else "{date}::day::varchar"
    bought = "true"
    if given.has("quantity") and given.has("unit_price"):
        bought = "{quantity}::double > 0 AND {unit_price}::double > 0"
    given.rows(
        f"CREATE OR REPLACE TEMP TABLE line AS SELECT {{customer}}::name AS customer, {{date}}::day AS day,"
        f" {order} AS purchase_order, {amount} AS amount, {bought} AS bought FROM given"
    )


def _usual_prefix(given: Given) -> str:
    """C before the number of an order means cancelled where it takes back, or where all other orders are bare numbers.

    Where orders of every kind begin with it, it is part of the number and nothing more.
    """
    if not given.has("order"):
        return ""
    marked, paid, others, bare = given.rows(
        f"SELECT count(DISTINCT purchase_order) FILTER (own), count(*) FILTER (own AND amount > 0),"
        f" count(DISTINCT purchase_order) FILTER (NOT own),"
        f" coalesce(bool_and(own OR regexp_full_match(purchase_order, '\\d+')), false)"
        f" FROM (SELECT *, starts_with(purchase_order, '{_CANCELLED}') AS own FROM line WHERE purchase_order IS NOT NULL)"
    )[0]
    return _CANCELLED if marked and (not paid or (bare and marked < others)) else ""


def _profile(given: Given, cancelled: str) -> Told:
    found = given.rows(f"""SELECT count(*), count(DISTINCT purchase_order), count(DISTINCT customer),
        count(*) FILTER (customer IS NULL), count(*) FILTER ({cancelled}),
        {cells.added("amount")}, min(day)::varchar, max(day)::varchar FROM line""")[0]
    names = ("rows", "orders", "known_customers", "rows_without_customer", "cancelled_rows", "amount", "first", "last")
    repeated = given.rows("SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT * FROM given)) FROM given")[0][0]
    return {**dict(zip(names, found, strict=True)), "duplicate_rows": repeated}


def _edges(name: str, text: str) -> list[float]:
    """Four borders make five scores."""
    found = [number(name, word) for word in words(text)]
    if len(found) != 4 or found != sorted(found):
        raise BadParameter(name, text, N_("four numbers, each larger than the one before"))
    return found


def _scored(rows: list[tuple[Any, ...]], by: str, edges: dict[str, list[float]]) -> list[Told]:
    columns = [[row[place] for row in rows] for place in (1, 2, 3)]
    if by == "quintiles":
        scores = [_quintiles([-value for value in columns[0]]), *(_quintiles(column) for column in columns[1:])]
    else:
        scores = [
            [5 - sum(value > edge for edge in edges["r"]) for value in columns[0]],
            *([1 + sum(value >= edge for edge in edges[name]) for value in column]
              for name, column in zip(("f", "m"), columns[1:], strict=True)),
        ]  # fmt: skip
    return [
        {"customer": row[0], "days": row[1], "orders": row[2], "amount": row[3], "r": r, "f": f, "m": m,
         "rank": _rank(r + f + m)}
        for row, r, f, m in zip(rows, *scores, strict=True)
    ]  # fmt: skip


def _quintiles(column: list[float]) -> list[int]:
    """1 + floor(5 × customers with a strictly smaller value ÷ customers)."""
    below: dict[float, int] = {}
    for place, value in enumerate(sorted(column)):
        below.setdefault(value, place)
    return [1 + 5 * below[value] // len(column) for value in column]


def _rank(total: int) -> str:
    return next((rank for least, rank in ((13, "A"), (10, "B"), (7, "C"), (5, "D")) if total >= least), "E")


def _median(values: list[int]) -> float | None:
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
