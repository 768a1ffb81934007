# SPDX-License-Identifier: Apache-2.0
"""RFM and baskets of a file of order lines."""

from datetime import date, timedelta
from typing import Any

from omotenashi.insight.forecasts.asked.reading import Told, Values, day, number, percent, taken, told, words
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_

# Thresholds of `docs/algorithms/measures.md`: days since the last purchase, purchases, amount.
_R, _F, _M = "30,90,180,365", "2,3,5,10", "5000,10000,30000,100000"


def rfm(given: Given, values: Values, _today: date) -> Told:
    """customer, date and amount (or quantity and unit_price), perhaps order: R, F and M of each customer, and ranks.

    R: days to as_of. F: distinct orders, without orders distinct days. Rows without a customer, cancelled orders and
    rows without a positive quantity and price are no purchases; `keep=all` keeps everything that has a customer.
    """
    read = taken(values, as_of="", keep="bought", by="thresholds", r=_R, f=_F, m=_M, cancelled="C")
    given.rows(_lines(given))
    prefix = read["cancelled"].replace("'", "''")
    order = "purchase_order" if given.has("order") else "day::varchar"
    keep = "true" if read["keep"] == "all" else f"amount > 0 AND bought AND NOT starts_with({order}, '{prefix}')"
    last = given.rows("SELECT max(day) FROM line WHERE customer IS NOT NULL")[0][0]
    if last is None:
        raise BadFile(N_("No row has both a customer and a date."))
    end = day("as_of", read["as_of"]) if read["as_of"] else last + timedelta(days=1)
    rows = given.rows(f"""
        SELECT customer, date_diff('day', max(day), DATE '{end}'), count(DISTINCT {order}), sum(amount)::double
        FROM line WHERE customer IS NOT NULL AND day <= DATE '{end}' AND {keep} GROUP BY customer ORDER BY 4 DESC, 1""")
    scored = _scored(rows, read)
    kept, orders = given.rows(
        f"SELECT count(*), count(DISTINCT {order}) FROM line WHERE customer IS NOT NULL AND day <= DATE '{end}' AND {keep}"
    )[0]
    population = _profile(given, order, prefix) | {
        "kept_rows": kept,
        "kept_orders": orders,
        "customers": len(rows),
        "revenue": sum(row[3] for row in rows),
        "median_r": _median(sorted(row[1] for row in rows)),
    }
    return told("rfm", read, population, scored, end)


def _lines(given: Given) -> str:
    amount = given.amount
    if amount is None:
        given.need("unit_price" if given.has("quantity") else "amount")
    order = "{order}::varchar" if given.has("order") else "NULL"
    bought = "true"
    if given.has("quantity") and given.has("unit_price"):
        bought = "{quantity}::double > 0 AND {unit_price}::double > 0"
    return f"""CREATE OR REPLACE TEMP TABLE line AS SELECT nullif(trim({{customer}}::varchar), '') AS customer, {{date}}::day AS day,
        {order} AS purchase_order, {amount} AS amount, {bought} AS bought, given.* FROM given"""


def _profile(given: Given, order: str, prefix: str) -> Told:
    found = given.rows(f"""SELECT count(*), count(DISTINCT {order}), count(DISTINCT customer),
        count(*) FILTER (customer IS NULL), count(*) FILTER (starts_with({order}, '{prefix}')),
        sum(amount)::double, min(day)::varchar, max(day)::varchar FROM line""")[0]
    names = ("rows", "orders", "known_customers", "rows_without_customer", "cancelled_rows", "amount", "first", "last")
    repeated = given.rows("SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT * FROM given)) FROM given")[0][0]
    return {**dict(zip(names, found, strict=True)), "duplicate_rows": repeated}


def _scored(rows: list[tuple[Any, ...]], read: Values) -> list[Told]:
    if read["by"] not in ("thresholds", "quintiles"):
        raise BadParameter("by", read["by"], "thresholds, quintiles")
    columns = [[row[place] for row in rows] for place in (1, 2, 3)]
    if read["by"] == "quintiles":
        scores = [_quintiles([-value for value in columns[0]]), *(_quintiles(column) for column in columns[1:])]
    else:
        edges = {name: [number(name, word) for word in words(read[name])] for name in ("r", "f", "m")}
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


def basket(given: Given, values: Values, today: date) -> Told:
    """order and product (a line each, or several between separators): what is bought together.

    Shares compare whole numbers: a pair stands in the answer when at least `min_count` baskets have it.
    """
    read = taken(values, exclude="", min_count="10", separator=";", limit="1000")
    excluded = "".join(", '{}'".format(word.replace("'", "''")) for word in words(read["exclude"]))
    separator = read["separator"].replace("'", "''")
    given.rows(
        f"""CREATE OR REPLACE TEMP TABLE item AS SELECT DISTINCT basket, trim(product) AS product FROM (
        SELECT {{order}}::varchar AS basket, unnest(string_split({{product}}::varchar, '{separator}')) AS product FROM given)
        WHERE trim(product) NOT IN (''{excluded}) AND basket IS NOT NULL""",
    )  # fmt: skip
    baskets = given.rows("SELECT count(DISTINCT {order}) FROM given")[0][0]
    least, most = int(number("min_count", read["min_count"])), int(number("limit", read["limit"]))
    rows = given.rows(f"""WITH often AS (SELECT product, count(*) AS n FROM item GROUP BY product HAVING count(*) >= {least}),
        kept AS (SELECT basket, product, n FROM item JOIN often USING (product))
        SELECT a.product, b.product, count(*), any_value(a.n), any_value(b.n) FROM kept a JOIN kept b
        ON a.basket = b.basket AND a.product <> b.product GROUP BY 1, 2 HAVING count(*) >= {least}
        ORDER BY 3 DESC, 1, 2 LIMIT {most}""")
    pairs = [
        {"product": one, "with": other, "both": both, "count": mine, "with_count": others,
         "support_pct": percent(both, baskets), "confidence_pct": percent(both, mine),
         "lift": both * baskets / (mine * others)}
        for one, other, both, mine, others in rows
    ]  # fmt: skip
    products = given.rows("SELECT count(DISTINCT product) FROM item")[0][0]
    return told("basket", read, {"orders": baskets, "products": products, **_trade(given)}, pairs, today)


def _trade(given: Given) -> Told:
    """What the baskets were worth, as far as the file says it."""
    found: Told = {"rows": given.rows("SELECT count(*) FROM given")[0][0]}
    if given.has("customer"):
        found["customers"] = given.rows("SELECT count(DISTINCT {customer}) FROM given")[0][0]
    if given.has("store"):
        found["stores"] = given.rows("SELECT count(DISTINCT {store}) FROM given")[0][0]
    if given.amount:
        sales, mean, median, largest = given.rows(
            "SELECT sum(amount), avg(amount), median(amount), max(amount) FROM "
            f"(SELECT sum({given.amount}) AS amount FROM given GROUP BY {{order}})",
        )[0]  # fmt: skip
        found |= {"sales": sales, "avg_basket": mean, "median_basket": median, "max_basket": largest}
    return found
