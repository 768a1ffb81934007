# SPDX-License-Identifier: Apache-2.0
"""Look at the records: how fields are filled, how many pairs a block would make, how rare values are."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from omotenashi.people.customers.rules.matching.comparing import Comparison
from omotenashi.people.customers.rules.matching.model import Model, rarest
from omotenashi.people.customers.rules.matching.planning import CUTS, Filled

# So many values of a field are kept with their share; all others count as the rarest.
KEPT_SHARES = 5_000
# Blocks are counted on so many records at most; pairs grow with the square.
_COUNTED = 100_000


def filled(database: duckdb.DuckDBPyConnection, tables: int) -> dict[str, Filled]:
    """Give each field's share, distinct values and words; of two sets the poorer one counts."""
    found: dict[str, Filled] = {}
    for place in range(tables):
        (count,) = _one(database, f"SELECT count(*) FROM records_{place}")
        for name in _columns(database):
            known, distinct, words = _one(
                database,
                f'SELECT count("{name}"), approx_count_distinct("{name}"),'
                f" coalesce(avg(len(string_split(\"{name}\", ' '))), 1) FROM records_{place}",
            )
            one = Filled(known / max(count, 1), int(distinct), words)
            before = found.get(name, one)
            found[name] = Filled(
                min(before.share, one.share), min(before.distinct, one.distinct), max(before.words, one.words)
            )
    return found


def count_pairs(
    database: duckdb.DuckDBPyConnection, tables: int, rules: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """Count the pairs each block would make."""
    (largest,) = _one(
        database, f"SELECT greatest({', '.join(f'(SELECT count(*) FROM records_{p})' for p in range(tables))})"
    )
    part = min(1.0, _COUNTED / max(largest, 1))
    for place in range(tables):
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE counted_{place} AS SELECT * FROM records_{place}"
            + ("" if part == 1 else f" USING SAMPLE {_COUNTED} ROWS (reservoir, 1)")
        )
    return {rule: round(_pairs(database, tables, rule) / part**2) for rule in rules}


def _pairs(database: duckdb.DuckDBPyConnection, tables: int, rule: tuple[str, ...]) -> int:
    keys = [expression(name) for name in rule]
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    groups = [
        f"SELECT {', '.join(f'{key} AS k{i}' for i, key in enumerate(keys))}, count(*) AS n FROM counted_{place}"
        f" WHERE {known} GROUP BY ALL"
        for place in range(tables)
    ]
    if tables == 1:
        sql = f"SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM ({groups[0]})"
    else:
        using = ", ".join(f"k{i}" for i in range(len(keys)))
        sql = f"SELECT coalesce(sum(a.n * b.n), 0) FROM ({groups[0]}) a JOIN ({groups[1]}) b USING ({using})"
    return int(_one(database, sql)[0])


def shares(
    database: duckdb.DuckDBPyConnection, tables: int, comparisons: Sequence[Comparison]
) -> dict[str, dict[str, float]]:
    """Give how large a share of the records has each of the most frequent values."""
    every = " UNION ALL ".join(f"SELECT * FROM records_{place}" for place in range(tables))
    found = {}
    for one in comparisons:
        if one.rare:
            sql = (
                f'SELECT "{one.field}", count(*) / sum(count(*)) OVER () FROM ({every}) WHERE "{one.field}" IS NOT NULL'
                f" GROUP BY 1 HAVING count(*) > 2 ORDER BY 2 DESC, 1 LIMIT {KEPT_SHARES}"
            )
            found[one.field] = dict(database.execute(sql).fetchall())
    return found


def expression(name: str, side: str = "") -> str:
    """Give the column of a block, cut where its name says so, of one side."""
    dot = f"{side}." if side else ""
    if name not in CUTS:
        return f'{dot}"{name}"'
    return CUTS[name].replace('("', f'({dot}"')


def _columns(database: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name, *_ in database.execute("DESCRIBE records_0").fetchall() if name != "unique_id"]


def _one(database: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    # All rows are fetched: a result left open would hold the connection.
    row: tuple[float, ...] = database.execute(sql).fetchall()[0]
    return row


def rare(database: duckdb.DuckDBPyConnection, tables: int, model: Model) -> str:
    """Make a table of all records with the share of each value that counts more when it is rare; give its name.

    Splink can weigh rare values itself, but its join of the shares and the pairs does not end on small sets.
    """
    rare = [one for one in model.plan.comparisons if one.rare]
    fields = [one.field for one in rare]
    floors = {one.field: rarest(model.records, u=model.chances[one.field][0].u) for one in rare}
    for name in fields:
        shares = model.shares.get(name, {})
        listed = {"value": pa.array(list(shares), pa.string()), "share": pa.array(list(shares.values()), pa.float64())}
        database.register("listed", pa.table(listed))
        database.execute(f"CREATE OR REPLACE TABLE shares_{name} AS SELECT * FROM listed").fetchall()
        database.unregister("listed")
    known = "".join(
        f', t."{name}", greatest(coalesce(s_{name}.share, {floors[name]!r}), {floors[name]!r}) AS "share_{name}"'
        for name in fields
    )
    joins = "".join(f' LEFT JOIN shares_{name} s_{name} ON s_{name}.value = t."{name}"' for name in fields)
    known += "".join(f', t."{name}"' for name in {one.levels[0].other for one in rare} - {""})
    every = " UNION ALL ".join(f"SELECT t.unique_id{known} FROM records_{place} t{joins}" for place in range(tables))
    database.execute(f"CREATE OR REPLACE TABLE rare AS {every}").fetchall()
    return "rare"


def rarity(model: Model) -> str:
    """Give the bits that equal values add for being rare, as an expression on `l` and `r`."""
    terms = [
        f'CASE WHEN {_first(one)} THEN log2({model.chances[one.field][0].u!r} / l."share_{one.field}") ELSE 0 END'
        for one in model.plan.comparisons
        if one.rare
    ]
    return " + ".join(terms) or "0"


def _first(one: Comparison) -> str:
    same = f'l."{one.field}" = r."{one.field}"'
    other = one.levels[0].other
    return f'{same} AND coalesce(l."{other}" = r."{other}", true)' if other else same
