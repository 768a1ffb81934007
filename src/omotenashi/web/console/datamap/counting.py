# SPDX-License-Identifier: Apache-2.0
"""Counts for the map. Small tables are counted; of large ones a sample of pages is read, and the answer says "about".

A sample reads the same number of rows at two hundred thousand customers as at twenty million.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from omotenashi.web.console.datamap.holdings import FIELDS, HOLDINGS, Holding

# Rows up to which a table is counted, and rows that a sample aims at.
COUNTED, SAMPLED = 60_000, 40_000
# Customers are counted further: it is the number that people know.
MOST_CUSTOMERS = 2_000_000
# The newest values are always read, so that freshness is no matter of luck.
NEWEST = 2_000


@dataclass(frozen=True)
class Amount:
    """A number, and whether it is an estimate."""

    value: int
    about: bool = False


@dataclass
class Told:
    """What one source told: how many keys it told something about, per field, and when last."""

    source: str
    nodes: Amount = field(default_factory=lambda: Amount(0))
    fields: dict[str, Amount] = field(default_factory=dict)
    newest: datetime | None = None


@dataclass(frozen=True)
class Held:
    """A kind of data as it stands."""

    holding: Holding
    amount: Amount
    newest: datetime | date | None


def profile_fills() -> tuple[Amount, dict[str, float]]:
    """Give how many customers there are, and the share of them whose profile has each field."""
    about = _sample("customers_profile")
    names = (*FIELDS, "email", "phone", "member_no")
    counts = ", ".join(f"count(*) FILTER (WHERE {_filled(name)})" for name in names)
    found = _read(f"SELECT count(*), {counts} FROM customers_profile {about}")[0]
    seen = found[0] or 1
    shares = {name: count / seen for name, count in zip(names, found[1:], strict=True)}
    if not about:
        return Amount(found[0]), shares
    if (rows := _rows("customers_profile")) > MOST_CUSTOMERS:
        return Amount(_rounded(rows), True), shares
    return Amount(_read("SELECT count(*) FROM customers_profile")[0][0]), shares


def _filled(name: str) -> str:
    return f"{name} IS NOT NULL" if name == "birth_date" else f"{name} <> ''"


def told_by_source() -> list[Told]:
    """Give what each source told about customers, the one with most first."""
    about = _sample("customers_fieldvalue")
    scale = _scale("customers_fieldvalue") if about else 1.0
    found: dict[str, Told] = defaultdict(lambda: Told(""))
    for source, name, nodes, newest in _read(_TOLD.format(sample=about)):
        told = found[source]
        told.source = source
        if name is None:
            told.nodes = _scaled(nodes, scale, about)
        else:
            told.fields[name] = _scaled(nodes, scale, about)
        told.newest = max(filter(None, (told.newest, newest)), default=None)
    if about:
        # A sample sees too few values of one customer to count customers over all fields; most tell the name.
        for told in found.values():
            told.nodes = max(told.fields.values(), key=lambda amount: amount.value, default=Amount(0, True))
        for source, newest in _read(_LATELY, [NEWEST]):
            told = found[source]
            told.source = source
            told.newest = max(filter(None, (told.newest, newest)), default=None)
    return sorted(found.values(), key=lambda told: (-told.nodes.value, told.source))


def keys_by_type() -> dict[str, Amount]:
    """Give how many keys of each type there are."""
    about = _sample("customers_node")
    scale = _scale("customers_node") if about else 1.0
    sql = f"SELECT type, count(*) FROM customers_node {about} GROUP BY type"
    return {kind: _scaled(count, scale, about) for kind, count in _read(sql)}


def held() -> list[Held]:
    """Give every kind of data with its number of rows and its newest row."""
    return [_held(holding) for holding in HOLDINGS]


def _held(holding: Holding) -> Held:
    rows = _rows(holding.table, partitioned=holding.partitioned)
    if rows <= COUNTED:
        sql = f"SELECT count(*), {f'max({holding.newest})' if holding.newest else 'NULL'} FROM {holding.table}"
        count, newest = _read(sql)[0]
        return Held(holding, Amount(count), newest)
    # Rows are appended, so the newest stand on the last pages; an index answers where there is one.
    sample = "" if holding.partitioned else _sample(holding.table)
    newest = _read(f"SELECT max({holding.newest}) FROM {holding.table} {sample}")[0][0] if holding.newest else None
    return Held(holding, Amount(_rounded(rows), True), newest)


def _scaled(count: int, scale: float, about: str) -> Amount:
    return Amount(_rounded(round(count * scale)), True) if about else Amount(count)


def _rounded(number: int) -> int:
    """Three leading digits: an estimate does not pretend to be a count."""
    scale: int = 10 ** max(len(str(number)) - 3, 0)
    return round(number / scale) * scale


def _rows(table: str, *, partitioned: bool = False) -> int:
    """Give the number of rows as the planner knows it; a table that was never looked at counts as small."""
    sql = _PARTS if partitioned else "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)"
    found = _read(sql, [table])
    return max(int(found[0][0] or 0), 0) if found else 0


def _sample(table: str) -> str:
    rows = _rows(table)
    if rows <= COUNTED:
        return ""
    # Repeatable: two looks at the same data say the same.
    return f"TABLESAMPLE SYSTEM ({min(100.0, SAMPLED * 100 / rows):.4f}) REPEATABLE (7)"


def _scale(table: str) -> float:
    return _rows(table) / SAMPLED


def _read(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_TOLD = """
SELECT source, field, count(DISTINCT node_id), max(observed_at) FROM customers_fieldvalue {sample}
WHERE retracted_at IS NULL GROUP BY GROUPING SETS ((source, field), (source))
"""
_LATELY = """
SELECT source, max(observed_at) FROM (
  SELECT source, observed_at FROM customers_fieldvalue ORDER BY id DESC LIMIT %s
) newest GROUP BY source
"""
_PARTS = """
SELECT sum(greatest(c.reltuples, 0))::bigint FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = to_regclass(%s)
"""
