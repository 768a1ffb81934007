# SPDX-License-Identifier: Apache-2.0
"""引当方針: another strategy is tried on past orders, and used from then on."""

from typing import Any

import pytest

from omotenashi.commerce.checkout.tests import shop as checkout
from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.models import StrategyVersion
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
NEAREST = {"name": "nearest", "way": "rules", "rule_distance": "1", "rule_splits": "2"}


def test_two_strategies_are_compared_on_past_orders_in_the_same_queries_for_one_and_for_four() -> None:
    client = shop.signed_in("manager")
    checkout.furnish()
    query = "/console/sourcing/?" + "&".join(f"{name}={value}" for name, value in NEAREST.items())
    assert client.get(query).context["found"] is None
    checkout.order(checkout.basket(("SHIRT", 1)), key="0")
    found: Any = client.get(query).context["found"]
    assert (found["orders"], [(name, one, other) for name, _kind, one, other, _more in found["rows"]][:3]) == (
        1, [("Parcels", 1, 1), ("Orders in more than one parcel", 0, 0), ("Orders nobody can serve in full", 0, 0)]
    )  # fmt: skip
    one = shop.queries_of(client, query)
    for n in range(1, 4):
        checkout.order(checkout.basket(("SHIRT", 1)), key=str(n))
    assert shop.queries_of(client, query) == one


def test_a_strategy_is_used_from_now_on_by_headquarters_only() -> None:
    manager = shop.signed_in("manager")
    assert manager.post("/console/sourcing/strategies/", NEAREST).status_code == 403
    assert StrategyVersion.objects.count() == 0
    client = shop.signed_in()
    assert client.post("/console/sourcing/strategies/", NEAREST).status_code == 302
    used = sourcing.strategy_in_use()
    assert (used.name, used.rules) == ("nearest", ("distance", "splits"))
    costs = {"name": "cheap", "way": "costs", "cost_parcel": "700"}
    assert client.post("/console/sourcing/strategies/", costs).status_code == 302
    assert (sourcing.strategy_in_use().rules, sourcing.strategy_in_use().costs["parcel"]) == ((), 700)


@pytest.mark.parametrize(
    "wrong", [{"rule_splits": "1"}, {"rule_distance": "", "rule_splits": ""}, {"name": ""}, {"rule_distance": "9"}]
)
def test_rules_without_an_order_are_refused(wrong: dict[str, str]) -> None:
    client = shop.signed_in()
    assert client.post("/console/sourcing/strategies/", {**NEAREST, **wrong}).status_code == 422
    assert StrategyVersion.objects.count() == 0


@pytest.mark.parametrize("role", ["clerk", "support"])
def test_who_has_nothing_to_do_with_it_does_not_see_it(role: str) -> None:
    assert shop.signed_in(role).get("/console/sourcing/").status_code == 403
