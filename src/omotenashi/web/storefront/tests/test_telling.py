# SPDX-License-Identifier: Apache-2.0
"""A buyer is told by mail that the order waits, and that something of it was not on the shelf."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.web.storefront import jobs
from omotenashi.web.storefront.tests import world

pytestmark = pytest.mark.django_db


def _picking(sku: str, quantity: int) -> Fulfilment:
    """Buy something to be fetched in Ginza; somebody there is picking it."""
    phone = world.browser()
    world.put(phone, sku, quantity=quantity, shop="GINZA")
    world.paid(phone, world.ordered(phone))
    _heard()
    task = Fulfilment.objects.get()
    for step in ("accept", "start_picking"):
        getattr(fulfilment, step)(task.pk, key=step, now=clock.now())
    return task


def _heard(at: Any = None) -> None:
    while outbox.deliver(now=(at or clock.now()) + timedelta(hours=1)):
        pass


def _asked(name: str) -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=f"storefront.{name}").order_by("id")]


def test_what_waits_is_told_once_with_its_code_and_not_when_it_was_fetched() -> None:
    world.furnish()
    task = _picking("SHIRT", 1)
    for step in ("pack", "ready"):
        getattr(fulfilment, step)(task.pk, key=step, now=clock.now())
    _heard()
    [asked] = _asked("send_ready")
    jobs.send_ready(**asked)
    code = queries.code_of(task.pk) or ""
    [told] = mail.outbox
    assert (told.to, told.subject, code in told.body) == ([world.HANAKO["mail"]], "試験商店：ご用意ができました", True)
    assert "銀座店" in told.body
    fulfilment.hand_over(task.pk, code=code, key="handed", now=clock.now())
    jobs.send_ready(**asked)
    assert len(mail.outbox) == 1


def test_a_missing_piece_is_told_with_what_goes_back() -> None:
    world.furnish()
    world.fill(("CAP", "GINZA", 3), key="2")
    task = _picking("CAP", 3)
    [line] = OrderLine.objects.all()
    assert line.variant_id
    fulfilment.pick_short(task.pk, {line.variant_id: 1}, reason="not_found", key="short", now=clock.now())
    _heard()
    [asked] = _asked("send_short")
    jobs.send_short(**asked)
    body = str(mail.outbox[-1].body)
    assert (asked["pieces"], asked["unserved"], asked["refunded"]) == (1, 1, 1100)
    assert ("1点" in body, "¥1,100" in body, "お手続きは不要" in body) == (True, True, False)


def test_what_is_heard_days_later_is_no_news() -> None:
    world.furnish()
    task = _picking("SHIRT", 2)
    long_ago = clock.now() - timedelta(days=2)
    for step in ("pack", "ready"):
        getattr(fulfilment, step)(task.pk, key=step, now=long_ago)
    _heard()
    assert (_asked("send_ready"), mail.outbox) == ([], [])
