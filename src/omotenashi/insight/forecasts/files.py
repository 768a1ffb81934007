# SPDX-License-Identifier: Apache-2.0
"""A file of anybody's as rows with the names we know: text of any separator and encoding, a workbook, Parquet.

Columns are found by name, many names being known; `columns` ("customer=CustomerID,date=3") names the others, by their
name or, in a file without a heading, by their place from 1.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from omotenashi.insight.forecasts import values
from omotenashi.insight.forecasts.opening import BadFile, load, plain
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_

__all__ = ("NAMES", "BadFile", "Given")

# As `opening.plain` writes them: small letters and figures alone.
_PEOPLE = ("customer", "customerid", "customerno", "cust", "custid", "user", "userid", "uid", "client", "clientid", "member",
           "memberid", "membernumber", "memberno", "customernumber", "person", "personid", "household", "householdid", "householdkey", "consumer", "consumerid", "buyer",
           "buyerid", "shopper", "shopperid", "account", "accountid", "visitor", "visitorid", "id", "contract",
           "会員", "会員id", "会員番号", "会員コード", "顧客", "顧客id", "顧客番号", "顧客コード", "ユーザーid", "お客様番号")  # fmt: skip
_MOMENTS = ("date", "day", "orderdate", "orderedat", "invoicedate", "purchasedate", "transactiondate", "transactiontimestamp",
            "placedat", "createdat", "timestamp", "time", "datetime", "eventtime", "eventdate", "ts", "日付", "日時", "注文日",
            "注文日時", "購入日", "購入日時", "受注日", "売上日")  # fmt: skip
_MONEY = ("amount", "sales", "salesvalue", "revenue", "spend", "spent", "value", "total", "totalprice", "totalamount",
          "orderamount", "ordertotal", "price", "金額", "購入金額", "売上", "売上金額", "合計", "合計金額", "注文金額")  # fmt: skip
NAMES: Mapping[str, tuple[str, ...]] = {
    "customer": _PEOPLE,
    "date": _MOMENTS,
    "coupon": ("coupon", "couponupc", "couponid", "couponcode", "promotioncode", "code"),
    "amount": _MONEY,
    "order": ("order", "orderid", "orderno", "ordernumber", "invoice", "invoiceno", "invoiceid", "basketid", "basket",
              "transactionid", "transaction", "receipt", "receiptid", "ticket", "cart", "cartid",
              "注文番号", "受注番号", "伝票番号", "レシート番号"),
    "frequency": ("frequency", "x", "repeats", "frequencycal", "xcal"),
    "recency": ("recency", "tx", "recencycal", "txcal"),
    "age": ("t", "age", "tcal", "length", "tobs"),
    "monetary": ("monetary", "monetaryvalue", "monetaryvaluecal", "zbar", "mx", "m", "meanspend", "avgspend"),
    "path": ("path", "paths", "journey", "touches", "touchpoints", "経路", "購買経路"),
    "conversions": ("conversions", "conversion", "converted", "totalconversions", "成約", "成約数", "購入数"),
    "null": ("null", "totalnull", "notconverted", "nonconversions", "lost"),
    "revenue": ("totalconversionvalue", "conversionvalue", *_MONEY),
    "time": ("time", "timestamp", "datetime", "eventtime", "at", *_MOMENTS),
    "event": ("event", "eventname", "eventtype", "name", "step", "action", "イベント", "行動"),
    "product": ("product", "productid", "productcode", "products", "item", "itemid", "sku", "stockcode", "items", "article",
                "description", "itemdescription", "productname", "商品", "商品名", "商品id", "商品コード", "商品番号", "品番"),
    "quantity": ("quantity", "qty", "units", "unitsold", "数量", "個数"),
    "unit_price": ("unitprice", "price", "単価"),
    "store": ("store", "storeid", "shop", "shopid", "location", "店舗", "店舗コード"),
    "treatment": ("treatment", "treated", "treatmentgroup", "segment", "exposuregroup", "testgroup", "group", "arm",
                  "variant", "treatmentflg", "treatmentflag", "istreated", "w", "t", "群", "配信群"),
    "outcome": ("outcome", "conversion", "converted", "y", "visit", "bought", "purchase", "purchased", "response", "responseatt", "target", "購入", "購入有無"),
    "score": ("score", "uplift", "upliftscore", "predicted", "prediction"),
    "stock": ("stock", "onhand", "inventory", "stockonhand", "在庫", "在庫数"),
    "category": ("category", "department", "dept", "deptid", "catid", "family", "カテゴリ", "部門"),
    "shipped": ("shipped", "deliveries", "duration", "tenure", "time"),
    "state": ("state", "status", "event", "ended", "cancelled", "churned"),
}  # fmt: skip
# What the papers call it, in `--columns`.
_ALSO = {"T": "age", "user": "customer", "item": "product", "x": "frequency", "t_x": "recency"}
_SHOWN = {"age": "T"}
_COLUMN = re.compile(r"\{(\w+)\}(?:::(double|day|moment|seconds|name))?")
_UNREAD = {
    "double": N_("%(file)s, line %(line)s: “%(value)s” in column %(column)s is not a number"),
    "day": N_("%(file)s, line %(line)s: “%(value)s” in column %(column)s is not a date; write YYYY-MM-DD"),
    "moment": N_("%(file)s, line %(line)s: “%(value)s” in column %(column)s is not a date; write YYYY-MM-DD"),
    "seconds": N_(
        "%(file)s, line %(line)s: “%(value)s” in column %(column)s is not a time; write YYYY-MM-DD HH:MM:SS or seconds"
    ),
}


class Given:
    """A file, opened. Holds its rows in an engine until it is closed.

    In SQL {name} stands for a column, {name}::double for its number, {name}::day, ::moment and ::seconds for its time,
    {name}::name for who or what it names. What cannot be read is refused with its line. `baskets`: lines of uneven
    length and without a heading are what was bought together.
    """

    def __init__(self, path: Path, *, columns: str = "", baskets: bool = False) -> None:
        self._engine = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": 2})
        self._named = _named(columns)
        self._file = path.name
        self._written: dict[tuple[str, str], str] = {}
        known = {alias for names in NAMES.values() for alias in names}
        self.first_line = load(self._engine, path, known=known, named=set(self._named.values()), baskets=baskets)
        described = self._engine.execute("DESCRIBE given").fetchall()
        self.headings = [str(row[0]) for row in described]
        self._kinds = {str(row[0]): str(row[1]) for row in described}
        if not self._engine.execute("SELECT count(*) FROM given").fetchall()[0][0]:
            raise BadFile(N_("%(file)s has a heading and no rows"), file=path.name)

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
        return _identifier(heading)

    def need(self, name: str) -> None:
        """Raise BadFile when there is no such column."""
        self._need(name)

    @property
    def amount(self) -> str | None:
        """What a row is worth, for SQL: its amount, or quantity times price; None when the file does not say."""
        if self.has("amount") and not (self.has("quantity") and plain(self._need("amount")) == "price"):
            return "{amount}::double"
        if self.has("quantity") and self.has("unit_price"):
            return "({quantity}::double * {unit_price}::double)"
        return None

    def query(self, text: str) -> dict[str, Any]:
        """Run SQL; give arrays by name."""
        return self._run(text).fetchnumpy()

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Run SQL; give rows."""
        return self._run(text).fetchall()

    def refuse(self, name: str, kind: str, condition: str, message: str) -> None:
        """Raise BadFile with the line of the first `cell` whose value, as `read`, meets the condition."""
        read = self._column(name, kind)
        found = self._engine.execute(
            f"SELECT place + {self.first_line - 1}, cell FROM (SELECT row_number() OVER () AS place, "
            f"{_identifier(self._need(name))} AS cell, {read} AS read FROM given) WHERE {condition} ORDER BY 1 LIMIT 1"
        ).fetchall()
        if found:
            line, cell = found[0]
            raise BadFile(message, file=self._file, line=line, value=str(cell)[:60], column=self._need(name))

    def close(self) -> None:
        """Let the engine go."""
        self._engine.close()

    def _run(self, text: str) -> duckdb.DuckDBPyConnection:
        filled = _COLUMN.sub(lambda found: self._column(found[1], found[2] or ""), text)
        try:
            return self._engine.execute(filled)
        except duckdb.Error as error:
            raise BadFile(
                N_("%(file)s cannot be read: %(why)s"), file=self._file, why=str(error).splitlines()[0]
            ) from error

    def _column(self, name: str, kind: str) -> str:
        heading = self._need(name)
        if (heading, kind) not in self._written:
            self._written[heading, kind] = self._expression(heading, kind)
        return self._written[heading, kind]

    def _expression(self, heading: str, kind: str) -> str:
        column, told = _identifier(heading), self._kinds[heading]
        if not kind:
            return column
        if kind == "name":
            return f"({values.name(column, told)})"
        if kind == "double":
            return self._number(heading, column, told)
        way = values.seconds if kind == "seconds" else values.plausible
        # 3/4/2025 is March in a file in which nothing speaks against it.
        month_first, day_first = (way(column, told, formats) for formats in (values.MONTH_FIRST, values.DAY_FIRST))
        if told == "VARCHAR" and self._unread(column, month_first) and not self._unread(column, day_first):
            month_first = day_first
        found = self._readable(heading, kind, month_first)
        return f"({found})::date" if kind == "day" else f"({found})"

    def _number(self, heading: str, column: str, told: str) -> str:
        """12,50 is twelve and a half in a file in which nothing speaks against it."""
        point, comma = values.number(column, told), values.number(column, told, comma=True)
        if told == "VARCHAR" and self._unread(column, point) and not self._unread(column, comma):
            point = comma
        return self._readable(heading, "double", point)

    def _readable(self, heading: str, kind: str, expression: str) -> str:
        unread = self._unread(_identifier(heading), expression)
        if unread:
            raise BadFile(
                _UNREAD[kind], file=self._file, line=unread[0][0], value=str(unread[0][1])[:60], column=heading
            )
        return f"({expression})"

    def _unread(self, column: str, expression: str) -> list[tuple[Any, ...]]:
        return self._engine.execute(
            f"SELECT place + {self.first_line - 1}, cell FROM (SELECT row_number() OVER () AS place, {column} AS cell, "
            f"{expression} AS read FROM given) WHERE read IS NULL AND NOT {values.nothing('cell')} ORDER BY 1 LIMIT 1"
        ).fetchall()

    def _need(self, name: str) -> str:
        found = self._found(name)
        if found is None:
            raise BadFile(
                N_(
                    "%(file)s has no column for “%(name)s” (also called %(aliases)s). It has: %(headings)s."
                    " Name it with --columns %(name)s=…"
                ),
                file=self._file, name=_SHOWN.get(name, name), aliases=", ".join(NAMES.get(name, (name,))[:6]), headings=", ".join(self.headings),
            )  # fmt: skip
        return found

    def _found(self, name: str) -> str | None:
        if name in self._named:
            return self._heading(name, self._named[name])
        known = {plain(heading): heading for heading in reversed(self.headings)}
        return next((known[alias] for alias in NAMES.get(name, (name,)) if alias in known), None)

    def _heading(self, name: str, wanted: str) -> str:
        if wanted in self.headings:
            return wanted
        if wanted.isdigit() and 1 <= int(wanted) <= len(self.headings):
            return self.headings[int(wanted) - 1]
        alike = [heading for heading in self.headings if plain(heading) and plain(heading) == plain(wanted)]
        if len(alike) == 1:
            return alike[0]
        raise BadParameter("columns", f"{name}={wanted}", ", ".join(self.headings))


def _identifier(heading: str) -> str:
    return '"{}"'.format(heading.replace('"', '""'))


def _named(text: str) -> dict[str, str]:
    found = {}
    for part in filter(str.strip, text.split(",")):
        name, sign, heading = (one.strip() for one in part.partition("="))
        name = _ALSO.get(name, name)
        if not sign or not heading or name not in NAMES:
            raise BadParameter("columns", part.strip(), f"name=column ({', '.join(NAMES)})")
        found[name] = heading
    return found
