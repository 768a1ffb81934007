# SPDX-License-Identifier: Apache-2.0
"""What a measure is: a named question with its formula, its rows and the people behind each cell.

A row names its cell by the columns in ``keys``. The columns in ``counts`` count people, and each of
them can be opened: ``people(tables, params, cell)`` gives exactly as many persons as the number says.
A cell is ``{key: text}`` plus, where a row counts several groups of people, ``part``: one of
``counts`` (the first when absent). Dates are ISO, months "2025-03", an unknown value is "".

Units of columns: ``people`` and ``count`` whole numbers; ``money`` minor units of the retailer's
currency (whole sums, fractional averages); ``percent`` 0–100, unrounded, null where nobody was
observed long enough; ``ratio`` a plain number; ``days``; ``date``; ``month``; ``moment`` UTC;
``text``; ``flag``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis.expr.types as ir
import pyarrow as pa

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import Common

type Cell = Mapping[str, str]
type Unit = Literal["people", "count", "money", "percent", "ratio", "days", "date", "month", "moment", "text", "flag"]
type ChartKind = Literal["bar", "stack", "line", "heat", "table", "histogram", "tree"]

PART = "part"


@dataclass(frozen=True)
class Column:
    """A column of the rows: its label is a message id."""

    name: str
    label: str
    unit: Unit


@dataclass(frozen=True)
class Chart:
    """How the rows are best seen: names of columns, no colours."""

    kind: ChartKind
    x: str = ""
    y: tuple[str, ...] = ()
    series: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One question. All texts are English message ids marked with ``N_``."""

    name: str
    title: str
    question: str
    formula: str
    notes: tuple[str, ...] = ()
    params: type[Common]
    keys: tuple[str, ...]
    counts: tuple[str, ...]
    columns: tuple[Column, ...]
    totals: tuple[Column, ...]
    chart: Chart
    # The callables take this measure's own params; their types narrow what stands here.
    rows: Callable[[Tables, Any], ir.Table]
    population: Callable[[Tables, Any], ir.Table]
    people: Callable[[Tables, Any, Cell], ir.Table]
    aliases: tuple[str, ...] = ()
    # What no expression can say: makes the rows of the answer from those of ``rows``, in memory.
    finish: Callable[[pa.Table, Any], list[dict[str, Any]]] | None = None
    # Where the columns are part of the question: gives the measure as it is under its params.
    shape: Callable[[Any], "Measure"] | None = None
    # What somebody must be allowed to, to ask.
    right: str = "measures.view"

    def under(self, params: Common) -> "Measure":
        """The measure as it is under some params; most are always the same."""
        return self.shape(params) if self.shape else self
