# SPDX-License-Identifier: Apache-2.0
"""After the order: the code for the counter, somebody else who fetches it, a return; and what may no longer be cancelled."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.models import Fulfilment, GoodsReturn
from omotenashi.commerce.orders.models import Order
from omotenashi.web.storefront.tests import world

pytestmark = pytest.mark.django_db


def _collected_at_ginza() -> tuple[Client, str, UUID]:
    """Buy a shirt to be collected; give the browser, the address of the order, and what the shop has to do."""
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", shop="GINZA")
    page = world.paid(client, world.ordered(client))
    [task] = fulfilment.plan(Order.objects.get().pk, now=clock.now())
    return client, page.context["base"], task.pk


def _do(task: UUID, *names: str) -> None:
    for name in names:
        getattr(fulfilment, name)(task, key=name, now=clock.now())


def _parcel(client: Client, base: str) -> Any:
    return client.get(base).context["found"].parcels[0]


def test_the_code_for_the_counter_is_shown_when_the_goods_are_ready_and_is_dead_afterwards() -> None:
    client, base, task = _collected_at_ginza()
    before = _parcel(client, base).code
    _do(task, "accept", "start_picking", "pack", "ready")
    code = _parcel(client, base).code
    assert (before, code in client.get(base).content.decode()) == ("", code != "")
    assert fulfilment.hand_over(task, code=code, key="handed", now=clock.now())
    after = client.get(base).context["found"]
    assert (after.parcels[0].code, after.progress.handed) == ("", "all")


def test_what_the_shop_has_begun_is_not_cancelled_any_more() -> None:
    client, base, task = _collected_at_ginza()
    can = [client.get(base).context["found"].can_cancel]
    _do(task, "accept", "start_picking")
    can.append(client.get(base).context["found"].can_cancel)
    assert (can, client.post(f"{base}cancel/").status_code) == ([True, False], 409)
    assert Order.objects.get().cancelled_at is None


def test_somebody_else_fetches_it_with_a_code_that_is_good_once() -> None:
    client, base, task = _collected_at_ginza()
    _do(task, "accept", "start_picking", "pack", "ready")
    shown = client.post(f"{base}delegate/", {"parcel": str(task), "key": "1"})
    proxy = shown.context["proxy"]
    assert proxy in shown.content.decode()
    assert fulfilment.hand_over(task, code=proxy, key="handed", now=clock.now())
    with pytest.raises(fulfilment.NotNow):
        fulfilment.hand_over(task, code=proxy, key="again", now=clock.now())


def test_a_parcel_of_another_order_cannot_be_delegated() -> None:
    client, base, _task = _collected_at_ginza()
    stranger = "019a0000-0000-7000-8000-000000000000"
    assert client.post(f"{base}delegate/", {"parcel": stranger, "key": "1"}).status_code == 404


def test_a_return_is_asked_for_by_oneself_and_once() -> None:
    client, base, task = _collected_at_ginza()
    _do(task, "accept", "start_picking", "pack", "ready")
    fulfilment.hand_over(task, code=_parcel(client, base).code, key="handed", now=clock.now())
    [(line, pieces)] = client.get(base).context["found"].returnable
    form = {f"piece-{line.uid}": "1", "reason": "size", "key": "once"}
    answers = [client.post(f"{base}return/", form).status_code for _ in range(2)]
    assert (list(pieces), answers, GoodsReturn.objects.count()) == ([1], [302, 302], 1)
    [back] = client.get(base).context["found"].returns
    assert (back.words, back.can_withdraw) == ("We have your request for a return", True)
    assert client.post(f"{base}withdraw/", {"return": str(back.id)}).status_code == 302
    assert [one.words for one in client.get(base).context["found"].returns] == ["Return withdrawn"]


def test_a_return_of_nothing_says_what_is_missing() -> None:
    client, base, task = _collected_at_ginza()
    answer = client.post(f"{base}return/", {"reason": "size", "key": "once"})
    assert (answer.status_code, GoodsReturn.objects.count(), Fulfilment.objects.get().pk) == (409, 0, task)
