# SPDX-License-Identifier: Apache-2.0
"""探索: what adds up does, what does not is counted once, lines and orders agree, and nothing outside of the catalogue is asked."""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.measures import params
from omotenashi.insight.measures.explore.catalogue import DIMENSIONS, QUANTITIES
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import AS_OF, line, order, table, tables_of

FEW = settings(
    max_examples=int(os.environ.get("OMOTENASHI_EXAMPLES", "2")), deadline=None, derandomize=True, database=None
)
SUMS = tuple(name for name, one in QUANTITIES.items() if one.kind == "sum")

toggles: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {
        "returns": st.sampled_from(("deduct", "ignore")),
        "tax": st.sampled_from(("incl", "excl")),
        "points": st.sampled_from(("before", "after")),
        "channel": st.sampled_from(("", "EC")),
    }
)
several = st.lists(st.sampled_from(tuple(DIMENSIONS)), min_size=1, max_size=2, unique=True)


@st.composite
def shops(draw: st.DrawFn) -> Tables:
    """Orders of up to three lines, some of which came back, also by returns that nobody can place."""
    orders, lines, returns, backs = [], [], [], []
    for key in range(1, draw(st.integers(1, 7)) + 1):
        day = AS_OF - timedelta(days=draw(st.integers(0, 500)))
        sold = draw(
            st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 5000)), max_size=3, unique_by=lambda x: x[0])
        )
        made = [line(key=key, day=day, product=sku) | {"amount": amount, "cost": amount // 2} for sku, amount in sold]
        lines += made
        gross = sum(one["amount"] for one in made) + draw(st.sampled_from((0, 0, 700)))
        back = [one for one in made if one["amount"] and draw(st.booleans())][:1]
        returned = sum(one["amount"] for one in back)
        orders.append(
            order(key=key, node=draw(st.integers(0, 3)), day=day, gross=gross, returned=returned,
                  channel=draw(st.sampled_from(("EC", "STORE"))), points=draw(st.sampled_from((0, 50))))
        )  # fmt: skip
        returns += [_returned(key, of=key, day=day, amount=returned)] if back else []
        backs += [{"ret": key, "sku": one["sku"], "name": "", "quantity": 1, "amount": one["amount"]} for one in back]
    if draw(st.booleans()):
        returns.append(_returned(99, of=None, day=AS_OF, amount=draw(st.integers(1, 900))))
    made_of = tables_of(orders, lines, returns)
    return in_memory(**{name: getattr(made_of, name).to_pyarrow() for name in ("orders", "lines", "returns", "nodes", "persons")},
                     return_lines=table("return_lines", backs))  # fmt: skip


def _returned(key: int, *, of: int | None, day: Any, amount: int) -> dict[str, Any]:
    return {"ret": key, "order": of, "node": 1, "number": f"R{key}", "day": day, "channel": "EC", "location": None,
            "amount": amount, "tax": amount * 10 // 110, "cost": amount * 4 // 10}  # fmt: skip


@FEW
@given(shops(), toggles, several)
def test_sums_add_up_to_the_whole_whatever_divides_them(shop: Tables, chosen: dict[str, str], by: list[str]) -> None:
    found = ask("explore", shop, by=",".join(by), show=",".join(SUMS), **chosen)
    whole = ask("explore", shop, by="none", show=",".join(SUMS), **chosen)

    assert {name: sum(row[name] for row in found.rows) for name in SUMS} == {
        name: found.population[name] for name in SUMS
    }
    assert found.population == whole.population
    assert whole.rows == [whole.population]


@FEW
@given(shops(), toggles)
def test_the_whole_is_that_of_the_measure_sales(shop: Tables, chosen: dict[str, str]) -> None:
    found = ask("explore", shop, show="sales,anonymous,orders", **chosen).population
    known = ask("sales", shop, **chosen).population

    assert [found[name] for name in ("sales", "anonymous", "customers")] == [
        known[name] for name in ("amount", "anonymous", "customers")
    ]


@FEW
@given(shops(), toggles, several)
def test_behind_each_row_are_as_many_persons(shop: Tables, chosen: dict[str, str], by: list[str]) -> None:
    assert cells_that_differ("explore", shop, at_most=2, by=",".join(by), show="new_customers", **chosen) == []


def test_a_customer_of_two_channels_is_in_both_rows_and_once_in_the_whole() -> None:
    shop = tables_of(
        [order(key=n, node=1, day=AS_OF, gross=100, channel=name) for n, name in enumerate(("EC", "STORE"), 1)]
    )
    found = ask("explore", shop, by="channel", show="customers,purchases,orders", sort="channel")

    assert [tuple(row.values()) for row in found.rows] == [("EC", 1, 1, 1), ("STORE", 1, 1, 1)]
    assert found.population == {"customers": 1, "purchases": 1, "orders": 2}


def test_a_return_lowers_the_product_that_came_back_and_points_are_no_products() -> None:
    sold = [line(key=1, day=AS_OF, product=sku) | {"amount": amount} for sku, amount in (("A", 1000), ("B", 500))]
    shop = tables_of([order(key=1, node=1, day=AS_OF, gross=1500, returned=500, points=30)], sold,
                     [_returned(1, of=1, day=AS_OF, amount=500)])  # fmt: skip
    shop = in_memory(**{name: getattr(shop, name).to_pyarrow() for name in ("orders", "lines", "returns", "nodes", "persons")},
                     return_lines=table("return_lines", [{"ret": 1, "sku": "B", "name": "", "quantity": 1, "amount": 500}]))  # fmt: skip
    found = ask("explore", shop, by="product", show="sales,returned,orders", points="after", sort="product")

    assert [tuple(row.values()) for row in found.rows] == [
        ("", -30, 0, 0, 0),
        ("A", 1000, 0, 1, 1),
        ("B", 0, 500, 1, 1),
    ]
    assert found.population == {"sales": 970, "returned": 500, "orders": 1, "customers": 1}


def test_a_filter_by_product_means_its_orders_and_under_products_only_itself() -> None:
    sold = [line(key=1, day=AS_OF, product=sku) | {"amount": amount} for sku, amount in (("A", 1000), ("B", 500))]
    shop = tables_of([order(key=1, node=1, day=AS_OF, gross=1500)], sold)

    assert ask("explore", shop, by="channel", product="A").population["sales"] == 1500
    assert [row["sales"] for row in ask("explore", shop, by="product", product="A").rows] == [1000]
    assert ask("explore", shop, by="product", product="A").population["sales"] == 1000


def test_first_purchases_are_looked_up_beyond_the_filters() -> None:
    orders = [order(key=1, node=1, day=AS_OF - timedelta(9), gross=100, channel="STORE"),
              order(key=2, node=1, day=AS_OF, gross=200, channel="EC")]  # fmt: skip
    shop = tables_of(orders)
    found = ask("explore", shop, by="first_channel,newness,nth", channel="EC", show="sales,new_customers")

    assert [tuple(row.values()) for row in found.rows] == [("STORE", "returning", "02", 200, 0, 1)]
    cell = {"first_channel": "STORE", "newness": "returning", "nth": "02"}
    assert behind("explore", shop, cell, by="first_channel,newness,nth", channel="EC") == [1]


def test_rows_are_sorted_and_cut_as_asked() -> None:
    shop = tables_of([order(key=n, node=n, day=AS_OF, gross=n * 100, channel=f"C{n}") for n in (1, 2, 3)])

    assert [row["channel"] for row in ask("explore", shop, by="channel").rows] == ["C3", "C2", "C1"]
    assert [row["channel"] for row in ask("explore", shop, by="channel", sort="sales", top="2").rows] == ["C1", "C2"]
    assert ask("explore", shop, by="channel", top="1").population["sales"] == 600


@pytest.mark.parametrize(
    ("name", "value"),
    [("by", "moon"), ("by", "month,week,day,hour"), ("by", "month,month"), ("show", "1; DROP TABLE orders"),
     ("sort", "-moon"), ("amount", "margin")],
)  # fmt: skip
def test_what_is_not_in_the_catalogue_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadParameter) as refused:
        params.parse(ExploreParams, {name: value}, as_of=AS_OF)
    assert refused.value.name == name


def test_a_rank_divides_and_narrows_by_the_programme_and_the_profile_stands_apart() -> None:
    shop = tables_of([order(key=n, node=n, day=AS_OF, gross=n * 100) for n in (1, 2, 3)])
    told = table("persons", [{"person": n, "tier": tier, "rank": rank}
                             for n, tier, rank in ((1, "gold", ""), (2, "silver", "gold"), (3, "", "VIP"))])  # fmt: skip
    shop = in_memory(**{name: getattr(shop, name).to_pyarrow() for name in ("orders", "nodes")}, persons=told)

    found = ask("explore", shop, by="tier,member_rank", show="sales", sort="tier")
    assert [tuple(row.values()) for row in found.rows] == [
        ("", "VIP", 300, 1),
        ("gold", "", 100, 1),
        ("silver", "gold", 200, 1),
    ]
    narrowed = [
        ask("explore", shop, by="none", show="sales", **{name: "gold"}).population["sales"]
        for name in ("tier", "member_rank")
    ]
    assert narrowed == [100, 200]
    assert behind("explore", shop, {"tier": "silver"}, by="tier") == [2]


def test_gender_divides_and_narrows_and_what_nobody_told_is_a_row_of_its_own() -> None:
    shop = tables_of([order(key=n, node=n, day=AS_OF, gross=n * 100) for n in (1, 2, 3)])
    told = table("persons", [{"person": n, "gender": said} for n, said in ((1, "female"), (2, "male"), (3, ""))])
    shop = in_memory(**{name: getattr(shop, name).to_pyarrow() for name in ("orders", "nodes")}, persons=told)

    found = ask("explore", shop, by="gender", show="sales", sort="gender")
    assert [tuple(row.values()) for row in found.rows] == [("", 300, 1), ("female", 100, 1), ("male", 200, 1)]
    assert ask("explore", shop, by="none", show="sales", gender="female,male").population["sales"] == 300
    assert behind("explore", shop, {"gender": "male"}, by="gender") == [2]
