# SPDX-License-Identifier: Apache-2.0
"""At the counter: codes, cards, somebody in the customer's place, nobody came."""

from datetime import timedelta

import pytest

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.rules import codes
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW, Bought, Want
from omotenashi.commerce.orders.actions.placing import Mode
from omotenashi.commerce.orders.actions.service import set_service_policy
from omotenashi.commerce.orders.models import Order, OrderLine
from omotenashi.commerce.payments.models import Refund

pytestmark = pytest.mark.django_db
WAITED = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    desk.furnish()


@pytest.fixture
def waiting() -> Bought:
    """Goods that wait at the counter."""
    bought = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA"))
    desk.work(bought.task, "accept", "start_picking", "pack", "ready")
    return bought


def wrong(code: str) -> str:
    """Give another code than this one."""
    return str((int(code) + 1) % 10**6).zfill(6)


def test_the_right_code_hands_over_once_and_completes_the_order(waiting: Bought) -> None:
    code = queries.code_of(waiting.task.pk) or ""
    assert fulfilment.hand_over(waiting.task.pk, code=code, key="h1", now=NOW) is True
    with pytest.raises(fulfilment.NotNow):
        fulfilment.hand_over(waiting.task.pk, code=code, key="h2", now=NOW)
    assert (desk.levels("SHIRT")["GINZA"], OrderLine.objects.get().handed) == ((2, 0, 0), 1)
    assert (Order.objects.get().completed_at, queries.code_of(waiting.task.pk)) == (NOW, None)
    assert desk.breaches() == []


def test_wrong_codes_are_counted_and_then_even_the_right_one_waits_for_a_new_one(waiting: Bought) -> None:
    code = queries.code_of(waiting.task.pk) or ""
    left = []
    for _ in range(codes.TRIES):
        with pytest.raises(fulfilment.WrongCode) as refusal:
            fulfilment.hand_over(waiting.task.pk, code=wrong(code), key="h", now=NOW)
        left.append(refusal.value.left)
    with pytest.raises(fulfilment.WrongCode):
        fulfilment.hand_over(waiting.task.pk, code=code, key="h", now=NOW)
    assert (left, desk.levels("SHIRT")["GINZA"]) == ([4, 3, 2, 1, 0], (3, 1, 0))
    fulfilment.new_code(waiting.task.pk, key="n", now=NOW)
    new = queries.code_of(waiting.task.pk) or ""
    with pytest.raises(fulfilment.WrongCode):
        fulfilment.hand_over(waiting.task.pk, code=code, key="h", now=NOW)
    assert (new != code, fulfilment.hand_over(waiting.task.pk, code=new, key="h", now=NOW)) == (True, True)


def test_the_buyers_card_needs_no_code_and_another_card_does_not_help(waiting: Bought) -> None:
    other = desk.member("M2")
    with pytest.raises(fulfilment.WrongCode):
        fulfilment.hand_over(waiting.task.pk, node_ids=[other], key="h", now=NOW)
    assert fulfilment.hand_over(waiting.task.pk, node_ids=[waiting.node_id], key="h", now=NOW) is True
    assert Fulfilment.objects.get().handed_to == "member"


def test_somebody_else_fetches_it_with_a_code_that_is_good_once(waiting: Bought) -> None:
    first = fulfilment.delegate(waiting.task.pk, key="d1", now=NOW) or ""
    second = fulfilment.delegate(waiting.task.pk, key="d2", now=NOW) or ""
    assert fulfilment.delegate(waiting.task.pk, key="d2", now=NOW) is None
    with pytest.raises(fulfilment.WrongCode):
        fulfilment.hand_over(waiting.task.pk, code=first, key="h1", now=NOW)
    shown = [queries.for_proxy(waiting.task.pk, code, now=NOW) for code in (first, second)]
    assert [task and task.fulfilment_id for task in shown] == [None, waiting.task.pk]
    assert fulfilment.hand_over(waiting.task.pk, code=second, key="h2", now=NOW) is True
    found = Fulfilment.objects.get()
    assert (found.handed_to, found.proxy_hash) == ("proxy", None)


def test_no_code_stands_in_the_database(waiting: Bought) -> None:
    code = queries.code_of(waiting.task.pk) or ""
    token = fulfilment.delegate(waiting.task.pk, key="d", now=NOW) or ""
    row = repr(list(Fulfilment.objects.values_list()))
    assert (len(code), code in row.replace(str(waiting.task.pk), ""), token in row) == (6, False, False)


def test_nobody_came_and_the_goods_go_back_and_are_paid_back(waiting: Bought) -> None:
    with pytest.raises(fulfilment.TooEarly):
        fulfilment.no_show(waiting.task.pk, key="n", now=WAITED - timedelta(seconds=1))
    assert (fulfilment.end_waiting(now=WAITED), fulfilment.end_waiting(now=WAITED)) == (1, 0)
    fulfilment.return_to_stock(waiting.task.pk, key="r", now=WAITED)
    assert (Fulfilment.objects.get().state, desk.levels("SHIRT")["GINZA"]) == ("returned_to_stock", (3, 0, 0))
    assert ([r.amount for r in Refund.objects.all()], Order.objects.get().cancelled_at) == ([2200], WAITED)
    assert desk.breaches(WAITED + timedelta(days=1)) == []


def test_the_retailer_may_keep_the_money_of_a_no_show(waiting: Bought) -> None:
    set_service_policy({"refund_no_show": False}, now=NOW)
    fulfilment.end_waiting(now=WAITED)
    fulfilment.return_to_stock(waiting.task.pk, key="r", now=WAITED)
    assert (Refund.objects.count(), Order.objects.get().cancelled_at) == (0, None)
