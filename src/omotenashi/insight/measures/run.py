# SPDX-License-Identifier: Apache-2.0
"""Asking a measure: the answer as plain values, the people behind a cell, the active definition."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.contract import Cell, Column, Measure
from omotenashi.insight.measures.params import BadParameter, Common, to_text
from omotenashi.insight.measures.words import N_, Phrase

type Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Rows and population hold int, float, str, bool, date, datetime or None."""

    measure: Measure
    params: Common
    population: Row
    rows: list[Row]

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON carries it: days and moments as ISO text."""
        return {
            "measure": self.measure.name,
            "params": to_text(self.params),
            "population": _textual(self.population),
            "rows": [_textual(row) for row in self.rows],
            "as_of": self.params.as_of.isoformat(),
        }


def answer(measure: Measure, tables: Tables, params: Common, *, limit: int | None = None) -> Answer:
    """Run a measure: two queries. ``limit`` cuts the rows, not the population."""
    measure = measure.under(params)

    def rows() -> ir.Table:
        made = measure.rows(tables, params)
        return made if limit is None or measure.finish else made.limit(limit)

    asked = (measure.name, params)
    fetched = plans.fetch(tables, ("rows", *asked, limit), rows)
    if measure.finish:
        found = [_named(row, measure.columns) for row in measure.finish(fetched, params)][:limit]
    else:
        found = _values(fetched, measure.columns)
    whole = plans.fetch(tables, ("population", *asked), lambda: measure.population(tables, params))
    totals = _values(whole, measure.totals)
    return Answer(measure, params, totals[0] if totals else {}, found)


def people(
    measure: Measure,
    tables: Tables,
    params: Common,
    cell: Cell,
    *,
    limit: int | None = None,
    after: int | None = None,
) -> list[int]:
    """The persons behind a cell, ascending; ``after`` is the last one of the page before."""

    def page() -> ir.Table:
        found = behind(measure, tables, params, cell)
        if after is not None:
            found = found.filter(found.person > after)
        found = found.order_by("person")
        return found if limit is None else found.limit(limit)

    key = ("people", measure.name, params, tuple(sorted(cell.items())), limit, after)
    seqs: list[int] = plans.fetch(tables, key, page).column("person").to_pylist()
    return seqs


def count_people(measure: Measure, tables: Tables, params: Common, cell: Cell) -> int:
    """How many persons are behind a cell."""
    key = ("count", measure.name, params, tuple(sorted(cell.items())))
    found = plans.fetch(tables, key, lambda: behind(measure, tables, params, cell).agg(people=ibis._.count()))
    counted: int = found.column("people")[0].as_py()
    return counted


def behind(measure: Measure, tables: Tables, params: Common, cell: Cell) -> ir.Table:
    """The persons behind a cell as a table (person). Raises BadParameter for an unknown key."""
    measure = measure.under(params)
    for name in cell:
        if name not in (*measure.keys, "part"):
            raise BadParameter(name, cell[name], ", ".join((*measure.keys, "part")))
    return measure.people(tables, params, cell)


def last_day(tables: Tables) -> date | None:
    """The last day with an order: a good as-of day for a history that has ended."""
    found = plans.fetch(tables, "last day", lambda: tables.orders.agg(day=tables.orders.day.max()))
    day: date | None = found.column("day")[0].as_py()
    return day


def definition(params: Common) -> tuple[Phrase, ...]:
    """What the numbers mean right now, as phrases to be joined: the toggles in words."""
    said = {
        "amount": _AMOUNT[params.amount],
        "tax": _TAX[params.tax],
        "returns": _RETURNS[params.returns],
        "points": _POINTS[params.points],
        "dated": _DATED[params.dated],
        "same_day": _SAME_DAY[params.same_day],
        "zero": _ZERO[params.zero],
    }
    phrases = [
        Phrase(message) for name, message in said.items() if message and (not params.heeds or name in params.heeds)
    ]
    for name, message in _FILTERS.items():
        if values := getattr(params, name, ()):
            phrases.append(Phrase(message, {"values": ", ".join(values)}))
    if params.order_kind != "all":
        phrases.append(Phrase(_KIND[params.order_kind]))
    if params.start:
        phrases.append(Phrase(N_("from %(day)s"), {"day": params.start.isoformat()}))
    if params.end:
        phrases.append(Phrase(N_("to %(day)s"), {"day": params.end.isoformat()}))
    return (*phrases, Phrase(N_("as of %(day)s"), {"day": params.as_of.isoformat()}))


_AMOUNT = {"sales": N_("sales"), "margin": N_("gross profit")}
_TAX = {"incl": N_("tax included"), "excl": N_("without tax")}
_RETURNS = {"deduct": N_("returns deducted"), "ignore": N_("before returns")}
_POINTS = {"before": N_("before points used"), "after": N_("after points used")}
_DATED = {"ordered": "", "sent": N_("by the day of sending")}
_SAME_DAY = {
    "merge": N_("orders of one day are one purchase"),
    "separate": N_("every order is a purchase"),
}
_ZERO = {
    "exclude": N_("orders without a price are no purchase"),
    "include": N_("orders without a price count"),
}
_KIND = {"once": N_("one-off orders only"), "subscription": N_("subscription orders only")}
_FILTERS = {
    "channel": N_("channels: %(values)s"),
    "location": N_("locations: %(values)s"),
    "medium": N_("media: %(values)s"),
    "product": N_("products: %(values)s"),
    "category": N_("categories: %(values)s"),
    "seller": N_("staff: %(values)s"),
    "first_channel": N_("first channels: %(values)s"),
    "prefecture": N_("prefectures: %(values)s"),
    "tier": N_("member ranks: %(values)s"),
    "member_rank": N_("ranks in the profile: %(values)s"),
    "gender": N_("genders: %(values)s"),
}


def _values(rows: pa.Table, columns: tuple[Column, ...]) -> list[Row]:
    """The rows as dicts, in the order of the columns that the measure declares."""
    found: list[Row] = rows.to_pylist()
    return [_named(row, columns) for row in found]


def _named(row: Row, columns: tuple[Column, ...]) -> Row:
    return {column.name: _plain(row[column.name]) for column in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _textual(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}
