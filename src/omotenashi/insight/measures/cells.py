# SPDX-License-Identifier: Apache-2.0
"""Reading a cell: the plain strings that name one number of a measure's rows."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from omotenashi.insight.measures.params import BadParameter


def part_of(cell: Mapping[str, str], counts: tuple[str, ...]) -> str:
    """Which group of people is meant: ``part``, or the first count. Raises BadParameter."""
    part = cell.get("part") or counts[0]
    if part not in counts:
        raise BadParameter("part", part, ", ".join(counts))
    return part


def text_of(cell: Mapping[str, str], name: str) -> str:
    """A text key. A missing key raises BadParameter; an empty one is the unknown value."""
    if name not in cell:
        raise BadParameter(name, "", "a value of this column")
    return cell[name]


def number_of(cell: Mapping[str, str], name: str) -> int:
    """A whole number key. Raises BadParameter."""
    text = text_of(cell, name)
    try:
        number = int(text)
    except ValueError as error:
        raise BadParameter(name, text, "a whole number") from error
    if abs(number) > 10**15:
        raise BadParameter(name, text, "a whole number")
    return number


def same(column: ir.StringColumn, text: str) -> ir.BooleanValue:
    """Is it this text? An empty text means null."""
    return column.fill_null("") == text


def numbers(*values: int, name: str) -> ir.Table:
    """A table with one column of whole numbers."""
    return ibis.array([ibis.literal(value, "int64") for value in values]).unnest().name(name).as_table()


def percent(part: ir.NumericValue, whole: ir.NumericValue) -> ir.FloatingValue:
    """``part`` of ``whole`` in percent; null when there is no whole."""
    return part * 100.0 / whole.nullif(0)


def month(day: ir.DateValue) -> ir.StringValue:
    """The month of a day as "2025-03"."""
    return day.strftime("%Y-%m")
