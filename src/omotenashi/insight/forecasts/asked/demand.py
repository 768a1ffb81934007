# SPDX-License-Identifier: Apache-2.0
"""`demand` of a file of sales: which method would have foretold them, what will be sold, and from which stock on to order."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from omotenashi.insight.demand import counts
from omotenashi.insight.demand.judging import CLASSES
from omotenashi.insight.demand.nightly import LEAST_DAYS, LEAST_PIECES, Night, Shelf, night
from omotenashi.insight.demand.sold import Sold
from omotenashi.insight.forecasts.asked.reading import Told, Values, number, taken, told
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_, Phrase

REFUSALS = {
    "too_short": Phrase(
        N_("Fewer than %(days)s days: four weeks are kept back, eight are learned from."), {"days": LEAST_DAYS}
    ),
    "too_few": Phrase(N_("Fewer than %(pieces)s pieces were sold."), {"pieces": LEAST_PIECES}),
}
_EPOCH = date(1970, 1, 1)


def demand(given: Given, values: Values, _today: date) -> Told:
    """date, product and quantity; perhaps store, category (what shares a season) and stock (at the end of the day).

    A day without stock and without a sale says nothing of demand. `lead`, `review` and `service` decide the reorder point.
    """
    read = taken(values, lead="7", review="7", service="95", interval="80", limit="0")
    terms = (_whole(read, "lead", 0, 60), _whole(read, "review", 1, 28), _whole(read, "service", 50, 99))
    inside = _whole(read, "interval", 50, 99) / 100
    rows = _rows(given)
    sold, shelf = _sold(rows), _shelf(rows, terms)
    found = night(sold, shelf=shelf, as_of=sold.first + timedelta(days=sold.days), tick=lambda *_how_far: None)
    limit = int(number("limit", read["limit"]))
    series = _told(found, inside=inside, stock=given.has("stock"))
    population = {"rows": len(rows), "series": len(series), **found.told()}
    answer = told("demand", read, population, series[:limit] if limit else series, found.as_of)
    refused = [{"code": found.refused, "message": REFUSALS[found.refused]}] if found.refused else []
    return {**answer, "answers": not found.refused, "refused": refused}


def _rows(given: Given) -> list[tuple[Any, ...]]:
    """SKU, place, day, pieces, kind, stock of each pair and day."""
    known = {
        name: f"any_value({{{name}}}::{kind})"
        for name, kind in (("category", "varchar"), ("stock", "double"))
        if given.has(name)
    }
    store = "coalesce({store}::varchar, '')" if given.has("store") else "''"
    found = given.rows(
        f"""SELECT {{product}}::varchar, {store} AS place, {{date}}::day AS day, greatest(sum({{quantity}}::double), 0),
        {known.get("category", "''")}, {known.get("stock", "NULL")} FROM given WHERE {{product}} IS NOT NULL
        AND {{date}}::day IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    )
    if not found:
        raise BadFile(N_("No row has both a product and a date."))
    return found


def _sold(rows: list[tuple[Any, ...]]) -> Sold:
    skus, sku = np.unique(np.array([row[0] for row in rows], dtype=object), return_inverse=True)
    places, place = np.unique(np.array([row[1] or "-" for row in rows], dtype=object), return_inverse=True)
    day = np.array([(row[2] - _EPOCH).days for row in rows], dtype=np.int64)
    quantity = np.array([row[3] for row in rows], dtype=float)
    kinds = np.full(len(skus), "", dtype=object)
    kinds[sku] = [str(row[4] or "") for row in rows]
    first, some = int(day.min()), quantity > 0
    return Sold(
        skus=skus, kinds=kinds, places=places, sku=sku[some], place=place[some], day=day[some] - first, quantity=quantity[some],
        first=_EPOCH + timedelta(days=first), days=int(day.max()) - first + 1,
    )  # fmt: skip


def _shelf(rows: list[tuple[Any, ...]], terms: tuple[int, int, int]) -> Shelf:
    held = {(row[0], row[1] or "-"): (int(row[5]), 0) for row in rows if row[5] is not None}
    gaps = [
        (row[0], row[1] or "-", row[2], row[2]) for row in rows if row[5] is not None and row[5] <= 0 and row[3] <= 0
    ]
    return Shelf(levels=held, gaps=gaps, serves={}, terms={"": terms})


def _told(found: Night, *, inside: float, stock: bool) -> list[Told]:
    """One row a series; without a stock column no proposal."""
    if found.needs is None or found.record is None or found.contest is None or found.kinds is None:
        return []
    record, needs = found.record, found.needs
    low, high = (
        counts.quantile(needs.weeks, needs.spread[:, None], part) for part in ((1 - inside) / 2, (1 + inside) / 2)
    )
    winners = [found.contest.verdicts[name].winner for name in CLASSES]
    rows = []
    for n in range(len(record)):
        kind = int(found.kinds[n])
        row: Told = {
            "product": found.skus[record.sku[n]], "store": found.places[record.place[n]], "class": CLASSES[kind],
            "method": winners[kind], "weeks": needs.weeks[n].tolist(), "low": low[n].tolist(), "high": high[n].tolist(),
            "expected": float(needs.expected[n]), "reorder_point": int(needs.reorder_point[n]), "target": int(needs.target[n]),
        }  # fmt: skip
        if stock:
            row |= {"held": int(needs.held[n]), "proposal": int(needs.wanted[n]), "risk": float(needs.risk[n])}
        rows.append(row)
    return rows


def _whole(read: Values, name: str, low: int, high: int) -> int:
    value = number(name, read[name])
    if value != int(value) or not low <= value <= high:
        raise BadParameter(name, read[name], f"a whole number from {low} to {high}")
    return int(value)
