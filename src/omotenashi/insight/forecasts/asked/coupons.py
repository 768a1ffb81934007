# SPDX-License-Identifier: Apache-2.0
"""`coupons`: which coupons were used, how often and by whom. A redemption counts once, however many products it is for."""

from datetime import date
from pathlib import Path
from typing import Any

from omotenashi.insight.forecasts.asked.reading import Told, Values, number, percent, taken, told
from omotenashi.insight.forecasts.files import Given

_USED = """
SELECT {coupon}::varchar AS coupon, count(*) AS redemptions, CUSTOMERS AS customers FROM given
WHERE {coupon} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
"""
_GOODS = """
SELECT {coupon}::varchar AS coupon, count(DISTINCT {product}), count(*) FROM given WHERE {coupon} IS NOT NULL GROUP BY 1
"""


def redemptions(path: Path, other: Path | None, columns: str, values: Values, today: date) -> Told:
    """coupon and perhaps customer, a row a redemption; the other file says which products each coupon is for.

    Redemptions are counted before anything is joined to them. `naive_join_rows` is what a join on the coupon would have
    counted instead: one row for each product of the coupon, which is how a thousand redemptions become a million.
    """
    read = taken(values, limit="1000")
    used, population = _used(path, columns)
    goods: dict[str, tuple[int, int]] = {}
    if other:
        goods, products = _goods(other, columns)
        population |= {"products_with_coupon": products, **_offered(used, goods)}
    rows = [
        {"coupon": coupon, "redemptions": times, "customers": people, "products": goods.get(coupon, (0, 0))[0]
         if other else None, "share_pct": percent(times, population["redemptions"])}
        for coupon, times, people in used[: int(number("limit", read["limit"])) or None]
    ]  # fmt: skip
    return told("coupons", read, population, rows, today)


def _used(path: Path, columns: str) -> tuple[list[tuple[Any, ...]], Told]:
    given = Given(path, columns=columns)
    try:
        known = given.has("customer")
        used = given.rows(_USED.replace("CUSTOMERS", "count(DISTINCT {customer})" if known else "NULL"))
        population: Told = {"redemptions": sum(row[1] for row in used), "upcs_redeemed": len(used)}
        if known:
            counted = "SELECT count(DISTINCT {customer}) FROM given WHERE {coupon} IS NOT NULL"
            population["customers"] = given.rows(counted)[0][0]
    finally:
        given.close()
    return used, population


def _goods(path: Path, columns: str) -> tuple[dict[str, tuple[int, int]], int]:
    """How many products each coupon is for and in how many rows (one for each campaign); how many products in all."""
    given = Given(path, columns=columns)
    try:
        found = {coupon: (products, rows) for coupon, products, rows in given.rows(_GOODS)}
        return found, given.rows("SELECT count(DISTINCT {product}) FROM given")[0][0]
    finally:
        given.close()


def _offered(used: list[tuple[Any, ...]], goods: dict[str, tuple[int, int]]) -> Told:
    return {
        "coupon_upcs": len(goods),
        "never_redeemed": len(goods.keys() - {row[0] for row in used}),
        "unknown_coupons": len({row[0] for row in used} - goods.keys()),
        "naive_join_rows": sum(times * goods.get(coupon, (0, 0))[1] for coupon, times, _people in used),
    }
