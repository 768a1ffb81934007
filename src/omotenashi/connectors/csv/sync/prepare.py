# SPDX-License-Identifier: Apache-2.0
"""From a file and somebody's choices to things that can be applied. Reads no table and writes none."""

from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from omotenashi.base import money
from omotenashi.base.text import amounts
from omotenashi.connectors.csv.client.sheet import ROW, Sheet
from omotenashi.connectors.csv.mapping import fields, suggest, typed
from omotenashi.connectors.csv.mapping.choices import Choices, from_suggestion, kind_of
from omotenashi.connectors.csv.mapping.fields import FIELDS, Kind, Type
from omotenashi.connectors.csv.rules import channels, customers, orders, products, stock, subscriptions
from omotenashi.connectors.csv.rules.outcome import Refused
from omotenashi.connectors.csv.sync import whole


@dataclass(frozen=True)
class Home:
    """What the retailer is: currency and zone decide how a file is read; `is_empty` while there is no order."""

    currency: str
    zone: tzinfo
    is_empty: bool = False


@dataclass(frozen=True)
class Question:
    """Something only a person can decide; `choices` are the answers."""

    code: str
    column: str
    choices: tuple[str, ...]
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class Prepared:
    """`things`: what the kind's apply takes. `blocked`: why nothing can be imported (code, params) or None."""

    kind: Kind
    choices: Choices
    home: Home
    things: Any = None
    refused: list[Refused] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    blocked: tuple[str, dict[str, Any]] | None = None


def suggested(sheet: Sheet, *, saved: Choices | None = None, kind: str = "") -> Choices:
    """The choices to start with: those saved for this layout, else what headers and values suggest."""
    if saved and set(saved.columns) <= set(sheet.header):
        return saved
    samples = typed.samples(sheet.table, sheet.header)
    found = suggest.suggest(sheet.header, samples, kind=Kind(kind) if kind else None)
    choices = from_suggestion(found)
    mapped = set(choices.columns.values())
    if found.kind is Kind.ORDERS and not choices.channel and "channel" not in mapped:
        choices = replace(
            choices,
            channel=channels.default(preset=choices.preset, has_location=bool(mapped & {"location", "location_name"})),
        )
    return choices


def prepare(sheet: Sheet, choices: Choices, home: Home, *, ask_only: bool = False) -> Prepared:
    """Type and group the rows of `sheet`. With open questions or missing fields, `things` is None.

    `ask_only`: read the whole file for what must be asked, and stop before grouping.
    """
    kind = kind_of(choices)
    home = _home_of(choices, home)
    result = Prepared(kind, choices, home)
    columns = {
        column: name for column, name in choices.columns.items() if column in sheet.header and name in fields.of(kind)
    }
    lacking = fields.missing(kind, set(columns.values()))
    if lacking:
        result.blocked = ("fields_missing", {"fields": [list(group) for group in lacking]})
        return result
    table = _joined_times(sheet.table, columns)
    read = typed.read(table, columns, zone=home.zone, styles=choices.styles)
    result.refused = [Refused(r.row, r.code, r.column, r.value) for r in read.refused]
    if kind is Kind.ORDERS:
        read.table, more = whole.without_broken_orders(
            read.table, sheet, {name: column for column, name in columns.items()}, result.refused
        )
        result.refused += more
    result.warnings = [_warning(w, columns) for w in read.warnings]
    result.questions = [
        Question(q.code, q.column, q.choices, {"examples": ", ".join(q.examples)}) for q in read.questions
    ]
    _check_currency(read.table, columns, choices, home, result)
    if not (result.questions or result.blocked or ask_only):
        _group(kind, read.table, choices, home, result)
    return result


def _group(kind: Kind, table: pa.Table, choices: Choices, home: Home, result: Prepared) -> None:
    match kind:
        case Kind.ORDERS:
            options = orders.Options(
                exponent=money.exponent(home.currency),
                tax_included=choices.tax_included,
                default_channel=choices.channel,
                default_location=choices.location,
            )
            result.things = orders.assemble(table, options)
            result.refused += result.things.refused
            result.warnings += [{"code": c.code, "count": c.count, "rows": list(c.rows)} for c in result.things.counted]
        case Kind.CUSTOMERS:
            result.things, refused = customers.customers(table)
            result.refused += refused
        case Kind.PRODUCTS:
            result.things, refused = products.variants(table)
            result.refused += refused
        case Kind.STOCK:
            result.things, refused = stock.levels(table, location=choices.location)
            result.refused += refused
        case Kind.CATEGORIES:
            result.things, refused = stock.categories(table)
            result.refused += refused
        case Kind.SUBSCRIPTIONS:
            result.things, refused, noticed = subscriptions.contracts(table, zone=home.zone)
            result.refused += refused
            result.warnings += [{"code": c.code, "count": c.count, "rows": list(c.rows)} for c in noticed]


def _joined_times(table: pa.Table, columns: dict[str, str]) -> pa.Table:
    """注文日 and 注文時間 in two columns become one text, so that the moment is read whole."""
    by_field = {name: column for column, name in columns.items()}
    day, clock = by_field.get("placed_at"), by_field.get("placed_time")
    if not (day and clock):
        return table
    joined = pc.binary_join_element_wise(table[day], table[clock], " ")
    short = pc.less_equal(pc.utf8_length(table[day]), 11)  # a day that already has a time keeps it
    del columns[clock]
    return table.set_column(table.column_names.index(day), day, pc.if_else(short, joined, table[day]))


def _home_of(choices: Choices, home: Home) -> Home:
    """A shop without any order takes the currency of its first file, when somebody says so."""
    return replace(home, currency=choices.currency) if choices.currency and home.is_empty else home


def _check_currency(table: pa.Table, columns: dict[str, str], choices: Choices, home: Home, result: Prepared) -> None:
    """Amounts in a currency that is not the shop's are never booked as if they were."""
    named = set(pc.unique(table["currency"]).to_pylist()) if "currency" in table.column_names else set()
    foreign = sorted({text.upper() for text in (*named, choices.currency) if text} - {home.currency})
    if len(foreign) == 1 and home.is_empty:
        words = {"examples": foreign[0], "home": home.currency}
        result.questions.append(Question("currency_of_the_shop", "currency", (foreign[0],), words))
    elif foreign:
        result.blocked = ("currency_differs", {"currency": ", ".join(foreign), "home": home.currency})
    if foreign or choices.currency or money.exponent(home.currency):
        return
    for column, name in columns.items():
        if FIELDS[name].type is not Type.MONEY or name not in table.column_names:
            continue
        distinct = (value for value in pc.unique(table[name]).to_pylist() if value is not None)
        fine = sorted(value for value in distinct if amounts.decimals(value))
        if fine:
            examples = ", ".join(f"{value.normalize():f}" for value in fine[:5])
            answers = (home.currency, *_OFTEN) if home.is_empty else (home.currency,)
            result.questions.append(
                Question("currency", column, answers, {"examples": examples, "home": home.currency})
            )
            return


# Offered to a shop that has no orders yet.
_OFTEN = ("USD", "EUR", "GBP")


def _warning(warning: typed.Warning, columns: dict[str, str]) -> dict[str, Any]:
    examples = [{"row": row, "value": text[:80]} for row, text in warning.examples]
    soft = warning.column in columns and FIELDS[columns[warning.column]].soft
    code = "soft" if soft else warning.code
    return {"code": code, "column": warning.column, "count": warning.count, "examples": examples, "why": warning.code}


def rows_with_reasons(sheet: Sheet, refused: list[Refused]) -> list[dict[str, Any]]:
    """One entry per refused row with its original cells, unread rows included; the first reason counts."""
    first: dict[int, Refused] = {}
    for refusal in sorted(refused, key=lambda r: (r.row, r.code)):
        first.setdefault(refusal.row, refusal)
    found: list[dict[str, Any]] = [
        {
            "row": u.row,
            "code": u.code,
            "column": str(u.params.get("column", "")),
            "value": "",
            "params": dict(u.params),
            "cells": None,
            "raw": u.raw,
        }
        for u in sheet.unread
    ]
    if first:
        mask = pc.is_in(sheet.table[ROW], value_set=pa.array(list(first), pa.int64()))
        for cells in sheet.table.filter(mask).to_pylist():
            refusal = first[cells[ROW]]
            found.append(
                {"row": refusal.row, "code": refusal.code, "column": refusal.column, "value": refusal.value[:500], "params": {},
                 "cells": [cells[name] for name in sheet.header], "raw": ""}
            )  # fmt: skip
    return sorted(found, key=lambda entry: entry["row"])
