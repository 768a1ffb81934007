# SPDX-License-Identifier: Apache-2.0
"""From the new card to the customer's hand, through the pages of the register."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, Step, TryOnHold
from omotenashi.commerce.fulfilment.tests import desk as floor
from omotenashi.commerce.stock.models import Reservation, StockLevel
from omotenashi.web.register.work.tests import backroom
from omotenashi.web.register.work.tests.backroom import again, see, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops() -> None:
    backroom.furnish()


def test_a_pick_up_goes_from_the_board_to_the_customers_hand() -> None:
    clerk, task = backroom.at(), backroom.task()
    assert task.order.number in see(clerk)
    send(clerk, f"tasks/{task.pk}/acceptance/")
    send(clerk, f"tasks/{task.pk}/picking/")
    send(clerk, f"tasks/{task.pk}/packing/", **{f"n-{backroom.variant('CAP')}": 1})
    send(clerk, f"tasks/{task.pk}/ready/")
    code = fulfilment.code_of(task.pk) or ""
    wrong = "000000" if code != "000000" else "000001"
    refused = send(clerk, f"tasks/{task.pk}/hand-over/", code=wrong)
    assert (refused.status_code, again(task).state, again(task).tries) == (422, "ready", 1)
    assert "4 more tries" in refused.content.decode()
    send(clerk, f"tasks/{task.pk}/hand-over/", code=f" {code[:3]} {code[3:]}")
    assert (again(task).state, again(task).handed_to) == ("collected", "customer")
    assert "/register/?member=" in see(clerk, f"tasks/{task.pk}/")


def test_what_another_pressed_first_is_said_and_nothing_is_done_twice() -> None:
    clerk, task = backroom.at(), backroom.task()
    send(clerk, f"tasks/{task.pk}/acceptance/")
    send(clerk, f"tasks/{task.pk}/acceptance/")
    assert Step.objects.filter(subject_id=task.pk, kind="accepted").count() == 1
    send(clerk, f"tasks/{task.pk}/rejection/", reason="busy")
    send(clerk, f"tasks/{task.pk}/picking/")
    assert again(task).state == "rejected"
    assert "Somebody was faster" in see(clerk, f"tasks/{task.pk}/")


def test_a_bag_is_not_packed_before_every_piece_was_scanned() -> None:
    clerk, task = backroom.at(), backroom.task("SHIRT", 2)
    for step in ("acceptance", "picking"):
        send(clerk, f"tasks/{task.pk}/{step}/")
    for counted in ({}, {f"n-{backroom.variant('SHIRT')}": 1}, {f"n-{backroom.variant('SHIRT')}": 3}):
        send(clerk, f"tasks/{task.pk}/packing/", **counted)
    assert again(task).state == "picking"


def test_what_is_not_found_goes_to_another_shop_and_the_board_says_where() -> None:
    clerk, task = backroom.at(), backroom.task("SHIRT")
    for step in ("acceptance", "picking"):
        send(clerk, f"tasks/{task.pk}/{step}/")
    send(clerk, f"tasks/{task.pk}/rejection/", reason="not_found")
    other = Fulfilment.objects.get(replaces=task)
    level = StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    assert (again(task).state, level.confidence, level.count_wanted_at is not None) == ("rejected", 0, True)
    assert other.location.name in words(see(clerk))
    assert f"Passed on to {other.location.name}." in words(see(clerk, f"tasks/{task.pk}/"))


def test_one_of_two_is_missing_and_the_other_goes_on_in_its_bag() -> None:
    clerk, task = backroom.at(), backroom.task("SHIRT", 2)
    for step in ("acceptance", "picking"):
        send(clerk, f"tasks/{task.pk}/{step}/")
    for data in ({}, {"reason": "not_found"}, {f"n-{backroom.variant('SHIRT')}": 1}):
        send(clerk, f"tasks/{task.pk}/missing/", **data)
    assert (Fulfilment.objects.count(), task.lines.get().quantity) == (1, 2)
    for _ in range(2):
        send(clerk, f"tasks/{task.pk}/missing/", key="k", reason="not_found", **{f"n-{backroom.variant('SHIRT')}": 1})
    other = Fulfilment.objects.exclude(pk=task.pk).get()
    assert (again(task).state, task.lines.get().quantity, other.lines.get().quantity) == ("picking", 1, 1)
    assert f"1 piece was not here. Passed on to {other.location.name}." in words(see(clerk, f"tasks/{task.pk}/"))
    send(clerk, f"tasks/{task.pk}/packing/", **{f"n-{backroom.variant('SHIRT')}": 1})
    assert (again(task).state, floor.breaches()) == ("packed", [])


def test_a_shop_without_time_and_one_that_finds_nothing_pass_all_of_it_on() -> None:
    clerk, busy = backroom.at(), backroom.task("SHIRT", 2)
    empty = backroom.task("CAP", 2, key="k2", number="M2")
    for task, data in ((busy, {"reason": "busy"}), (empty, {"reason": "not_found", f"n-{backroom.variant('CAP')}": 9})):
        for step in ("acceptance", "picking"):
            send(clerk, f"tasks/{task.pk}/{step}/")
        send(clerk, f"tasks/{task.pk}/missing/", **data)
    assert (again(busy).state, again(busy).reason) == ("rejected", "busy")
    assert (again(empty).state, again(empty).unserved_at is not None) == ("rejected", True)


def test_what_nobody_has_is_said_to_be_paid_back() -> None:
    clerk, task = backroom.at(), backroom.task("CAP")
    send(clerk, f"tasks/{task.pk}/rejection/", reason="damaged")
    assert ("Nobody has it" in words(see(clerk)), again(task).unserved_at is not None) == (True, True)
    assert StockLevel.objects.get(variant__sku="CAP", location__code="GINZA").damaged == 1


def test_five_wrong_codes_end_it_and_a_new_code_begins_anew() -> None:
    clerk, task = backroom.at(), backroom.task()
    floor.work(task, "accept", "start_picking", "pack", "ready", now=clock.now())
    wrong = "999999" if fulfilment.code_of(task.pk) != "999999" else "999998"
    for _ in range(6):
        send(clerk, f"tasks/{task.pk}/hand-over/", code=wrong)
    right = fulfilment.code_of(task.pk) or ""
    refused = send(clerk, f"tasks/{task.pk}/hand-over/", code=right)
    assert (refused.status_code, again(task).state, again(task).tries) == (422, "ready", 5)
    send(clerk, f"tasks/{task.pk}/code/", key="a")
    send(clerk, f"tasks/{task.pk}/code/", key="a")
    assert (again(task).tries, again(task).issue) == (0, 2)
    send(clerk, f"tasks/{task.pk}/hand-over/", code=fulfilment.code_of(task.pk) or "")
    assert again(task).state == "collected"


def test_somebody_else_fetches_it_with_the_code_they_were_given() -> None:
    clerk, task = backroom.at(), backroom.task()
    floor.work(task, "accept", "start_picking", "pack", "ready", now=clock.now())
    given = actions.delegate(task.pk, key="proxy", now=clock.now()) or ""
    send(clerk, f"tasks/{task.pk}/hand-over/", code=given)
    assert (again(task).state, again(task).handed_to) == ("collected", "proxy")


def test_nobody_came_in_time_and_the_goods_are_back_on_the_shelf() -> None:
    clerk, task = backroom.at(), backroom.task()
    floor.work(task, "accept", "start_picking", "pack", "ready", now=clock.now())
    send(clerk, f"tasks/{task.pk}/absence/")
    assert again(task).state == "ready"
    Fulfilment.objects.filter(pk=task.pk).update(collect_by=clock.now() - timedelta(minutes=1))
    send(clerk, f"tasks/{task.pk}/absence/")
    send(clerk, f"tasks/{task.pk}/shelf/")
    assert (again(task).state, floor.levels("CAP")["GINZA"]) == ("returned_to_stock", (2, 0, 0))


def test_a_parcel_leaves_with_its_carrier() -> None:
    clerk, task = backroom.at(), backroom.task(mode="ship")
    floor.work(task, "accept", "start_picking", "pack", now=clock.now())
    send(clerk, f"tasks/{task.pk}/shipment/", tracking="1")
    assert again(task).state == "packed"
    send(clerk, f"tasks/{task.pk}/shipment/", carrier="ヤマト運輸", tracking="1234-5678")
    assert (again(task).state, again(task).carrier, again(task).tracking) == ("shipped", "ヤマト運輸", "1234-5678")


def test_several_orders_are_picked_in_one_walk_and_only_full_bags_are_packed() -> None:
    clerk = backroom.at()
    first, second = backroom.task("SHIRT", 2), backroom.task("CAP", 1, key="k2", number="M2")
    for task in (first, second):
        send(clerk, f"tasks/{task.pk}/acceptance/")
    send(clerk, "walk/orders/", task=[str(first.pk), str(second.pk), "nonsense"])
    page = see(clerk, "walk/")
    assert page.index("ぼうし") < page.index("綿のシャツ")
    send(clerk, "walk/bags/", **{f"n-{first.pk}-{backroom.variant('SHIRT')}": 2})
    assert (again(first).state, again(second).state) == ("packed", "picking")


def test_a_try_on_is_confirmed_extended_visited_and_partly_bought() -> None:
    clerk, shirt = backroom.at(), backroom.variant("SHIRT")
    hold = actions.hold_try_on(
        node_id=floor.member(), location_id=floor.place("GINZA"), wanted={shirt: 2}, key="h", now=clock.now()
    )
    ends = TryOnHold.objects.get().expires_at
    for step in ("confirmation", "ready"):
        send(clerk, f"try-ons/{hold}/{step}/")
    for _ in range(2):
        send(clerk, f"try-ons/{hold}/extension/", key="longer")
    assert (TryOnHold.objects.get().expires_at, Reservation.objects.get().expires_at) == (ends + timedelta(days=1),) * 2
    send(clerk, f"try-ons/{hold}/visit/")
    send(clerk, f"try-ons/{hold}/closing/", **{f"n-{shirt}": 1})
    found = TryOnHold.objects.get()
    assert (found.state, found.lines.get().bought, Reservation.objects.get().state) == ("closed", 1, "released")
    assert "/register/?member=" in see(clerk, f"try-ons/{hold}/")


def test_the_board_needs_as_many_questions_for_one_card_as_for_three() -> None:
    clerk = backroom.at()
    backroom.task()
    with CaptureQueriesContext(connection) as one:
        see(clerk, "cards/")
    backroom.task("SHIRT", key="k2", number="M2")
    backroom.task("SHIRT", key="k3", number="M3")
    with CaptureQueriesContext(connection) as three:
        see(clerk, "cards/")
    assert len(three) == len(one)


def test_the_counter_finds_an_order_by_its_number_its_end_or_the_code_that_is_shown() -> None:
    clerk, task = backroom.at(), backroom.task()
    floor.work(task, "accept", "start_picking", "pack", "ready", now=clock.now())
    hold = actions.hold_try_on(
        node_id=floor.member("M9"), location_id=floor.place("GINZA"), wanted={backroom.variant("SHIRT"): 1}, key="h",
        now=clock.now(),
    )  # fmt: skip
    page = f"/register/work/tasks/{task.pk}/"
    for shown in (task.order.number, task.order.number[-4:], fulfilment.code_of(task.pk) or ""):
        assert send(clerk, "found/", number=shown).headers["location"] == page
    found = send(clerk, "found/", number=fulfilment.try_on_code(hold))
    assert found.headers["location"] == f"/register/work/try-ons/{hold}/"
    assert send(backroom.at("UMEDA"), "found/", number=task.order.number).headers["location"] == "/register/work/"


def test_codes_cannot_be_guessed_at_the_search() -> None:
    clerk, task = backroom.at(), backroom.task()
    floor.work(task, "accept", "start_picking", "pack", "ready", now=clock.now())
    for guess in range(10):
        send(clerk, "found/", number=f"x{guess}xxxxx")
    found = send(clerk, "found/", number=fulfilment.code_of(task.pk) or "")
    assert found.headers["location"] == "/register/work/"
