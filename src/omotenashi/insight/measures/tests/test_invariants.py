# SPDX-License-Identifier: Apache-2.0
"""Whatever people buy: sums agree, parts make the whole, and behind each number are as many persons."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params, registry, run
from omotenashi.insight.measures.tests.asking import ask, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import AS_OF, order, tables_of

FEW = settings(max_examples=4, deadline=None, derandomize=True, database=None)

bought: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "node": st.sampled_from((0, 1, 2, 3, 4, 101, 102)),
        "day": st.integers(0, 800).map(lambda days: AS_OF - timedelta(days=days)),
        "gross": st.sampled_from((0, 1, 999, 5000, 30000)),
        "channel": st.sampled_from(("EC", "STORE", "LINE")),
        "medium": st.sampled_from((None, "TV01")),
        "points": st.sampled_from((0, 100)),
        "cancelled": st.sampled_from((False, False, False, True)),
        "later": st.sampled_from((None, 0, 5)),
    }
)
came_back: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "node": st.sampled_from((0, 1, 2)),
        "day": st.integers(0, 800).map(lambda days: AS_OF - timedelta(days=days)),
        "amount": st.sampled_from((1, 2000)),
    }
)
toggles: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {
        "same_day": st.sampled_from(("merge", "separate")),
        "returns": st.sampled_from(("deduct", "ignore")),
        "zero": st.sampled_from(("exclude", "include")),
        "dated": st.sampled_from(("ordered", "sent")),
        "channel": st.sampled_from(("", "EC,STORE")),
    }
)


@st.composite
def shops(draw: st.DrawFn) -> Tables:
    """Up to 14 orders of four customers under several keys, and returns nobody can place."""
    orders = [
        order(key=key, **row, returned=row["gross"] // 3)
        for key, row in enumerate(draw(st.lists(bought, min_size=1, max_size=14)), start=1)
    ]
    returns = [
        {**row, "ret": key, "order": None, "number": f"R{key}", "channel": "EC", "location": None,
         "tax": row["amount"] // 11, "cost": 0}
        for key, row in enumerate(draw(st.lists(came_back, max_size=2)), start=1)
    ]  # fmt: skip
    return tables_of(orders, returns=returns)


CASES: tuple[tuple[str, dict[str, str]], ...] = (
    ("f2", {"days": "30,360", "by": "channel"}),
    ("f2", {"days": "60", "base_medium": "TV01"}),
    ("fn", {"top": "3", "by": "medium"}),
    ("fn", {"top": "2", "base_medium": "TV01"}),
    ("churn", {"by": "channel"}),
    ("flow", {"top": "3"}),
    ("flow-profile", {"n": "2"}),
    ("flow-profile", {"by": "product"}),
    ("flow-profile", {"by": "age"}),
    ("rfm", {}),
    ("rfm-ranks", {"score": "quintile"}),
    ("rfm-migration", {}),
    ("decile", {}),
    ("decile", {"ties": "together"}),
    ("ltv", {"by": "month"}),
    ("ltv-table", {"days": "60", "by": "channel"}),
    ("ltv-table", {"days": "60", "base_medium": "TV01"}),
    ("ltv-curve", {"days": "30,400"}),
    ("cross-use", {"groups": "LINE=EC"}),
    ("channel-flow", {"days": "300", "touch": "purchase"}),
    ("interval", {"gaps": "all"}),
    ("kpi-tree", {"by": "channel"}),
    ("sales", {"from": "2024-06-01"}),
    ("new-repeat", {"from": "2024-06-01"}),
    ("profile", {}),
    ("completeness", {}),
    ("shop-customers", {}),
    ("explore", {"by": "channel,newness", "show": "sales,new_customers"}),
    ("retention-table", {"by": "channel", "months": "3"}),
    ("conversion-days", {"least": "1", "of": "product"}),
    ("basket", {"least": "1", "basket": "day"}),
    ("product-conversion", {"within": "90", "top": "2"}),
    ("first-product", {"least": "1"}),
    ("cpm", {}),
    ("cpm-months", {"months": "3"}),
    ("cpm", {"ranks": "4"}),
    ("cpm-months", {"months": "3", "ranks": "4"}),
    ("purchase-time", {}),
    ("purchase-time", {"by": "payday"}),
    ("attribution", {"window": "90"}),
    ("paths", {"window": "90"}),
    ("funnel-channels", {"window": "30"}),
    ("media", {"cost": "TV01=1000", "days": "90"}),
    ("year-on-year", {"from": "2024-01-01", "split": "channel"}),
    ("year-on-year", {"from": "2024-01-01", "against": "holiday"}),
    ("lost-to", {"least": "1"}),
    ("companions", {}),
    ("bought-along", {}),
    ("store-figures", {}),
    ("shared-credit", {"of": "channel"}),
    ("ltv", {"by": "product"}),
    ("purchase-reason", {}),
    ("subscription", {}),
    ("subscription", {"by": "media_group", "media_groups": "TV=Television"}),
    ("subscription-ends", {"by": "advertiser"}),
    ("subscription-ends", {"by": "month"}),
    ("visitors", {"days": "400"}),
    ("buyers", {"by": "channel"}),
    ("interest", {}),
)


def test_every_measure_that_counts_people_is_among_the_cases() -> None:
    counting = {measure.name for measure in registry.MEASURES if measure.counts}

    assert {name for name, _ in CASES} == counting


@settings(FEW, max_examples=25)
@given(shops(), toggles, st.sampled_from(CASES))
def test_behind_each_number_are_as_many_persons(
    shop: Tables, chosen: dict[str, str], case: tuple[str, dict[str, str]]
) -> None:
    name, own = case

    assert cells_that_differ(name, shop, at_most=6, **own, **chosen) == []


@FEW
@given(shops(), toggles)
def test_the_channels_make_the_total(shop: Tables, chosen: dict[str, str]) -> None:
    found = ask("sales", shop, **chosen)
    whole = ask("sales", shop, **chosen, split="none")

    assert sum(row["amount"] for row in found.rows) == found.population["amount"]
    assert sum(row["amount"] for row in whole.rows) == found.population["amount"]
    assert sum(row["orders"] for row in found.rows) == found.population["orders"]


@FEW
@given(shops(), toggles)
def test_new_and_returning_make_the_month(shop: Tables, chosen: dict[str, str]) -> None:
    found = ask("new-repeat", shop, **chosen)
    sums = ("new_amount", "returning_amount", "anonymous_amount")

    assert [row["customers"] for row in found.rows] == [row["new"] + row["returning"] for row in found.rows]
    assert [row["amount"] for row in found.rows] == [sum(row[part] for part in sums) for row in found.rows]
    assert found.population["amount"] == ask("sales", shop, **chosen).population["amount"]


@FEW
@given(shops(), toggles)
def test_everybody_stands_in_one_cell_of_the_grid(shop: Tables, chosen: dict[str, str]) -> None:
    found = ask("rfm", shop, **chosen)
    heads = found.population["customers"]

    assert sum(row["customers"] for row in found.rows) == heads
    assert sum(row[rank] for row in found.rows for rank in "abcde") == heads
    assert sum(row["amount"] for row in found.rows) == found.population["amount"]
    assert sum(row["customers"] for row in ask("decile", shop, **chosen).rows) == heads
    assert sum(row["customers"] for row in ask("rfm-ranks", shop, **chosen).rows) == heads
    assert len(ask("customers", shop, **chosen).rows) == heads


@FEW
@given(shops(), toggles)
def test_the_three_parts_of_the_flow_make_the_whole(shop: Tables, chosen: dict[str, str]) -> None:
    rows = ask("flow", shop, **chosen).rows

    assert [row["reached"] for row in rows] == [row["continued"] + row["churned"] + row["undecided"] for row in rows]
    assert [row["continued"] for row in rows[:-1]] == [row["reached"] for row in rows[1:]]


@FEW
@given(shops(), toggles)
def test_a_split_adds_up_to_the_whole(shop: Tables, chosen: dict[str, str]) -> None:
    whole = ask("f2", shop, days="30,360", **chosen).rows
    split = ask("f2", shop, days="30,360", by="channel", **chosen).rows

    for row in whole:
        parts = [part for part in split if part["days"] == row["days"]]
        assert sum(part["customers"] for part in parts) == row["customers"]
        assert sum(part["repeaters"] for part in parts) == row["repeaters"]


@FEW
@given(shops(), toggles, st.integers(0, 800))
def test_nothing_after_the_day_exists(shop: Tables, chosen: dict[str, str], days: int) -> None:
    day = AS_OF - timedelta(days=days)
    cut = {**vars(shop), "orders": shop.orders.filter(shop.orders.day <= day),
           "returns": shop.returns.filter(shop.returns.day <= day)}  # fmt: skip
    for name in ("f2", "rfm"):
        then = ask(name, shop, as_of=day, **chosen)
        assert then.as_dict() == ask(name, Tables(**cut), as_of=day, **chosen).as_dict()


def test_every_measure_says_what_its_rows_hold(shop: Tables) -> None:
    for measure in registry.MEASURES:
        asked = params.parse(measure.params, {}, as_of=AS_OF)
        declared = {column.name for column in measure.columns}
        if not measure.finish:
            assert declared == set(measure.rows(shop, asked).columns) - _inner(measure.name), measure.name
        assert {column.name for column in measure.totals} <= set(measure.population(shop, asked).columns)
        assert set(measure.keys) | set(measure.counts) <= declared


def _inner(name: str) -> set[str]:
    """Columns of rows that are steps on the way and not shown."""
    return {"priced", "nobody_priced"} if name == "profile" else set()


def test_every_measure_answers_an_empty_record() -> None:
    empty = tables_of([])
    for measure in registry.MEASURES:
        found = run.answer(measure, empty, params.parse(measure.params, {}, as_of=date(2025, 1, 1)))
        heads: list[Any] = [row[part] for row in found.rows for part in measure.counts]
        assert sum(head or 0 for head in heads) == 0, measure.name
