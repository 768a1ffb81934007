# SPDX-License-Identifier: Apache-2.0
"""A file of anybody's as rows with the names we know: CSV, TSV, Parquet, or words between blanks.

Columns are found by name, many names being known; `columns` ("customer=CustomerID,date=3") names the others, by their
name or, in a file without a heading, by their place from 1.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from omotenashi.insight.measures.params import BadParameter

PARQUET, DELIMITED = (".parquet", ".pq"), (".csv", ".tsv", ".csv.gz", ".tsv.gz")
NAMES: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer", "customer_id", "customerid", "id", "user", "user_id", "person", "person_id", "household_id",
                 "cust", "cust_id", "contract"),
    "date": ("date", "day", "order_date", "invoicedate", "invoice_date", "purchase_date", "transaction_timestamp",
             "timestamp", "time", "datetime", "placed_at"),
    "coupon": ("coupon", "coupon_upc", "coupon_id", "coupon_code", "couponid", "couponcode", "promotion_code", "code"),
    "amount": ("amount", "sales", "sales_value", "revenue", "spend", "value", "price", "total", "spent"),
    "order": ("order", "order_id", "invoice", "invoiceno", "invoice_no", "basket_id", "basket", "transaction"),
    "frequency": ("frequency", "x", "repeats"),
    "recency": ("recency", "t_x", "tx"),
    "age": ("t", "age", "t_cal", "tcal", "length"),
    "monetary": ("monetary", "monetary_value", "zbar", "m_x", "mx", "m", "mean_spend"),
    "path": ("path", "journey", "touches"),
    "conversions": ("conversions", "conversion", "converted", "total_conversions"),
    "null": ("null", "total_null", "not_converted", "lost"),
    "revenue": ("revenue", "total_conversion_value", "conversion_value", "amount", "sales", "value"),
    "time": ("time", "timestamp", "datetime", "at", "date"),
    "event": ("event", "name", "step", "action", "event_name"),
    "product": ("product", "product_id", "products", "item", "item_id", "sku", "stockcode", "items"),
    "quantity": ("quantity", "qty", "units"),
    "unit_price": ("unit_price", "unitprice", "price"),
    "store": ("store", "store_id", "shop", "location"),
    "treatment": ("treatment", "treated", "segment", "group", "arm", "w"),
    "outcome": ("outcome", "conversion", "converted", "y", "visit", "bought"),
    "score": ("score", "uplift", "predicted", "prediction"),
    "stock": ("stock", "on_hand", "inventory", "stock_on_hand"),
    "category": ("category", "department", "dept", "dept_id", "cat_id", "family"),
    "shipped": ("shipped", "deliveries", "duration", "tenure", "time"),
    "state": ("state", "status", "event", "ended", "cancelled", "churned"),
}  # fmt: skip


class BadFile(Exception):
    """The file cannot be read; the message says what is missing and what is there."""


class Given:
    """A file, opened. Holds its rows in an engine until it is closed."""

    def __init__(self, path: Path, *, columns: str = "") -> None:
        self._engine = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": 2})
        self._named = _named(columns)
        if not path.is_file():
            raise BadFile(f"{path.name}: there is no such file")
        try:
            _load(self._engine, path)
        except (duckdb.Error, pa.ArrowException, UnicodeDecodeError) as error:
            raise BadFile(f"{path.name}: {str(error).splitlines()[0]}") from error
        described = self._engine.execute("DESCRIBE given").fetchall()
        self.headings = [str(row[0]) for row in described]

    def has(self, name: str) -> bool:
        """Is there such a column?"""
        return self._found(name) is not None

    def heading(self, name: str) -> str | None:
        """The heading of the column of this name; None when there is none."""
        return self._found(name)

    def quoted(self, heading: str) -> str:
        """A column by its heading, for SQL. Raises BadParameter."""
        if heading not in self.headings:
            raise BadParameter("by", heading, ", ".join(self.headings))
        return '"{}"'.format(heading.replace('"', '""'))

    def need(self, name: str) -> None:
        """Raise BadFile when there is no such column."""
        self._need(name)

    def query(self, text: str, **columns: str | None) -> dict[str, Any]:
        """Run SQL in which {name} stands for the column; give arrays by name."""
        found = {name: self._need(name) for name in columns}
        try:
            return self._engine.execute(text.format(**found)).fetchnumpy()
        except duckdb.Error as error:
            raise BadFile(str(error).splitlines()[0]) from error

    def rows(self, text: str, *names: str) -> list[tuple[Any, ...]]:
        """Run SQL in which {name} stands for the column; give rows."""
        try:
            return self._engine.execute(text.format(**{name: self._need(name) for name in names})).fetchall()
        except duckdb.Error as error:
            raise BadFile(str(error).splitlines()[0]) from error

    def close(self) -> None:
        """Let the engine go."""
        self._engine.close()

    def _need(self, name: str) -> str:
        found = self._found(name)
        if found is None:
            raise BadFile(
                f"no column for “{name}”: it would be called {', '.join(NAMES.get(name, (name,)))}; "
                f"the file has {', '.join(self.headings)}. Name it with --columns {name}=…"
            )
        return '"{}"'.format(found.replace('"', '""'))

    def _found(self, name: str) -> str | None:
        if name in self._named:
            return self._heading(name, self._named[name])
        known = {heading.strip().lower(): heading for heading in reversed(self.headings)}
        return next((known[alias] for alias in NAMES.get(name, (name,)) if alias in known), None)

    def _heading(self, name: str, wanted: str) -> str:
        if wanted in self.headings:
            return wanted
        if wanted.isdigit() and 1 <= int(wanted) <= len(self.headings):
            return self.headings[int(wanted) - 1]
        raise BadParameter("columns", f"{name}={wanted}", ", ".join(self.headings))


DAY = """coalesce(try_cast({date} AS TIMESTAMP)::date, try_strptime({date}::varchar,
  ['%Y%m%d', '%Y/%m/%d', '%Y/%m/%d %H:%M', '%Y/%m/%d %H:%M:%S', '%m/%d/%Y', '%m/%d/%Y %H:%M', '%d.%m.%Y'])::date)"""


def _named(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, sign, value in pairs:
        if not sign or not value.strip() or name.strip() not in NAMES:
            raise BadParameter("columns", text, f"name=column with a name of {', '.join(NAMES)}")
    return {name.strip(): value.strip() for name, _sign, value in pairs}


def _load(engine: duckdb.DuckDBPyConnection, path: Path) -> None:
    lower = path.name.lower()
    quoted = str(path).replace("'", "''")
    if lower.endswith(PARQUET):
        engine.execute(f"CREATE VIEW given AS SELECT * FROM read_parquet('{quoted}')")
    elif lower.endswith(DELIMITED):
        engine.execute(f"CREATE TABLE given AS SELECT * FROM read_csv('{quoted}', sample_size=-1)")
    else:
        engine.register("words", _blank_separated(path))
        engine.execute("CREATE TABLE given AS SELECT * FROM words")


def _blank_separated(path: Path) -> pa.Table:
    """Words between blanks; the first line is a heading when it has a word that is no number."""
    lines = [line.split() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    if not lines:
        raise BadFile(f"{path.name}: the file is empty")
    heading, body = _heading_of(lines)
    if any(len(line) != len(heading) for line in body):
        short = next(place for place, line in enumerate(body, 1) if len(line) != len(heading))
        raise BadFile(f"{path.name}: line {short} has another number of words than the first")
    return pa.table({name: [line[place] for line in body] for place, name in enumerate(heading)})


def _heading_of(lines: Sequence[list[str]]) -> tuple[list[str], Sequence[list[str]]]:
    if any(not word.replace(".", "", 1).replace("-", "", 1).isdigit() for word in lines[0]):
        return lines[0], lines[1:]
    return [str(place) for place in range(1, len(lines[0]) + 1)], lines
