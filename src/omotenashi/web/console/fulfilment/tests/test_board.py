# SPDX-License-Identifier: Apache-2.0
"""受渡ボード: lanes with clocks, steps by whoever may, at their own shop only."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.queries import code_of
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import Want
from omotenashi.commerce.orders.actions.placing import Mode
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def _client(role: str, place: str = "") -> Client:
    person = shop.hired(role)
    if place:
        person.location = Location.objects.get(code=place)
        person.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=shop.BACKEND)
    return client


@pytest.fixture(autouse=True)
def _shops(db: None) -> None:
    shop.opened()
    desk.furnish()


def _pickup(key: str = "k", at: str = "GINZA") -> Fulfilment:
    want = Want(sku="SHIRT", mode=Mode.PICKUP, at=at, wish=at)
    return desk.bought(want, key=key).task


def _lanes(client: Client, query: str = "") -> dict[str, list[str]]:
    answer = client.get(f"/console/fulfilment/{query}")
    assert answer.status_code == 200
    return {lane.state: [card.task.number for card in lane.cards] for lane in answer.context["lanes"] if lane.count}


def _step(client: Client, task: Fulfilment, step: str, **said: str) -> Any:
    return client.post(f"/console/fulfilment/{task.pk}/steps/", {"step": step, "key": f"{task.pk}:{step}", **said})


def _state(task: Fulfilment) -> str:
    return Fulfilment.objects.get(pk=task.pk).state


def test_the_board_shows_what_is_under_way_with_its_clock_and_one_place_alone() -> None:
    first, second = _pickup("a"), _pickup("b", at="UMEDA")
    client = _client("headquarters")
    assert _lanes(client) == {"planned": [first.order.number, second.order.number]}
    assert _lanes(client, "?place=UMEDA") == {"planned": [second.order.number]}
    assert _lanes(client, "?kind=ship") == {}
    assert _lanes(client, f"?q={first.order.number}") == {"planned": [first.order.number]}
    lane = client.get("/console/fulfilment/").context["lanes"][0]
    assert (lane.late, [card.colour for card in lane.cards]) == (2, ["bad", "bad"])


def test_as_many_reads_with_one_card_as_with_three() -> None:
    client = _client("headquarters")
    _pickup("a")
    one = shop.queries_of(client, "/console/fulfilment/")
    _pickup("b", at="UMEDA")
    _pickup("c")
    assert shop.queries_of(client, "/console/fulfilment/") == one


def test_a_pick_up_goes_all_its_way_over_the_board() -> None:
    task, clerk = _pickup(), _client("clerk", "GINZA")
    for step in ("accepted", "picking", "packed", "ready"):
        assert _step(clerk, task, step).status_code == 302
        assert _state(task) == step
    assert _step(clerk, task, "collected", code="000").status_code == 302
    assert _state(task) == "ready"
    assert _step(clerk, task, "collected", code=code_of(task.pk) or "").status_code == 302
    assert (_state(task), OrderLine.objects.get().handed) == ("collected", 1)
    told = [fact["title"] for fact in clerk.get(f"/console/fulfilment/{task.pk}/").context["story"]]
    assert told[0] == "Handed over"
    assert AuditEntry.objects.filter(permission="fulfilment.work", was_allowed=True).count() == 5


def test_a_step_pressed_twice_is_done_once_and_one_that_came_too_late_says_so() -> None:
    task, clerk = _pickup(), _client("clerk", "GINZA")
    for _twice in range(2):
        _step(clerk, task, "accepted")
    answer = clerk.post(f"/console/fulfilment/{task.pk}/steps/", {"step": "accepted", "key": "other"}, follow=True)
    said = [str(one) for one in answer.context["messages"]]
    assert (_state(task), said[-1]) == ("accepted", "Nothing was done: it has moved on meanwhile (Accepted).")


@pytest.mark.parametrize(
    ("role", "place", "status", "state"),
    [
        ("clerk", "UMEDA", 403, "planned"),
        ("clerk", "", 403, "planned"),
        ("manager", "GINZA", 302, "accepted"),
        ("support", "", 403, "planned"),
        ("developer", "", 403, "planned"),
        ("headquarters", "", 302, "accepted"),
    ],
)
def test_only_the_floor_of_the_shop_and_the_head_office_work(role: str, place: str, status: int, state: str) -> None:
    task = _pickup()
    answer = _step(_client(role, place), task, "accepted")
    assert (answer.status_code, _state(task)) == (status, state)
    assert AuditEntry.objects.filter(was_allowed=False).count() == (status == 403) * 1


def test_calling_off_pays_back_and_is_not_the_clerks_to_press() -> None:
    task = _pickup()
    assert _step(_client("clerk", "GINZA"), task, "cancelled", reason="x").status_code == 403
    assert _step(_client("support"), task, "cancelled", reason="x").status_code == 302
    assert (_state(task), Order.objects.get().cancelled_at is None) == ("cancelled", False)


def test_a_refusal_finds_another_place_and_what_nobody_has_waits_to_be_paid_back() -> None:
    first = _pickup("a")
    _step(_client("clerk", "GINZA"), first, "rejected", reason="not_found")
    other = Fulfilment.objects.get(replaces=first)
    assert (_state(first), other.kind) == ("rejected", "ship_to_store")
    cap = desk.bought(Want(sku="CAP", quantity=2), key="c").task
    fulfilment.reject(cap.pk, reason="not_found", key="r", now=clock.now())
    support = _client("support")
    shown = support.get("/console/fulfilment/").context["unserved"]
    assert [(one.pk, may) for one, may, _key in shown] == [(cap.pk, True)]
    assert _step(support, cap, "settled").status_code == 302
    assert support.get("/console/fulfilment/").context["unserved"] == []


def test_several_are_moved_at_once_and_those_of_other_shops_are_left() -> None:
    tasks = [_pickup("a"), _pickup("b"), _pickup("c", at="UMEDA")]
    clerk = _client("clerk", "GINZA")
    ids = [str(task.pk) for task in tasks]
    answer = clerk.post("/console/fulfilment/steps/", {"step": "accepted", "ids": [*ids, "nonsense"]}, follow=True)
    assert [_state(task) for task in tasks] == ["accepted", "accepted", "planned"]
    assert len(answer.context["messages"]) == 2


def test_an_address_of_somebody_else_is_not_gone_back_to() -> None:
    task = _pickup()
    answer = _step(_client("headquarters"), task, "accepted", next="https://evil.example/")
    assert answer["Location"] == "/console/fulfilment/"


def test_a_try_on_is_looked_for_laid_aside_and_closed_by_its_own_shop() -> None:
    until = clock.now()
    wanted: dict[UUID, int] = {desk.variant("SHIRT"): 1}
    hold = fulfilment.hold_try_on(
        node_id=desk.member(), location_id=desk.place("GINZA"), wanted=wanted, key="t", now=until
    )
    rows = _client("headquarters").get("/console/fulfilment/try-ons/").context["page"].rows
    assert [(row.id, row.cells["state"][1]) for row in rows] == [(str(hold), "Asked for")]
    address = f"/console/fulfilment/try-ons/{hold}/steps/"
    assert _client("clerk", "UMEDA").post(address, {"step": "confirmed"}).status_code == 403
    manager = _client("manager", "GINZA")
    for step in ("confirmed", "ready", "visited", "closed"):
        assert manager.post(address, {"step": step}).status_code == 302
    page = manager.get(f"/console/fulfilment/try-ons/{hold}/").context
    assert (page["state"][1], page["steps"], desk.levels("SHIRT")["GINZA"][1]) == ("Closed", [], 0)
    assert timedelta(0) < page["hold"].expires_at - until
