# SPDX-License-Identifier: Apache-2.0
"""A log of anybody's as persons and products: any separator, with a heading or without, a line a pair or a line a person.

Columns are found by name, many names being known; without a heading they stand as person, product, weight, moment. Lines
of unequal length are a person and all products of this person.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import duckdb
import numpy as np
import pyarrow as pa

from omotenashi.insight.forecasts import values
from omotenashi.insight.forecasts.opening import BadFile, as_utf8, is_text, load, plain
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.words import N_

NAMES: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "userid", "uid", "customer", "customerid", "customerno", "person", "personid", "member", "memberid", "memberno", "membernumber",
             "client", "clientid", "visitor", "visitorid", "household", "householdid", "householdkey", "cust", "custid",
             "buyer", "buyerid", "shopper", "shopperid", "account", "accountid", "reviewerid", "profileid", "session",
             "sessionid", "会員", "会員id", "会員番号", "顧客", "顧客id", "顧客番号", "ユーザーid"),
    "item": ("item", "itemid", "iid", "product", "productid", "productcode", "sku", "skuid", "stockcode", "article",
             "articleid", "asin", "parentasin", "movie", "movieid", "isbn", "bookid", "artistid", "trackid", "songid",
             "goods", "goodsid", "variant", "variantid", "upc", "ean", "jan", "jancode", "businessid", "productname",
             "商品", "商品id", "商品コード", "商品番号", "品番"),
    "rating": ("rating", "ratings", "score", "stars", "overall", "preference", "評価"),
    "quantity": ("quantity", "qty", "count", "plays", "units", "weight", "amount", "数量", "個数"),
    "date": ("timestamp", "time", "date", "datetime", "day", "invoicedate", "orderdate", "purchasedate", "eventtime",
             "orderedat", "placedat", "transactiontimestamp", "transactiondate", "unixreviewtime", "tdat", "ts", "at",
             "日付", "日時", "注文日", "購入日"),
    "part": ("part", "split", "set", "subset"),
}  # fmt: skip
_ALIASES = {alias for names in NAMES.values() for alias in names}
# By these names `--columns` may call them, as the other measures do.
_ALSO = {"customer": "user", "product": "item", "amount": "quantity", "time": "date", "weight": "quantity"}
_BY_PLACE = ("user", "item", "rating", "date")
# 20250102 is a day, and not a number of seconds.
_WRITTEN_DAY = "(19|20)\\d\\d(0[1-9]|1[012])([012]\\d|3[01])"


@dataclass(frozen=True, kw_only=True)
class Log:
    """One place a row. `rating` and `when` (seconds, or any number that grows) are None when the file has none.

    `kept`: does the file itself say that this row is of the part that is kept back?
    """

    users: np.ndarray[Any, Any]
    items: np.ndarray[Any, Any]
    rating: np.ndarray[Any, np.dtype[np.float64]] | None = None
    when: np.ndarray[Any, np.dtype[np.float64]] | None = None
    kept: np.ndarray[Any, np.dtype[np.bool_]] | None = None
    rows: int = 0


def read_log(path: Path, *, columns: str = "") -> Log:
    """Read a file. Raises BadFile or BadParameter."""
    engine = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": 2})
    called = _called(columns)
    try:
        if not is_text(path):
            load(engine, path, known=_ALIASES, named=set(called.values()))
            return _log(engine, _found(_headings(engine), called))
        with as_utf8(path) as text:
            return _read(engine, text, called)
    except (duckdb.Error, pa.ArrowException, UnicodeDecodeError, OSError) as error:
        raise BadFile(N_("%(file)s cannot be read: %(why)s"), file=path.name, why=str(error).splitlines()[0]) from error
    finally:
        engine.close()


def _read(engine: duckdb.DuckDBPyConnection, path: Path, called: Mapping[str, str]) -> Log:
    quoted = str(path).replace("'", "''")
    lines = _head(path)
    if not lines:
        raise BadFile(N_("The file is empty."))
    mark = _separator(lines)
    cells = _cells(lines, mark)
    if len({len(line) for line in cells}) > 1 and not _is_heading(cells[0], called):
        return _lists(path, mark)
    headed = _is_heading(cells[0], called)
    if mark in ("::", ""):
        engine.register("given", _table(_cells(_lines(path), mark), headed=headed))
    else:
        marked = mark.replace("'", "''")
        engine.execute(
            f"CREATE TABLE given AS SELECT * FROM read_csv('{quoted}', delim='{marked}', header={headed}, "
            f"all_varchar=true, null_padding=true, quote='\"')"
        )
    return _log(engine, _found(_headings(engine), called, headed=headed))


def _log(engine: duckdb.DuckDBPyConnection, found: Mapping[str, str]) -> Log:
    """Rows that name a person and a product; a quantity of zero or less took something back."""
    of = {name: '"{}"'.format(heading.replace('"', '""')) for name, heading in found.items()}
    kinds = {str(row[0]): str(row[1]) for row in engine.execute("DESCRIBE given").fetchall()}
    kind = {name: kinds[heading] for name, heading in found.items()}
    rating = values.number(of["rating"], kind["rating"]) if "rating" in of else "NULL::double"
    when = _when(engine, of["date"], kind["date"], found["date"]) if "date" in of else "NULL::double"
    kept = f"lower({of['part']}::varchar) IN ('test', 'holdout', 'eval')" if "part" in of else "NULL::boolean"
    bought = f"coalesce({values.number(of['quantity'], kind['quantity'])}, 1) > 0" if "quantity" in of else "true"
    user, item = (values.name(of[name], kind[name]) for name in ("user", "item"))
    read = engine.execute(
        f"SELECT * FROM (SELECT {user} AS user, {item} AS item, {rating} AS rating, {when} AS moment, {kept} AS kept"
        f" FROM given WHERE {bought}) WHERE user IS NOT NULL AND item IS NOT NULL"
    ).fetchnumpy()
    rows = int(engine.execute("SELECT count(*) FROM given").fetchall()[0][0])
    known = {name: np.ma.filled(np.ma.asarray(read[name], dtype=np.float64), np.nan) for name in ("rating", "moment")}
    return Log(
        users=np.ma.getdata(read["user"]).astype(str),
        items=np.ma.getdata(read["item"]).astype(str),
        rating=known["rating"] if "rating" in of else None,
        when=known["moment"] if "date" in of else None,
        kept=np.ma.filled(np.ma.asarray(read["kept"], dtype=bool), False) if "part" in of else None,
        rows=rows,
    )


def _when(engine: duckdb.DuckDBPyConnection, column: str, kind: str, heading: str) -> str:
    """Give the column as seconds, for SQL. Raises BadFile for a cell that is neither a moment nor a number."""
    text = f"trim({column}::varchar)"
    unread = ""
    for formats in (values.MONTH_FIRST, values.DAY_FIRST):
        day = f"epoch({values.moment(column, kind, formats)})"
        found = f"CASE WHEN regexp_full_match({text}, '{_WRITTEN_DAY}') THEN {day} ELSE {values.seconds(column, kind, formats)} END"
        wrong = engine.execute(
            f"SELECT {column}::varchar FROM given WHERE ({found}) IS NULL ORDER BY {values.nothing(column)}, 1 LIMIT 1"
        ).fetchall()
        if not wrong:
            return found
        unread = unread or str(wrong[0][0] or "")[:60]
    raise BadFile(
        N_("“%(value)s” in column %(column)s cannot be read as a moment; write YYYY-MM-DD, or seconds."),
        column=heading, value=unread,
    )  # fmt: skip


def _lists(path: Path, mark: str) -> Log:
    """A person and all products of this person on one line."""
    pairs = [(line[0], item) for line in _cells(_lines(path), mark) for item in line[1:] if item.strip()]
    users, items = zip(*pairs, strict=True) if pairs else ((), ())
    return Log(users=np.array(users, dtype=str), items=np.array(items, dtype=str), rows=len(pairs))


def _found(headings: Sequence[str], called: Mapping[str, str], *, headed: bool = True) -> dict[str, str]:
    """Give the heading of each column: as it is called, as it is known, or by its place."""
    known = {plain(heading): heading for heading in reversed(headings)}
    found = {
        name: heading
        for name, aliases in NAMES.items()
        for heading in [_named(called[name], headings, name) if name in called else _first(known, aliases)]
        if heading is not None
    }
    if not headed:
        taken = set(found.values())
        by_place = zip(_BY_PLACE, headings, strict=False)
        found |= {name: place for name, place in by_place if name not in found and place not in taken}
    missing = [name for name in ("user", "item") if name not in found]
    if missing:
        raise BadFile(
            N_("There is no column for “%(name)s”. The file has: %(headings)s. Name it with --columns %(name)s=…"),
            name=missing[0], headings=", ".join(headings),
        )  # fmt: skip
    return found


def _named(wanted: str, headings: Sequence[str], name: str) -> str:
    if wanted in headings:
        return wanted
    if wanted.isdigit() and 1 <= int(wanted) <= len(headings):
        return headings[int(wanted) - 1]
    raise BadParameter("columns", f"{name}={wanted}", ", ".join(headings))


def _first(known: Mapping[str, str], aliases: Iterable[str]) -> str | None:
    return next((known[alias] for alias in aliases if alias in known), None)


def _called(text: str) -> dict[str, str]:
    found = {}
    for part in filter(str.strip, text.split(",")):
        name, sign, value = (one.strip() for one in part.partition("="))
        name = _ALSO.get(name, name)
        if not sign or not value or name not in NAMES:
            raise BadParameter("columns", text, f"name=column with a name of {', '.join(NAMES)}")
        found[name] = value
    return found


def _is_heading(cells: Sequence[str], called: Mapping[str, str]) -> bool:
    return any(plain(cell) in _ALIASES or (cell in called.values() and not cell.isdigit()) for cell in cells)


def _headings(engine: duckdb.DuckDBPyConnection) -> list[str]:
    return [str(row[0]) for row in engine.execute("DESCRIBE given").fetchall()]


def _separator(lines: Sequence[str]) -> str:
    return next((mark for mark in ("::", "\t", ";", "|", ",") if all(mark in line for line in lines)), "")


def _cells(lines: Iterable[str], mark: str) -> list[list[str]]:
    if mark in ("::", ""):
        return [line.split(mark or None) for line in lines]
    return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]


def _table(cells: Sequence[Sequence[str]], *, headed: bool) -> pa.Table:
    heading = list(cells[0]) if headed else [str(place) for place in range(1, len(cells[0]) + 1)]
    body = cells[1:] if headed else cells
    if any(len(line) != len(heading) for line in body):
        raise BadFile(N_("Not every line has as many words as the first."))
    return pa.table({name: [line[place] for line in body] for place, name in enumerate(heading)})


def _head(path: Path) -> list[str]:
    return list(islice(_lines(path), 100))


def _lines(path: Path) -> Iterable[str]:
    with _opened(path) as file:
        yield from (line.rstrip("\r\n") for line in file if line.strip())


def _opened(path: Path) -> IO[str]:
    return path.open(encoding="utf-8-sig")
