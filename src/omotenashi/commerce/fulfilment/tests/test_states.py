# SPDX-License-Identifier: Apache-2.0
"""The table of states: what is allowed happens, what is not is refused and changes nothing; said twice is once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, FulfilmentLine, Step
from omotenashi.commerce.fulfilment.rules import states
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW, Bought, Want
from omotenashi.commerce.orders.actions.placing import Mode
from omotenashi.commerce.orders.models import LogEntry
from omotenashi.commerce.stock.models import Allocation, StockLevel

pytestmark = pytest.mark.django_db
LONG_AFTER = NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    desk.furnish()


def picture() -> list[Any]:
    """Give all that an act here may change."""
    return [
        sorted(model.objects.values_list(), key=str)
        for model in (Fulfilment, FulfilmentLine, Step, Allocation, StockLevel, LogEntry)
    ]


def acts(bought: Bought) -> dict[str, Any]:
    """Give for each state the act that leads there."""
    said: dict[str, Any] = {"key": "act", "now": LONG_AFTER}
    one = bought.task.pk
    return {
        "accepted": partial(fulfilment.accept, one, **said),
        "rejected": partial(fulfilment.reject, one, reason="busy", **said),
        "picking": partial(fulfilment.start_picking, one, **said),
        "packed": partial(fulfilment.pack, one, **said),
        "ready": partial(fulfilment.ready, one, **said),
        "shipped": partial(fulfilment.ship, one, carrier="yamato", **said),
        "delivered": partial(fulfilment.deliver, one, **said),
        "lost": partial(fulfilment.lose, one, **said),
        "collected": partial(fulfilment.hand_over, one, node_ids=[bought.node_id], **said),
        "no_show": partial(fulfilment.no_show, one, **said),
        "returned_to_stock": partial(fulfilment.return_to_stock, one, **said),
        "cancelled": partial(fulfilment.cancel, one, reason="staff", **said),
    }


@pytest.mark.parametrize("kind", ["pickup", "ship"])
def test_only_what_the_table_allows_happens_and_a_refusal_changes_nothing(kind: str) -> None:
    mode, wish = (Mode.PICKUP, "GINZA") if kind == "pickup" else (Mode.SHIP, None)
    bought = desk.bought(Want(sku="SHIRT", mode=mode, wish=wish))
    happened, refused = set(), set()
    for state in states.STATES:
        for to, act in acts(bought).items():
            with transaction.atomic():
                Fulfilment.objects.filter(pk=bought.task.pk).update(state=state)
                before = picture()
                try:
                    act()
                except fulfilment.NotNow:
                    refused.add((state, to))
                    assert picture() == before
                else:
                    happened.add((state, to))
                    assert Fulfilment.objects.get(pk=bought.task.pk).state == to
                transaction.set_rollback(True)
    allowed = {(s, to) for s, following in states.FULFILMENT.items() for to in following if states.may_be(kind, to)}
    assert happened == allowed
    assert refused == {(s, to) for s in states.STATES for to in acts(bought)} - allowed


def test_every_act_said_twice_under_its_key_is_done_once() -> None:
    bought = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA"))
    for to in ("accepted", "picking", "packed", "ready", "collected"):
        act = acts(bought)[to].func
        more = {"node_ids": [bought.node_id]} if to == "collected" else {}
        assert act(bought.task.pk, key=to, now=NOW, **more) is True
        before = picture()
        assert act(bought.task.pk, key=to, now=NOW, **more) is False
        assert picture() == before
    assert (desk.levels("SHIRT")["GINZA"], desk.breaches()) == ((2, 0, 0), [])


def test_a_key_of_another_act_is_refused() -> None:
    bought = desk.bought(Want(sku="SHIRT"))
    fulfilment.accept(bought.task.pk, key="one", now=NOW)
    with pytest.raises(fulfilment.KeyOfAnother):
        fulfilment.start_picking(bought.task.pk, key="one", now=NOW)
    assert Fulfilment.objects.get().state == "accepted"


def test_a_promise_for_a_pickup_counts_from_the_next_opening() -> None:
    bought = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA"))
    assert bought.task.due_at == NOW + timedelta(minutes=60)
