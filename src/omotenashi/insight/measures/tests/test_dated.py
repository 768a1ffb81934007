# SPDX-License-Identifier: Apache-2.0
"""By the day of sending an order counts when it was sent; until then it is none. Tills say nothing of it and keep their day.

In the example EC sends after ten days, and one order of 9,000 yen is still to be sent.
"""

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params, registry, run
from omotenashi.insight.measures.tests.asking import ask, cells_that_differ


def test_an_order_that_was_not_sent_is_no_sale_yet(shop: Tables) -> None:
    told = {dated: ask("sales", shop, dated=dated).population for dated in ("ordered", "sent")}

    assert {dated: (one["orders"], one["amount"]) for dated, one in told.items()} == {
        "ordered": (17, 86_500),
        "sent": (16, 77_500),
    }


def test_as_of_a_day_between_ordering_and_sending_only_the_first_is_past(shop: Tables) -> None:
    days = ["2025-12-10", "2025-12-19", "2025-12-20"]
    sold = {
        dated: [ask("sales", shop, as_of=day, channel="EC", dated=dated).population["orders"] for day in days]
        for dated in ("ordered", "sent")
    }

    assert sold == {"ordered": [9, 9, 9], "sent": [7, 7, 8]}


def test_days_until_the_second_purchase_begin_with_the_sending_of_the_first(shop: Tables) -> None:
    came_back = {
        dated: ask("f2", shop, days="25,30", dated=dated, to="2025-01-20").rows for dated in ("ordered", "sent")
    }

    # One waited 30 days after ordering at EC, 20 after it was sent; the other bought twice in shops, 36 days apart.
    assert {dated: [row["repeaters"] for row in rows] for dated, rows in came_back.items()} == {
        "ordered": [0, 1],
        "sent": [1, 1],
    }


def test_the_ltv_of_a_medium_by_the_day_of_sending(shop: Tables) -> None:
    found = {row["medium"]: (row["customers"], row["sales"]) for row in ask("media", shop, dated="sent").rows}

    # TV01 lacks the 9,000 yen that were not sent.
    assert found == {"FL02": (3, 35_000), "TV01": (3, 27_000), "": (2, 15_500)}


@pytest.mark.parametrize("name", ["f2", "media", "rfm", "basket", "companions", "ltv-table", "explore", "cpm", "flow"])
def test_by_the_day_of_sending_each_number_opens_its_people(name: str, shop: Tables) -> None:
    least = {"least": "1"} if name == "basket" else {}

    assert cells_that_differ(name, shop, at_most=8, dated="sent", **least) == []


def test_the_definition_names_the_day_of_sending(shop: Tables) -> None:
    said = [[str(one) for one in run.definition(ask("fn", shop, **asked).params)] for asked in ({}, {"dated": "sent"})]

    assert ["by the day of sending" in one for one in said] == [False, True]


@pytest.mark.parametrize("name", ["attribution", "paths", "funnel-channels", "lost-to", "purchase-time", "profile"])
def test_what_asks_how_somebody_decided_offers_no_day_of_sending(name: str) -> None:
    assert "dated" not in {one.name for one in params.describe(registry.find(name).params)}
