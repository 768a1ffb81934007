# SPDX-License-Identifier: Apache-2.0
"""引当方針: another strategy is tried on past orders, and used from then on."""

from typing import Any

import pytest
from django.test import TestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.base import clock
from omotenashi.commerce.checkout.tests import shop as checkout
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.actions import carry_out_comparison, comparisons
from omotenashi.commerce.sourcing.models import Comparison, StrategyVersion
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
NEAREST = {"name": "nearest", "way": "rules", "rule_distance": "1", "rule_splits": "2"}


def _asked(client: Any, **more: str) -> Comparison:
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/console/sourcing/comparisons/", {**NEAREST, **more})
    assert answer.status_code == 302
    return Comparison.objects.latest("asked_at")


def test_another_strategy_is_tried_on_past_orders_and_what_came_out_stays() -> None:
    client = shop.signed_in("manager")
    checkout.furnish()
    assert client.post("/console/sourcing/comparisons/", NEAREST).status_code == 200
    for n in range(3):
        checkout.order(checkout.basket(("SHIRT", 1)), key=str(n))
    found = _asked(client)
    page = f"/console/sourcing/comparisons/{found.pk}/"
    assert (client.get(page).context["state"], found.total, found.done) == ("running", 3, 0)
    assert [job.args for job in ProcrastinateJob.objects.filter(task_name="sourcing.compare")] == [
        {"comparison_id": str(found.pk)}
    ]
    carry_out_comparison(found.pk, now=clock.now())
    carry_out_comparison(found.pk, now=clock.now())
    context = client.get(page).context
    assert (context["state"], [(name, one, other) for name, _kind, one, other, _more in context["rows"]][:3]) == (
        "done", [("Parcels", 3, 3), ("Orders in more than one parcel", 0, 0), ("Orders nobody can serve in full", 0, 0)]
    )  # fmt: skip
    # Both go by rules, whose ranks are no money: the usual costs judge them (a parcel is 600).
    assert [one > 3 * 400 for name, _kind, one, _other, _more in context["rows"] if name == "Cost of serving"] == [True]
    assert client.get(f"{page}progress/")["HX-Refresh"] == "true"
    sheet = client.post(f"{page}export/").content.decode("utf-8-sig").splitlines()
    assert (len(sheet), sheet[0].startswith("Order,Standard way: Places")) == (4, True)
    assert {line.split(",")[0] for line in sheet[1:]} == set(Order.objects.values_list("number", flat=True))


def test_what_is_called_off_keeps_what_was_planned_and_a_worker_that_died_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = shop.signed_in("manager")
    checkout.furnish()
    for n in range(3):
        checkout.order(checkout.basket(("SHIRT", 1)), key=str(n))
    monkeypatch.setattr(comparisons, "_PART", 1)
    found, planned, times = _asked(client), comparisons._planned, iter(range(1, 9))  # its seam

    def dies(*given: Any, **more: Any) -> Any:
        if next(times) == 2:
            raise RuntimeError
        return planned(*given, **more)

    monkeypatch.setattr(comparisons, "_planned", dies)
    with pytest.raises(RuntimeError):
        carry_out_comparison(found.pk, now=clock.now())
    found.refresh_from_db()
    assert (found.done, len(found.orders), found.is_going) == (1, 1, True)
    bar = client.post(f"/console/sourcing/comparisons/{found.pk}/cancellation/")
    carry_out_comparison(found.pk, now=clock.now())
    found.refresh_from_db()
    assert (bar.status_code, found.done, found.is_going, found.finished_at) == (200, 1, False, None)
    other = _asked(client)
    carry_out_comparison(other.pk, now=clock.now())
    other.refresh_from_db()
    assert (other.done, len({each["order"] for each in other.orders})) == (3, 3)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"rule_splits": "1"}, {"most": "7"}])
def test_a_form_that_needs_a_look_asks_nothing_of_the_worker(wrong: dict[str, str]) -> None:
    client = shop.signed_in("manager")
    assert client.post("/console/sourcing/comparisons/", {**NEAREST, **wrong}).status_code == 422
    assert Comparison.objects.count() == 0


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
    client = shop.signed_in(role)
    assert client.get("/console/sourcing/").status_code == 403
    assert client.post("/console/sourcing/comparisons/", NEAREST).status_code == 403
