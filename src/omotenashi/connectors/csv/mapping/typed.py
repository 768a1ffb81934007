# SPDX-License-Identifier: Apache-2.0
"""Texts to typed columns: every distinct text is read once, every row that cannot be read is kept.

The result has one column per mapped field (name of the field) and `#row`; the rules work on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.base.text import dates
from omotenashi.connectors.csv.mapping import values
from omotenashi.connectors.csv.mapping.fields import FIELDS, Type

ROW = "#row"
EXAMPLES = 5
MONEY = pa.decimal128(24, 6)
_ARROW = {
    Type.MOMENT: pa.timestamp("us", tz="UTC"),
    Type.DAY: pa.date32(),
    Type.MONEY: MONEY,
    Type.RATE: pa.decimal128(24, 6),
    Type.COUNT: pa.int64(),
    Type.FLAG: pa.bool_(),
}


@dataclass(frozen=True)
class Refusal:
    """One row that is not imported: the first thing that is wrong with it."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Warning:  # noqa: A001  (the word people see)
    """Something odd in a column: how many values, with a few examples (row, text)."""

    code: str
    column: str
    count: int
    examples: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """Something only a person can decide. Nothing is imported before it is answered."""

    code: str
    column: str
    choices: tuple[str, ...]
    examples: tuple[str, ...] = ()


@dataclass
class Typed:
    """`table`: the rows that could be read. `refused` and `table` together are all rows given."""

    table: pa.Table
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def read(
    table: pa.Table, columns: Mapping[str, str], *, zone: tzinfo = UTC, styles: Mapping[str, str] | None = None
) -> Typed:
    """Read the columns of `table` (texts plus `#row`) as `columns` (column → field) says.

    `styles` holds answers (column → ymd|dmy|mdy|serial) to questions about dates. Columns without a
    field are left out here; the caller keeps them as extras.
    """
    result = Typed(table.select([ROW]))
    wrong: dict[int, Refusal] = {}
    for column, name in columns.items():
        texts = _trimmed(table[column])
        reading = _reading(texts, column, FIELDS[name].type, zone, (styles or {}).get(column), result)
        if reading is None:
            continue
        array, bad = _column(texts, FIELDS[name].type, reading)
        result.table = result.table.append_column(name, array)
        _report(bad, table, column, FIELDS[name].soft, wrong, result)
        result.warnings.extend(damage(texts, table[ROW], column, FIELDS[name].type))
    if wrong:
        rows = pa.array(list(wrong), pa.int64())
        result.table = result.table.filter(pc.invert(pc.is_in(result.table[ROW], value_set=rows)))
        result.refused = [wrong[row] for row in sorted(wrong)]
    return result


def _trimmed(texts: pa.ChunkedArray) -> pa.DictionaryArray:
    return pc.utf8_trim_whitespace(texts).combine_chunks().dictionary_encode()


def _reading(
    texts: pa.DictionaryArray, column: str, type_: Type, zone: tzinfo, told: str | None, result: Typed
) -> values.Reading | None:
    if type_ not in (Type.MOMENT, Type.DAY):
        return values.Reading(zone=zone)
    if told:
        return values.Reading(zone=zone, style=dates.Style(told))
    distinct = [text for text in texts.dictionary.to_pylist() if text]
    if distinct and all(dates.is_serial(text) for text in distinct):
        return values.Reading(zone=zone, style=dates.Style.SERIAL)
    decision = dates.decide(distinct)
    if decision.style is None and decision.candidates:
        examples = tuple(distinct[:EXAMPLES])
        result.questions.append(Question("day_or_month_first", column, tuple(decision.candidates), examples))
        return None
    return values.Reading(zone=zone, style=decision.style or dates.Style.YEAR_FIRST)


def _column(texts: pa.DictionaryArray, type_: Type, reading: values.Reading) -> tuple[pa.Array, dict[str, str]]:
    """(values in the order of the rows, text → code for the texts that are no values)."""
    bad: dict[str, str] = {}
    read: list[values.Value | None] = []
    for text in texts.dictionary.to_pylist():
        value: values.Value | None = None
        if text:
            try:
                value = values.read(type_, text, reading)
            except values.Wrong as wrong:
                bad[text] = wrong.code
        read.append(None if value == "" else value)
    distinct = pa.array(read, _ARROW.get(type_, pa.string()))
    return distinct.take(texts.indices), bad


def _report(
    bad: Mapping[str, str], table: pa.Table, column: str, soft: bool, wrong: dict[int, Refusal], result: Typed
) -> None:
    if not bad:
        return
    trimmed = pc.utf8_trim_whitespace(table[column])
    hit = (
        table.select([ROW])
        .append_column("text", trimmed)
        .filter(pc.is_in(trimmed, value_set=pa.array(list(bad), pa.string())))
    )
    found = list(zip(hit[ROW].to_pylist(), hit["text"].to_pylist(), strict=True))
    if not soft:
        for row, text in found:
            wrong.setdefault(row, Refusal(row, column, bad[text], text))
        return
    for code in sorted(set(bad.values())):
        rows = [(row, text) for row, text in found if bad[text] == code]
        result.warnings.append(Warning(code, column, len(rows), tuple(rows[:EXAMPLES])))


def damage(texts: pa.DictionaryArray, rows: pa.ChunkedArray, column: str, type_: Type) -> list[Warning]:
    """Codes that seem to have lost leading zeros: digits of one length, and a few shorter ones."""
    if type_ is not Type.CODE:
        return []
    distinct = [text for text in texts.dictionary.to_pylist() if text and text.isascii() and text.isdigit()]
    if len(distinct) < 3:
        return []
    lengths = [len(text) for text in distinct]
    usual = max(lengths)
    shorter = {text for text, size in zip(distinct, lengths, strict=True) if size < usual}
    zeros = any(text.startswith("0") for text in distinct)
    if not shorter or not _looks_cut(usual, len(shorter), len(distinct), zeros):
        return []
    hit = _rows_of(texts, rows, shorter)
    return [Warning("leading_zeros_lost", column, len(hit), tuple(hit[:EXAMPLES]))]


def _looks_cut(usual: int, shorter: int, distinct: int, zeros: bool) -> bool:
    # Running numbers (9, 10, 11) also differ in length; JANs and codes with zeros do not.
    return (usual in (8, 13) and shorter < distinct / 2) or (zeros and shorter < distinct / 5)


def _rows_of(texts: pa.DictionaryArray, rows: pa.ChunkedArray, wanted: set[str]) -> list[tuple[int, str]]:
    places = pa.array([i for i, text in enumerate(texts.dictionary.to_pylist()) if text in wanted], pa.int32())
    mask = pc.is_in(texts.indices, value_set=places)
    found = zip(rows.combine_chunks().filter(mask).to_pylist(), texts.filter(mask).to_pylist(), strict=True)
    return list(found)


def samples(table: pa.Table, header: Sequence[str], *, count: int = 200) -> dict[str, list[str]]:
    """Up to `count` distinct filled texts of each column, for the suggestion."""
    head = table.slice(0, 5000)
    return {name: [text for text in pc.unique(head[name]).to_pylist() if text][:count] for name in header}
