# SPDX-License-Identifier: Apache-2.0
"""Many at one counter: one code hands over once. Without the locks it would not, which the control shows."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base.tests.together import together
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.actions import steps
from omotenashi.commerce.fulfilment.models import Fulfilment, Step
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW, Want
from omotenashi.commerce.orders.actions.placing import Mode

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def code(transactional_db: None) -> str:
    """Goods that wait, and their code."""
    desk.furnish()
    bought = desk.bought(Want(sku="SHIRT", mode=Mode.PICKUP, wish="GINZA"))
    desk.work(bought.task, "accept", "start_picking", "pack", "ready")
    return queries.code_of(bought.task.pk) or ""


def shown(code: str) -> list[Any]:
    """Ten show the code at once."""
    one = Fulfilment.objects.get().pk
    return together([partial(fulfilment.hand_over, one, code=code, key=f"h{n}", now=NOW) for n in range(10)])


def test_one_code_hands_over_once(code: str) -> None:
    found = shown(code)
    assert [each for each in found if each is True] == [True]
    assert [type(each).__name__ for each in found if each is not True] == ["NotNow"] * 9
    assert (Step.objects.filter(kind="collected").count(), desk.levels("SHIRT")["GINZA"]) == (1, (2, 0, 0))


def test_without_the_guard_it_hands_over_more_than_once(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(fulfilment_id: UUID, **_: Any) -> Fulfilment:
        return Fulfilment.objects.select_related("order", "location").get(pk=fulfilment_id)

    def shift(found: Fulfilment, to: str, *, table: Any, now: Any, **values: Any) -> None:
        Fulfilment.objects.filter(pk=found.pk).update(state=to, **values)

    monkeypatch.setattr(steps, "begin", begin)
    monkeypatch.setattr(steps, "shift", shift)
    assert shown(code).count(True) > 1
