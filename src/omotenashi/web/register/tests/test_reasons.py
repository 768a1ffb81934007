# SPDX-License-Identifier: Apache-2.0
"""購入理由 at the till: one tap after the sale, on nobody's order but this till's, and not at all where the house does not ask."""

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import reasons
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.orders.queries.reasons import reason_of
from omotenashi.web.register.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    world.furnish()
    world.open_drawer()


def _sold(client: Client) -> dict[str, object]:
    answer: dict[str, object] = world.post(client, "api-sales", world.sale(world.line("SHIRT"), cash=2200)).json()
    return answer


def _tap(client: Client, sale: object, reason: str) -> tuple[int, str]:
    answer = client.post(reverse("register:api-reason", args=[sale]), {"reason": reason})
    return answer.status_code, answer.json().get("reason") or answer.json()["code"]


def _said() -> str:
    return str((reason_of(Order.objects.get()) or {}).get("reason"))


def test_a_house_that_asks_nobody_shows_no_reasons() -> None:
    client = world.signed_in()
    sold = _sold(client)
    assert (sold["why"], _tap(client, sold["sale"], "口コミ"), _said()) == ([], (422, "bad_reason"), "None")


def test_one_tap_writes_the_reason_and_another_corrects_it() -> None:
    reasons.set_reasons("口コミ\nスタッフ\nその他", now=clock.now())
    client = world.signed_in()
    sold = _sold(client)
    taps = [_tap(client, sold["sale"], reason) for reason in ("口コミ", "スタッフ")]
    assert (sold["why"], taps) == (["口コミ", "スタッフ", "その他"], [(200, "口コミ"), (200, "スタッフ")])
    assert _said() == "スタッフ"


def test_another_till_tells_no_reason_of_this_sale() -> None:
    reasons.set_reasons("口コミ", now=clock.now())
    sold = _sold(world.signed_in())
    other = world.signed_in()
    assert (_tap(other, sold["sale"], "口コミ"), _said()) == ((404, "unknown"), "None")
