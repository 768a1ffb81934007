# SPDX-License-Identifier: Apache-2.0
"""`basket` of a file of order lines: what is bought together."""

from datetime import date

from omotenashi.insight.forecasts import values as cells
from omotenashi.insight.forecasts.asked.reading import Told, Values, number, percent, taken, told, words
from omotenashi.insight.forecasts.files import Given
from omotenashi.insight.measures.words import N_, Phrase

_RARE = N_("No pair of products stands in %(least)s baskets or more. Ask for rarer ones with --param min_count=…")
_DAY = "{customer}::name || ' ' || {date}::day::varchar"


def basket(given: Given, values: Values, today: date) -> Told:
    """order and product (a line each, or several between separators): what is bought together.

    Without orders the purchases of a customer on a day are a basket. Shares compare whole numbers: a pair stands in the
    answer when at least `min_count` baskets have it.
    """
    read = taken(values, exclude="", min_count="10", separator=";", limit="1000")
    excluded = "".join(", '{}'".format(word.replace("'", "''")) for word in words(read["exclude"]))
    separator = read["separator"].replace("'", "''")
    order = "{order}::name" if given.has("order") or not (given.has("customer") and given.has("date")) else _DAY
    given.rows(
        f"""CREATE OR REPLACE TEMP TABLE item AS SELECT DISTINCT basket, trim(product) AS product FROM (
        SELECT {order} AS basket, unnest(string_split({{product}}::name, '{separator}')) AS product FROM given)
        WHERE trim(product) NOT IN (''{excluded}) AND basket IS NOT NULL""",
    )  # fmt: skip
    baskets = given.rows(f"SELECT count(DISTINCT {order}) FROM given")[0][0]
    least, most = max(int(number("min_count", read["min_count"])), 1), int(number("limit", read["limit"]))
    rows = given.rows(f"""WITH often AS (SELECT product, count(*) AS n FROM item GROUP BY product HAVING count(*) >= {least}),
        kept AS (SELECT basket, product, n FROM item JOIN often USING (product))
        SELECT a.product, b.product, count(*), any_value(a.n), any_value(b.n) FROM kept a JOIN kept b
        ON a.basket = b.basket AND a.product <> b.product GROUP BY 1, 2 HAVING count(*) >= {least}
        ORDER BY 3 DESC, 1, 2{f" LIMIT {most}" if most else ""}""")
    pairs = [
        {"product": one, "with": other, "both": both, "count": mine, "with_count": others,
         "support_pct": percent(both, baskets), "confidence_pct": percent(both, mine),
         "lift": both * baskets / (mine * others)}
        for one, other, both, mine, others in rows
    ]  # fmt: skip
    products = given.rows("SELECT count(DISTINCT product) FROM item")[0][0]
    population = {"orders": baskets, "products": products, **_trade(given, order)}
    warnings = [] if pairs else [{"code": "no_pair", "message": Phrase(_RARE, {"least": least})}]
    return {**told("basket", read, population, pairs, today), "warnings": warnings}


def _trade(given: Given, order: str) -> Told:
    """What the baskets were worth, as far as the file says it."""
    found: Told = {"rows": given.rows("SELECT count(*) FROM given")[0][0]}
    if given.has("customer"):
        found["customers"] = given.rows("SELECT count(DISTINCT {customer}::name) FROM given")[0][0]
    if given.has("store"):
        found["stores"] = given.rows("SELECT count(DISTINCT {store}) FROM given")[0][0]
    if given.amount:
        sales, mean, median, largest = given.rows(
            f"SELECT {cells.added('amount')}, {cells.added('amount')} / count(amount), median(amount), max(amount) FROM "
            f"(SELECT {cells.added(given.amount)} AS amount FROM given GROUP BY {order})",
        )[0]  # fmt: skip
        found |= {"sales": sales, "avg_basket": mean, "median_basket": median, "max_basket": largest}
    return found
