# SPDX-License-Identifier: Apache-2.0
"""Staff, and one-off orders against those of a subscription: a filter means that the other orders do not exist."""

from dataclasses import replace
from datetime import date

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params, registry
from omotenashi.insight.measures.tests.asking import ask, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import fixture_a, table

# Orders 1, 3 and 12 were deliveries of a contract; the fourth delivery has no order that is known.
SENT = {1: 1, 3: 2, 12: 3, None: 4}


@pytest.fixture(scope="module")
def shop() -> Tables:
    """Fixture A with deliveries and somebody who helped in two orders."""
    import ibis

    plain = fixture_a()
    deliveries = [
        {"subscription": 1, "cycle": cycle, "amount": 0, "order": order, "day": date(2025, 1, 10)}
        for order, cycle in SENT.items()
    ]
    orders = plain.orders.mutate(staff=plain.orders.order.isin((2, 6)).ifelse("S1", ibis.null("string")))
    return replace(plain, orders=orders, deliveries=ibis.memtable(table("deliveries", deliveries)))


def test_the_sales_of_a_subscription_and_the_others_make_the_whole(shop: Tables) -> None:
    told = [ask("sales", shop, order_kind=kind).population for kind in ("subscription", "once", "all")]

    assert [one["orders"] for one in told] == [3, 14, 17]
    assert [one["amount"] for one in told] == [15_500, 71_000, 86_500]


def test_sales_of_somebody_of_the_staff(shop: Tables) -> None:
    assert ask("sales", shop, seller="S1").population["amount"] == 6_000 + 8_000
    assert ask("sales", shop, seller="S1").population["orders"] == 2


def test_conversion_by_kind_of_order_begins_with_the_first_of_its_kind(shop: Tables) -> None:
    reached = {row["n"]: row["reached"] for row in ask("fn", shop, order_kind="subscription").rows}

    assert reached == {1: 2, 2: 1}


@pytest.mark.parametrize("name", ["f2", "basket", "explore", "sales", "rfm", "companions"])
@pytest.mark.parametrize("chosen", [{"order_kind": "once"}, {"order_kind": "subscription"}, {"seller": "S1"}])
def test_under_such_a_filter_each_number_opens_its_people(name: str, chosen: dict[str, str], shop: Tables) -> None:
    least = {"least": "1"} if name == "basket" else {}

    assert cells_that_differ(name, shop, at_most=8, **least, **chosen) == []


def test_the_definition_names_what_was_chosen(shop: Tables) -> None:
    said = ask("fn", shop, order_kind="once", seller="S1").params
    from omotenashi.insight.measures import run

    assert [str(one) for one in run.definition(said)][-3:] == ["staff: S1", "one-off orders only", "as of 2025-12-31"]


@pytest.mark.parametrize(
    "name", ["f2", "fn", "churn", "flow", "interval", "conversion-days", "basket", "companions", "lost-to"]
)
def test_a_measure_of_people_offers_no_toggle_of_money(name: str) -> None:
    offered = {one.name for one in params.describe(registry.find(name).params)}

    assert offered & {"amount", "tax", "returns", "points"} == set()


def test_contracts_and_the_profile_offer_only_what_they_heed() -> None:
    common = {one.name for one in params.describe(params.Common)}
    offered = {
        name: {one.name for one in params.describe(registry.find(name).params)} & common
        for name in ("subscription", "profile")
    }

    assert offered == {
        "subscription": {"as_of", "from", "to", "channel", "medium", "product"},
        "profile": {"as_of", "from", "to", "channel", "location"},
    }
