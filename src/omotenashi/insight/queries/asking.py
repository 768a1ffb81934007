# SPDX-License-Identifier: Apache-2.0
"""Answers: a measure with its rows, the people behind a cell, the days and values that there are.

An answer depends on the version of the lake, the measure and its parameters, and on nothing else: so it is remembered.
"""

from collections.abc import Mapping
from datetime import date, datetime

from omotenashi.base import clock
from omotenashi.insight import rules
from omotenashi.insight.lake import plans
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures import registry, run
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.params import Common
from omotenashi.insight.queries.lake import reading
from omotenashi.insight.queries.memory import MEMORY, MOST_ROWS
from omotenashi.places.locations import queries as locations


def ask(*, name: str, values: Mapping[str, str], now: datetime, limit: int | None = None) -> run.Answer:
    """Answer a measure. Raises UnknownMeasure or BadParameter, with a message for whoever asked.

    The answer is shared with other callers: read it, do not change it.
    """
    measure = registry.find(name)
    with reading() as tables:
        params = _parsed(measure, values, tables=tables, now=now)
        return MEMORY.recall(
            ("answer", measure.name, params, limit),
            lambda: run.answer(measure, tables, params, limit=limit),
            worth=lambda found: len(found.rows) <= MOST_ROWS,
        )


def people_behind(
    *,
    name: str,
    values: Mapping[str, str],
    cell: Mapping[str, str],
    now: datetime,
    limit: int | None = None,
    after: int | None = None,
) -> list[int]:
    """Give the persons (lake keys, ascending) behind a cell of a measure."""
    measure = registry.find(name)
    with reading() as tables:
        params = _parsed(measure, values, tables=tables, now=now)
        return MEMORY.recall(
            ("people", measure.name, params, tuple(sorted(cell.items())), limit, after),
            lambda: run.people(measure, tables, params, cell, limit=limit, after=after),
            worth=lambda found: len(found) <= MOST_ROWS,
        )


def count_behind(*, name: str, values: Mapping[str, str], cell: Mapping[str, str], now: datetime) -> int:
    """Count the persons behind a cell of a measure."""
    measure = registry.find(name)
    with reading() as tables:
        params = _parsed(measure, values, tables=tables, now=now)
        return MEMORY.recall(
            ("count", measure.name, params, tuple(sorted(cell.items()))),
            lambda: run.count_people(measure, tables, params, cell),
        )


def parsed(*, name: str, values: Mapping[str, str], now: datetime) -> Common:
    """Give the parameters of a measure as it will use them, defaults filled in."""
    measure = registry.find(name)
    with reading() as tables:
        return _parsed(measure, values, tables=tables, now=now)


def day_of_asking(*, now: datetime) -> date:
    """Give the as-of day of a question that names none."""
    today = clock.day_of(now, zone=locations.zone())
    return rules.as_of(today=today, last_day=span()[1])


def span() -> tuple[date | None, date | None]:
    """Give the first and the last day with an order; (None, None) for an empty lake."""
    with reading() as tables:
        return MEMORY.recall(("span",), lambda: _span(tables))


def choices(column: str) -> tuple[str, ...]:
    """Give the values that orders (channel, location, medium), lines (category) or persons (prefecture, gender, tier, member_rank)
    have, and the names under which scenarios noted something (note).
    """
    with reading() as tables:
        return MEMORY.recall(("choices", column), lambda: _distinct(tables, column))


def orders_answered(*, values: Mapping[str, str], now: datetime, limit: int) -> list[int]:
    """Give the newest orders (lake keys) of 購入理由 whose buyers said why."""
    from omotenashi.insight.measures import purchase_reason

    with reading() as tables:
        params = _parsed(registry.find("purchase-reason"), values, tables=tables, now=now)
        assert isinstance(params, purchase_reason.ReasonParams)  # noqa: S101  # its measure names them
        key = ("orders-answered", params, limit)
        found = plans.fetch(tables, key, lambda: purchase_reason.answered(tables, params, limit=limit))
        return [int(order) for order in found.column("order").to_pylist()]


def _parsed(measure: Measure, values: Mapping[str, str], *, tables: Tables, now: datetime) -> Common:
    # A question that names its day needs neither the zone nor the last order.
    if named := values.get("as_of", "").strip():
        return parameters.parse(measure.params, values, as_of=parameters.read_date("as_of", named))
    today = clock.day_of(now, zone=locations.zone())
    last_day = MEMORY.recall(("span",), lambda: _span(tables))[1]
    return parameters.parse(measure.params, values, as_of=rules.as_of(today=today, last_day=last_day))


def _span(tables: Tables) -> tuple[date | None, date | None]:
    orders = tables.orders
    found = plans.fetch(tables, "span", lambda: orders.agg(first=orders.day.min(), last=orders.day.max()))
    [span] = found.to_pylist()
    return span["first"], span["last"]


def _distinct(tables: Tables, column: str) -> tuple[str, ...]:
    table = {
        "category": tables.lines,
        "prefecture": tables.persons,
        "tier": tables.persons,
        "member_rank": tables.persons,
        "gender": tables.persons,
        "note": tables.notes,
    }.get(column, tables.orders)
    of = {"member_rank": "rank", "note": "name"}.get(column, column)
    found = plans.fetch(tables, ("distinct", column), lambda: table.select(value=table[of]).distinct())
    values = found.column("value").to_pylist()
    return tuple(sorted(value for value in values if value))
