# SPDX-License-Identifier: Apache-2.0
"""Files of people we have never met: odd values, odd tables, odd questions. A right answer or one sentence, never a crash."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from omotenashi.insight.forecasts import inputs
from omotenashi.insight.forecasts.asked.needs import NEEDS
from omotenashi.insight.forecasts.opening import BadFile
from omotenashi.insight.measures.params import BadParameter

type Write = Callable[..., Path]


def ask(name: str, path: Path, *, columns: str = "", **values: str) -> dict[str, Any]:
    """The answer as JSON that every reader takes: without NaN."""
    answered = inputs.answer(name=name, path=path, columns=columns, values=values, today=date(2026, 1, 1))
    read: dict[str, Any] = json.loads(json.dumps(answered, default=str, allow_nan=False))
    return read


def rows(answer: dict[str, Any], *names: str) -> list[list[Any]]:
    """Some columns."""
    return [[row[name] for name in names] for row in answer["rows"]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text as a file."""

    def written(text: str, encoding: str = "utf-8", name: str = "given.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return written


LINES = "customer,date,amount\n007,2025-01-01,100\n008,2025-01-02,200\n"
TASTES = "user,item\n" + "".join(f"{n % 9},{n % 7}\n" for n in range(63))
SAME: dict[str, tuple[str, str]] = {
    "a line for Excel above": ("sep=;\n" + LINES.replace(",", ";"), "utf-8"),
    "empty lines": ("\n\n" + LINES.replace("\n", "\n\n"), "utf-8"),
    "a title above": ("売上一覧,,\n" + LINES, "cp932"),
    "a remark above": ("# export of 2025\n" + LINES, "utf-8"),
    "line ends of old": (LINES.replace("\n", "\r"), "utf-8"),
    "a separator at every end": (LINES.replace("\n", ",\n"), "utf-8"),
    "inches between tabs": (
        'customer\tdate\tamount\tname\n007\t2025-01-01\t100\t5" plate\n008\t2025-01-02\t200\t"quoted" x\n', "utf-8",
    ),
    "a line break in a cell": (
        'customer,date,amount,note\n007,2025-01-01,100,"a\nb"\n008,2025-01-02,200,"c"\n', "utf-8",
    ),
    "western letters": (LINES.replace("customer", "customer,name").replace("007", "007,Café x").replace("008", "008,"), "latin-1"),
    "commas of decimals": (LINES.replace(",", ";").replace("100", "100,00").replace("200", "0.200,00"), "utf-8"),
    "hours of the morning and the afternoon": (
        LINES.replace("2025-01-01", "1/1/2025 3:04:05 AM").replace("2025-01-02", "1/2/2025 11:04 PM"), "utf-8",
    ),
    "years of eras": (LINES.replace("2025-01-01", "令和7年1月1日").replace("2025-01-02", "R7.1.2"), "utf-8"),
    "days as a workbook counts them": (LINES.replace("2025-01-01", "45658").replace("2025-01-02", "45659"), "utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("how", SAME)
def test_the_same_purchases_are_read_from_any_table(how: str, write: Write) -> None:
    text, encoding = SAME[how]
    found = ask("rfm", write(text, encoding))
    assert rows(found, "customer", "days", "amount") == [["008", 1, 200.0], ["007", 2, 100.0]]


def test_a_workbook_may_have_a_title_an_empty_sheet_and_days_without_a_format(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["売上一覧"], [], ["会員番号", "購入日", "金額"], ["007", datetime(2025, 1, 1, 9), 100], ["008", 45659, 200],
    ]  # fmt: skip
    with xlsxwriter.Workbook(tmp_path / "given.xlsx", {"default_date_format": "yyyy/mm/dd hh:mm"}) as book:
        book.add_worksheet()
        sheet = book.add_worksheet("売上")
        for place, line in enumerate(lines):
            sheet.write_row(place, 0, line)
    found = ask("rfm", tmp_path / "given.xlsx")
    assert rows(found, "customer", "days", "amount") == [["008", 1, 200.0], ["007", 2, 100.0]]


def test_numbers_that_were_stored_with_a_point_are_names_without_one(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"CustomerID": [17850.0, None], "date": [date(2025, 1, 1)] * 2, "amount": [5.0, 7.0]}), tmp_path / "p"
    )
    found = ask("rfm", tmp_path / "p")
    assert (rows(found, "customer"), found["population"]["rows_without_customer"]) == ([["17850"]], 1)


_AMOUNT = (
    "given.csv, line 2: “29.9” in column outcome is neither 0 nor 1. Name another column with --columns outcome=…, "
    "and amounts with amount=…"
)
WRONG = {
    "customer,date,amount\n1,2025-01-01,5\n2,2025-01-01,5,6\n": (
        "rfm", "given.csv, line 3 has more cells than the first, or a quotation mark that does not end"),
    "customer,date,amount\n1,9999-12-31,5\n": (
        "rfm", "given.csv, line 2: “9999-12-31” in column date is not a date; write YYYY-MM-DD"),
    "treatment,outcome\n1,29.9\n0,0\n": (
        "uplift",
        _AMOUNT),
    "treatment,outcome\n1,1\n1,0\n": (
        "uplift", "Everybody is in one group (1): without people who were left out there is nothing to compare with."),
    "path,conversions,null\nA,3,1\nB,-1,0\n": ("markov", "given.csv, line 3: “-1” in column conversions is below 0"),
    '{"paths": [["A", NaN, 2]]}': ("markov", "A journey without a number from 0: A"),
    "user,time,event\n1,,view\n": ("funnel", "given.csv, line 2: an event without a time (column time)"),
    "user,item,date\n1,a,tomorrow\n1,b,2025-01-01\n": (
        "recommend-eval", "“tomorrow” in column date cannot be read as a moment; write YYYY-MM-DD, or seconds."),
    "id,x,t_x,T\n7,0,0,9\n8,1,0,9\n": (
        "bgnbd", "Line 3: recency must be above 0 for who came back 1 times. The first purchase does not count in frequency."),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_has_no_answer_is_one_sentence_that_names_column_and_line(text: str, write: Write) -> None:
    name, why = WRONG[text]
    more = {"steps": "view"} if name == "funnel" else {}
    with pytest.raises(BadFile) as refused:
        ask(name, write(text), **more)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("name", "text", "param", "value"),
    [
        ("uplift", "treatment,outcome\n1,1\n0,0\n", "level", "100"),
        ("rfm", LINES, "r", "30,90"),
        ("rfm", LINES, "keep", "foo"),
        ("recommend-eval", TASTES, "k", "0"),
        ("recommend-eval", TASTES, "svd_factors", "0"),
        ("recommend-eval", TASTES, "share", "100"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(name: str, text: str, param: str, value: str, write: Write) -> None:
    with pytest.raises(BadParameter, match=param):
        ask(name, write(text), **{param: value})


def test_orders_that_all_begin_with_c_are_no_cancellations(write: Write) -> None:
    text = "order_id,customer,date,amount\nC1,a,2025-01-01,10\nC2,a,2025-01-02,20\n"
    assert rows(ask("rfm", write(text)), "orders", "amount") == [[2, 30.0]]
    mixed = "order_id,customer,date,amount\n1,a,2025-01-01,10\n2,a,2025-01-01,10\nC2,a,2025-01-02,20\n"
    assert rows(ask("rfm", write(mixed)), "orders", "amount") == [[2, 20.0]]
    assert rows(ask("rfm", write(text), cancelled="C"), "orders") == []


def test_amounts_are_added_to_the_border_of_a_score_in_any_order(write: Write) -> None:
    lines = [f"a,2025-01-0{day},{paid}" for day, paid in ((1, "3333.1"), (2, "3333.2"), (3, "3333.7"))]
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)):
        text = "customer,date,amount\n" + "\n".join(lines[at] for at in order) + "\n"
        assert rows(ask("rfm", write(text)), "amount", "m") == [[10000.0, 3]]


def test_a_row_without_an_order_counts_as_its_day(write: Write) -> None:
    text = "order,customer,date,amount\n,a,2025-01-01,5\n,a,2025-01-02,5\n1,b,2025-01-01,5\n"
    assert rows(ask("rfm", write(text)), "customer", "orders") == [["a", 2], ["b", 1]]


def test_baskets_are_lines_of_any_length_words_or_figures_or_the_day_of_a_customer(write: Write) -> None:
    longest_first = "milk,bread,tea,rice\nmilk\nmilk,bread\n"
    figures = "1\n1 2\n1 2 3\n"
    days = "Member_number,Date,itemDescription\n7,2025-01-01,milk\n7,2025-01-01,bread\n7,2025-01-02,milk\n"
    told = [ask("basket", write(text), min_count="1") for text in (longest_first, figures, days)]
    assert [one["population"]["orders"] for one in told] == [3, 3, 2]
    pair = [next(row for row in one["rows"] if row["count"] == row["both"]) for one in told]
    assert [(row["product"], row["with"], row["both"]) for row in pair] == [
        ("bread", "milk", 2),
        ("2", "1", 2),
        ("bread", "milk", 1),
    ]


def test_no_pair_and_no_purchase_are_answers_that_say_why(write: Write) -> None:
    rare = ask("basket", write("order,product\n1,a\n1,b\n"))
    assert (rare["rows"], [one["code"] for one in rare["warnings"]]) == ([], ["no_pair"])
    nobody = ask("funnel", write("user,time,event\n1,1,view\n1,2,cart\n"), steps="view,cart,buy")
    assert [row["people"] for row in nobody["rows"]] == [1, 1, 0]
    assert [one["code"] for one in nobody["warnings"]] == ["unknown_step"]


def test_journeys_without_a_number_did_not_convert_and_blanks_may_separate(write: Write) -> None:
    found = ask("markov", write("path,revenue\nA B,100\nB,\nA,NaN\n"), separator=" ")
    assert found["population"] == {
        "journeys": 3.0,
        "conversions": 1.0,
        "total": 100.0,
        "p_conversion": pytest.approx(1 / 3),
    }
    assert [row["removal_effect"] for row in found["rows"]] == pytest.approx([0.5, 1.0])


def test_what_a_file_is_called_does_not_make_it_json(write: Write) -> None:
    told = '{"paths": [["A>B", 1, 2]]}'
    assert rows(ask("markov", write(told, name="given.txt")), "channel") == [["A"], ["B"]]


def test_a_channel_without_sales_is_worth_nothing_and_never_less(write: Write) -> None:
    found = ask("markov", write("経路,売上\n広告>店舗,￥10000\nLINE,0\n", "cp932"))
    assert rows(found, "channel", "markov", "removal_effect") == [["LINE", 0, 0], ["広告", 5000, 1], ["店舗", 5000, 1]]


def test_groups_without_a_name_and_people_without_a_score_are_people(write: Write) -> None:
    text = "treatment_flg,target,seg,score\n1,1,a,.5\n0,0,,\n1,0,,.1\n0,1,a,.3\n"
    found = ask("uplift", write(text), by="seg")
    assert rows(found, "group", "treated", "control") == [["", 1, 1], ["a", 1, 1]]
    assert found["population"]["qini"] == pytest.approx(1 / 3)


def test_groups_may_be_named_in_japanese(write: Write) -> None:
    found = ask("uplift", write("群,購入\n配信,1\n対照,0\n配信,はい\n対照,いいえ\n"))
    assert (found["population"]["control"], rows(found, "arm", "diff_pt")) == ("対照", [["配信", 100.0]])


def test_one_person_or_one_product_is_ranked_without_a_fall(write: Write) -> None:
    found = ask("recommend-eval", write("user,item\n" + "".join(f"1,i{n}\n" for n in range(20))))
    assert {row["method"] for row in found["rows"]} == {"popular", "neighbours", "ease", "svd", "als"}


@pytest.mark.parametrize("holdout", ["last", "random", "time", "30"])
def test_the_order_of_the_lines_decides_nothing(holdout: str, write: Write) -> None:
    drawn = np.random.default_rng(4)
    lines = [
        f"{user:03d},{item},2025年{1 + day // 28}月{1 + day % 28}日"
        for user, item, day in drawn.integers(0, 60, (900, 3))
    ]
    told = []
    for order in (np.arange(900), drawn.permutation(900)):
        text = "会員番号,商品コード,購入日\n" + "\n".join(lines[at] for at in order) + "\n"
        told.append(ask("recommend-eval", write(text), holdout=holdout, methods="popular,neighbours")["rows"])
    assert told[0] == told[1]


def test_of_nobody_who_came_back_nothing_is_said_about_spend(write: Write) -> None:
    found = ask("gamma-gamma", write("x,t_x,T,monetary\n0,0,20,0\n"), min_repeaters="0")
    assert (found["answers"], found["refused"][0]["code"], found["rows"]) == (False, "too_few_repeaters", [])


def test_a_column_may_be_named_without_its_capitals(write: Write) -> None:
    found = ask("rfm", write("KUNDE,TAG,Betrag\n1,2025-01-01,5\n"), columns="customer=kunde,date=Tag,amount=betrag")
    assert rows(found, "customer", "amount") == [["1", 5.0]]


def test_help_knows_every_question() -> None:
    assert sorted(NEEDS) == sorted((*inputs.INPUTS, *inputs.TWO_INPUTS))
