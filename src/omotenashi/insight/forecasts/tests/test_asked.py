# SPDX-License-Identifier: Apache-2.0
"""What is asked of files: the worked examples of the specification, and published numbers where the data are there."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.insight.forecasts import inputs
from omotenashi.insight.forecasts.asked import effects, funnels
from omotenashi.insight.forecasts.asked.effects import Arm
from omotenashi.insight.forecasts.files import BadFile
from omotenashi.insight.measures import crediting
from omotenashi.insight.measures.crediting import Journey
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.registry import UnknownMeasure

DATA = Path(__file__).parents[6] / "shared" / "data"
published = pytest.mark.skipif(not DATA.is_dir(), reason=f"the public data sets are not at {DATA}")
PATHS = "path,revenue\nAd>Mail>Store,10000\nAd>LINE,6000\nMail,4000\nLINE>Mail,8000\nAd,0\nMail>LINE,0\n"


def expected(name: str) -> dict[str, Any]:
    """The published numbers of one id."""
    entries = json.loads((DATA / "expected.json").read_text("utf-8"))
    found: dict[str, Any] = next(entry["expected"] for entry in entries if entry["id"] == name)
    return found


def ask(name: str, path: Path, *, columns: str = "", **values: str) -> dict[str, Any]:
    """The answer as JSON."""
    answered = inputs.answer(name=name, path=path, columns=columns, values=values, today=date(2026, 1, 1))
    read: dict[str, Any] = json.loads(json.dumps(answered, default=str))
    return read


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes a file of a text."""

    def write(text: str, name: str = "given.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_six_ways_of_credit_sum_to_what_was_earned(file: Any) -> None:
    answer = ask("markov", file(PATHS))
    by = {row["channel"]: row for row in answer["rows"]}
    assert {
        model: [round(by[name][model], 2) for name in ("Ad", "LINE", "Mail", "Store")] for model in crediting.MODELS
    } == {
        "last": [0, 6000, 12000, 10000],
        "first": [16000, 8000, 4000, 0],
        "linear": [6333.33, 7000, 11333.33, 3333.33],
        "position": [7000, 7000, 10000, 4000],
        "time_decay": [3428.57, 6666.67, 12190.48, 5714.29],
        "markov": [5672.29, 6423.04, 12234.36, 3670.31],
    }
    assert round(answer["population"]["p_conversion"], 4) == 0.6667
    assert [round(by[name]["removal_effect"], 4) for name in ("Ad", "LINE", "Mail", "Store")] == [
        0.3864, 0.4375, 0.8333, 0.25,
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("ABCD"), min_size=1, max_size=5),
            st.integers(0, 3),
            st.integers(0, 3),
            st.integers(0, 900),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_credit_is_never_lost_nor_made(rows: list[tuple[list[str], int, int, int]]) -> None:
    journeys = [Journey(tuple(way), won, lost, paid if won else 0) for way, won, lost, paid in rows if won + lost]
    credit = crediting.attribute(journeys)
    for model in crediting.MODELS[:-1]:
        assert sum(credit.by[model].values()) == pytest.approx(credit.total)
    assert sum(credit.by["markov"].values()) == pytest.approx(credit.total if credit.p_conversion > 1e-12 else 0)
    assert all(-1e-9 <= effect <= 1 + 1e-9 for effect in credit.removal.values())


def test_a_held_out_group_that_is_small_proves_nothing() -> None:
    small = effects.compare(Arm(900, 63, 378_000), Arm(100, 4, 24_000), cost=30_000)
    large = effects.compare(Arm(9_000, 630, 3_780_000), Arm(1_000, 40, 240_000), cost=300_000)
    shown = [
        (round(one["diff_pt"], 1), round(one["ci_low_pt"], 3), round(one["ci_high_pt"], 3), one["significant"],
         round(one["incremental_sales"]), round(one["incremental_profit"]), round(one["roi_pct"], 1))
        for one in (small, large)
    ]  # fmt: skip
    assert shown == [
        (3.0, -3.024, 6.061, False, 162_000, 67_200, 224.0),
        (3.0, 1.509, 4.182, True, 1_620_000, 672_000, 224.0),
    ]


def test_a_score_that_knows_who_is_moved_is_better_than_chance(file: Any) -> None:
    lines = ["segment,conversion,spend,score"]
    for treated in ("mail", "control"):
        for moved in (0, 1):
            lines += [f"{treated},{int(moved and treated == 'mail')},100,{moved}"] * 50
    answer = ask("uplift", file("\n".join(lines)), by="score")
    assert [(row["group"], row["diff_pt"]) for row in answer["rows"]] == [("0", 0.0), ("1", 100.0)]
    assert answer["population"]["qini"] == pytest.approx(0.125)


def test_a_cart_left_on_the_web_and_bought_in_the_shop_is_not_lost(file: Any) -> None:
    events = [
        "time,user,event", "09:00,U1,view", "09:05,U1,cart", "09:10,U1,buy_ec", "10:00,U2,view", "10:05,U2,cart",
        "15:00,U2,buy_store", "11:00,U3,view", "11:05,U3,cart", "12:00,U4,view", "13:00,U5,buy_store",
    ]  # fmt: skip
    path = file("\n".join(events))
    anywhere = ask("funnel", path, steps="view,cart,buy_ec|buy_store")
    assert [row["people"] for row in anywhere["rows"]] == [4, 3, 2]
    assert (anywhere["population"]["levels"]["U3"], anywhere["population"]["outside"]) == (2, 1)
    assert [row["people"] for row in ask("funnel", path, steps="view,cart,buy_ec")["rows"]] == [4, 3, 1]


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abcx")), max_size=12), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_a_wider_window_never_reaches_less(events: list[tuple[float, str]], window: int) -> None:
    levels = [funnels.reached(events, steps="abc", window=width) for width in (window, window + 1, 10**6)]
    assert levels == sorted(levels)


def test_baskets_leave_out_what_everybody_gets(file: Any) -> None:
    lines = (
        "O01,A;SHIP O02,A;B O03,C O04,A;GIFT O05,C O06,B;C O07,B O08,A;B O09,A O10,C O11,C O12,C O13,A;C O14,C O15,A;B "
        "O16,B O18,C"
    ).split()
    path = file("order_id,products\n" + "\n".join(lines))
    answer = ask("basket", path, exclude="SHIP,GIFT", min_count="1")
    one = next(row for row in answer["rows"] if (row["product"], row["with"]) == ("A", "B"))
    assert (answer["population"]["orders"], one["count"], one["with_count"], one["both"]) == (17, 7, 6, 3)
    assert [round(one[name], 4) for name in ("support_pct", "confidence_pct", "lift")] == [17.6471, 42.8571, 1.2143]
    assert [row["both"] for row in ask("basket", path, min_count="3")["rows"]] == [3, 3]


def test_ranks_of_a_file_are_those_of_the_record(file: Any) -> None:
    with_quintiles = "customer,date,amount\n" + "\n".join(
        f"C0{place},2025-01-0{place},{paid}"
        for place, paid in enumerate((19000, 4000, 12000, 7000, 13000, 11000, 16000, 4500), 1)
    )
    path = file(with_quintiles)
    quintiles = {row["customer"]: row["m"] for row in ask("rfm", path, by="quintiles")["rows"]}
    # The fixture's figure for M of C06 is 2: eleven thousand is more than three of eight.
    assert quintiles == {"C01": 5, "C02": 1, "C03": 3, "C04": 2, "C05": 4, "C06": 2, "C07": 4, "C08": 1}
    first = ask("rfm", path, as_of="2025-12-31")["rows"][0]
    assert first == {
        "customer": "C01",
        "days": 364,
        "orders": 1,
        "amount": 19000.0,
        "r": 2,
        "f": 1,
        "m": 3,
        "rank": "D",
    }


def test_a_paused_contract_has_not_ended(file: Any) -> None:
    text = "contract,shipped,state\nD1,4,active\nD2,2,cancelled\nD3,3,active\nD4,2,paused\nD5,1,active\n"
    answer = ask("survival", file(text))
    assert [(row["time"], row["at_risk"], row["ended"], row["survival"]) for row in answer["rows"][:4]] == [
        (1, 5, 0, 1.0), (2, 4, 1, 0.75), (3, 2, 0, 0.75), (4, 1, 0, 0.75),
    ]  # fmt: skip
    assert len(answer["rows"]) == 12


@pytest.mark.parametrize(
    ("name", "text", "columns", "why"),
    [
        ("bgnbd", "a,b\n1,2\n", "", "neither a column frequency"),
        ("markov", "way,revenue\nA,1\n", "", "no column for “path”"),
        ("rfm", "customer,date,amount\n1,never,3\n", "", "never” in column date is not a date"),
        ("uplift", "segment\nA\n", "", "no column for “outcome”"),
        ("basket", "", "", "file"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why(file: Any, name: str, text: str, columns: str, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        ask(name, file(text), columns=columns)


def test_unknown_names_and_parameters_are_refused(file: Any) -> None:
    path = file(PATHS)
    with pytest.raises(UnknownMeasure, match="markov"):
        ask("markof", path)
    with pytest.raises(BadParameter, match="half_life"):
        ask("markov", path, halflife="2")
    with pytest.raises(BadParameter, match="steps"):
        ask("funnel", file("time,user,event\n1,U,a\n"))


@published
def test_the_three_journeys_are_credited_as_published() -> None:
    answer = ask("markov", DATA / "attribution" / "three_path_example.json")
    by = {row["channel"]: row for row in answer["rows"]}
    of = expected("ATT-D1")
    assert answer["population"]["p_conversion"] == pytest.approx(1 / 3, abs=1e-9)
    assert {name: row["removal_effect"] for name, row in by.items()} == pytest.approx(of["removal"], abs=1e-9)
    assert {name: row["share"] for name, row in by.items()} == pytest.approx(of["share"], abs=1e-9)


@published
def test_every_funnel_case_reaches_the_published_step() -> None:
    cases = json.loads((DATA / "funnel" / "window_funnel_dev.json").read_text("utf-8"))["cases"]
    answer = ask("funnel", DATA / "funnel" / "window_funnel_dev.json")
    assert answer["population"]["cases"] == expected("FUN-D1")["cases"]
    assert {row["id"]: row["level"] for row in answer["rows"]} == {case["id"]: case["expected"] for case in cases}


@published
@pytest.mark.full
def test_online_retail_has_its_published_ranks() -> None:
    answer = ask("rfm", DATA / "transactions" / "online_retail.parquet", as_of="2011-12-10")
    found, of = answer["population"], expected("RFM-D2")
    assert [found["kept_rows"], found["customers"], found["kept_orders"], found["median_r"]] == [
        of["rows"], of["customers"], of["invoices"], of["median_R"],
    ]  # fmt: skip
    assert found["revenue"] == pytest.approx(of["revenue"], abs=0.01)
    top = [[int(row["customer"]), row["days"], row["orders"], round(row["amount"], 2)] for row in answer["rows"][:3]]
    assert top == of["top"]
    profile = expected("RFM-D1")
    assert [
        found[name] for name in ("rows", "orders", "rows_without_customer", "cancelled_rows", "duplicate_rows")
    ] == [
        profile[name] for name in ("rows", "invoices", "rows_without_customer", "cancel_rows", "exact_duplicate_rows")
    ]


@published
@pytest.mark.full
def test_complete_journey_has_its_published_profile() -> None:
    found = ask("basket", DATA / "completejourney" / "transactions.parquet", min_count="20000")["population"]
    of = expected("CJ-D1")
    assert [found[name] for name in ("rows", "customers", "products", "stores", "orders", "median_basket")] == [
        of[name] for name in ("lines", "households", "products", "stores", "trips", "median_basket")
    ]
    assert [round(found[name], 2) for name in ("sales", "avg_basket")] == [of["sales"], of["avg_basket"]]


@published
def test_hillstrom_is_compared_with_who_got_no_mail() -> None:
    path = DATA / "uplift" / "hillstrom_first2000.csv"
    answer = ask("uplift", path, columns="treatment=segment,outcome=visit,amount=spend")
    with path.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    for told in answer["rows"]:
        mine = [int(row["visit"]) for row in rows if row["segment"] == told["arm"]]
        others = [int(row["visit"]) for row in rows if row["segment"] == "No E-Mail"]
        assert told["diff_pt"] == pytest.approx(100 * (sum(mine) / len(mine) - sum(others) / len(others)))
    assert [told["arm"] for told in answer["rows"]] == ["Mens E-Mail", "Womens E-Mail"]
