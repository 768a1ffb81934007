# SPDX-License-Identifier: Apache-2.0
"""Files as people have them: every encoding, separator and way to write a day gives the same numbers, or one sentence."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from omotenashi.insight.forecasts import inputs
from omotenashi.insight.forecasts.opening import BadFile
from omotenashi.insight.measures.params import BadParameter

type Rows = list[tuple[str, date, int]]


def purchases() -> Rows:
    """A log of 120 customers, drawn once: member numbers have zeros in front."""
    drawn = np.random.default_rng(7)
    rows = []
    for customer in range(120):
        day = date(2024, 1, 1) + timedelta(days=int(drawn.integers(0, 60)))
        for _again in range(1 + int(drawn.integers(0, 6))):
            rows.append((f"{customer:05d}", day, int(drawn.integers(5, 90)) * 100))
            day += timedelta(days=int(drawn.integers(3, 70)))
    return rows


LOG = purchases()


def table(rows: Iterable[Sequence[object]], *, mark: str = ",", newline: str = "\n") -> str:
    """As text."""
    written = io.StringIO()
    csv.writer(written, delimiter=mark, lineterminator=newline).writerows(rows)
    return written.getvalue()


def log(day: Callable[[date], object] = date.isoformat, money: Callable[[int], object] = int) -> list[tuple[Any, ...]]:
    """The purchases, days and amounts written in some way."""
    return [(customer, day(on), money(amount)) for customer, on, amount in LOG]


def ask(name: str, path: Path, *, columns: str = "", **values: str) -> dict[str, Any]:
    """The answer as JSON."""
    answered = inputs.answer(name=name, path=path, columns=columns, values=values, today=date(2026, 1, 1))
    read: dict[str, Any] = json.loads(json.dumps(answered, default=str))
    return read


def fitted(path: Path, columns: str = "") -> tuple[float, int, float, str]:
    """What must not depend on how the file is written: the fit, who is in it, the spend of the first."""
    found = ask("ltv-forecast", path, columns=columns, min_repeaters="1", horizon="1")
    first: dict[str, Any] = found["rows"][0] if found["rows"] else {"customer": "", "monetary": 0.0}
    fit = found["fits"]["bgnbd"]
    return fit["log_likelihood"], found["population"]["customers"], first["monetary"], first["customer"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, int, float, str]:
    """The same log as the plainest of files."""
    path = tmp_path_factory.mktemp("log") / "plain.csv"
    path.write_text(table([("customer", "date", "amount"), *log()]), "utf-8")
    return fitted(path)


HEADS = ("顧客番号", "注文日", "購入金額")
ENGLISH = ("cust", "order_date", "revenue")
WRITTEN: dict[str, bytes] = {
    "mark of UTF-8 and CRLF": table([ENGLISH, *log()], newline="\r\n").encode("utf-8-sig"),
    "Shift_JIS": table([HEADS, *log(lambda on: f"{on.year}/{on.month}/{on.day}", lambda yen: f"{yen:,}")]).encode("cp932"),
    "UTF-16": table([HEADS, *log()], mark="\t").encode("utf-16"),
    "年月日 and ¥": table([HEADS, *log(lambda on: f"{on.year}年{on.month}月{on.day}日", lambda yen: f"¥{yen:,}")]).encode(),
    "semicolons and 20250102": table([ENGLISH, *log(lambda on: f"{on:%Y%m%d}")], mark=";").encode(),
    "tabs and hours": table([("cust", "timestamp", "value"), *log(lambda on: f"{on} 23:30:00")], mark="\t").encode(),
    "night of UTC is the morning in Japan": table(
        [ENGLISH, *log(lambda on: f"{on - timedelta(days=1)}T15:30:00Z")]
    ).encode(),
    "a zone that is told": table([ENGLISH, *log(lambda on: f"{on} 00:30:00 +0900")]).encode(),
    "seconds from 1970": table(
        [ENGLISH, *log(lambda on: int(datetime.fromisoformat(f"{on}T03:00:00+00:00").timestamp()))]
    ).encode(),
    "days before months": table([ENGLISH, *log(lambda on: f"{on:%d/%m/%Y}")]).encode(),
    "months before days": table([ENGLISH, *log(lambda on: f"{on:%m/%d/%Y}")]).encode(),
    "gzip without its name": gzip.compress(table([ENGLISH, *log()]).encode()),
    "wide digits": table([ENGLISH, *log(money=lambda yen: str(yen).translate({48 + n: 0xFF10 + n for n in range(10)}))]).encode(),
}  # fmt: skip


@pytest.mark.parametrize("how", WRITTEN)
def test_a_file_says_the_same_however_it_is_written(how: str, plain: object, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(WRITTEN[how])
    assert fitted(path) == plain


def test_parquet_with_names_of_its_own_and_a_file_without_a_heading_are_read_by_columns(
    plain: object, tmp_path: Path
) -> None:
    odd = pa.table({"who": [row[0] for row in LOG], "bought": [row[1] for row in LOG], "yen": [row[2] for row in LOG]})
    pq.write_table(odd, tmp_path / "odd.parquet")
    (tmp_path / "bare.txt").write_text(table(log()), "utf-8")
    assert fitted(tmp_path / "odd.parquet", "customer=who,date=bought,amount=yen") == plain
    assert fitted(tmp_path / "bare.txt", "customer=1,date=2,amount=3") == plain


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (("customer_id", "frequency", "recency", "T", "monetary_value"), ""),
        (("cust", "x", "t.x", "T.cal", "m_x"), ""),
        (("CustomerID", "frequency_cal", "recency_cal", "T_cal", "monetary_value_cal"), ""),
        (("", "frequency", "recency", "T", "monetary_value"), ""),
        (("a", "b", "c", "d", "e"), "customer=a,frequency=b,recency=c,T=d,monetary=e"),
    ],
)
def test_summaries_are_known_by_the_names_that_papers_and_packages_give_them(
    heads: tuple[str, ...], columns: str, tmp_path: Path
) -> None:
    rows = [(f"{n:03d}", f"{n % 4}.0", 3.5 * (n % 4), 30, 1000 if n % 4 else "NaN") for n in range(60)]
    path = tmp_path / "given.csv"
    path.write_text(table([heads, *rows]), "utf-8")
    found = ask("bgnbd", path, columns=columns, min_repeaters="1", horizon="20")
    assert (found["population"]["repeaters"], found["population"]["window"]) == (45, 30.0)
    assert found["rows"] == [] or found["rows"][0]["customer"] == "000"


WRONG = {
    "": "given.csv: the file is empty",
    "customer,date,amount\n": "given.csv has a heading and no rows",
    "customer,date\na,2025-01-01\nb,来週\n": "given.csv, line 3: “来週” in column date is not a date; write YYYY-MM-DD",
    "customer,date,amount\na,2025-01-01,many\n": "given.csv, line 2: “many” in column amount is not a number",
    "customer,date\n,2025-01-01\n": "No row has both a customer and a date.",
    "x,t_x\n1,2\n": "given.csv has no column for “T” (also called t, age, tcal, length, tobs). It has: x, t_x."
    " Name it with --columns T=…",
    "x,t_x,T\n1,nan,3\n": "Line 2: frequency, recency and T must be numbers (1, nan, 3).",
    "id,x,t_x,T\n7,1,2,3\n7,1,2,3\n": "Customer 7 is in several rows: with frequency, recency and T a row is a customer.",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_answered_is_one_sentence_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile) as refused:
        ask("bgnbd", path)
    assert str(refused.value) == WRONG[text]


def test_neither_text_nor_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04nothing")
    for name in ("given.csv", "broken.xlsx", "none.csv"):
        for measure in ("bgnbd", "recommend-eval"):
            with pytest.raises(BadFile):
                ask(measure, tmp_path / name)


def test_unknown_amounts_neither_raise_nor_lower_the_mean_and_returns_are_no_purchases(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    rows = ["a,2025-01-01,100", "a,2025-02-01,NaN", "a,2025-03-01,400", "a,2025-03-05,-400", ",2025-03-06,1"]
    path.write_text("customer,date,amount\n" + "\n".join(rows) + "\n", "utf-8")
    found = ask("bgnbd", path, min_repeaters="0")
    assert (found["population"]["repeat_transactions"], found["population"]["rows_unused"]) == (2, 1)
    scored = ask("rfm", path)["rows"]
    assert [(row["customer"], row["amount"]) for row in scored] == [("a", 500.0)]


def test_milliseconds_are_seconds_to_a_funnel_and_unknown_steps_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(
        "timestamp,visitorid,event\n1433221332117,1,view\n1433221392117,1,addtocart\n1433307732117,1,transaction\n",
        "utf-8",
    )
    steps = "view,addtocart,transaction"
    assert [row["people"] for row in ask("funnel", path, steps=steps, window="3600")["rows"]] == [1, 1, 0]
    with pytest.raises(BadParameter, match="buy"):
        ask("funnel", path, steps="buy,pay")


def test_lines_of_uneven_length_are_baskets(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text("milk,bread\nmilk\nmilk,bread,tea\n", "utf-8")
    found = ask("basket", path, min_count="2")
    assert found["population"]["orders"] == 3
    assert [(row["product"], row["with"], row["both"]) for row in found["rows"]] == [
        ("bread", "milk", 2),
        ("milk", "bread", 2),
    ]
