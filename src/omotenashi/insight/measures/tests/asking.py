# SPDX-License-Identifier: Apache-2.0
"""Asking measures in tests: rows, population, and the customers of a cell."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params, registry, run
from omotenashi.insight.measures.tests.fixture_a import AS_OF


def ask(name: str, tables: Tables, *, as_of: date | str = AS_OF, **values: str) -> run.Answer:
    """The answer of a measure; ``values`` as on the command line."""
    measure = registry.find(name)
    return run.answer(measure, tables, params.parse(measure.params, values, as_of=_day(as_of)))


def behind(name: str, tables: Tables, cell: dict[str, str], *, as_of: date | str = AS_OF, **values: str) -> list[int]:
    """The persons behind a cell."""
    measure = registry.find(name)
    return run.people(measure, tables, params.parse(measure.params, values, as_of=_day(as_of)), cell)


def cells_that_differ(
    name: str, tables: Tables, *, at_most: int = 1000, as_of: date | str = AS_OF, **values: str
) -> list[Any]:
    """Cells whose number is not the number of persons behind them: must be empty.

    ``at_most`` many are opened, from all over the rows.
    """
    measure = registry.find(name)
    asked = params.parse(measure.params, values, as_of=_day(as_of))
    measure = measure.under(asked)
    cells = [
        ({key: str(row[key]) for key in measure.keys} | {"part": part}, row[part])
        for row in run.answer(measure, tables, asked).rows
        for part in measure.counts
        if row[part] is not None
    ]
    cells.sort(key=lambda cell: -cell[1])  # those with people in them first
    step = max(1, len(cells) // at_most)
    wrong = []
    for cell, number in cells[::step]:
        found = run.people(measure, tables, asked, cell)
        if len(found) != number or len(set(found)) != number:
            wrong.append((cell, number, found))
    return wrong


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def rounded(value: float | None, places: int = 2) -> float | None:
    """Half up, as numbers are shown."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))
