# SPDX-License-Identifier: Apache-2.0
"""A gift card and store credit on the final confirmation page: what is shown is what is taken."""

from uuid import UUID

import pytest
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Wallet
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments.models import Tender
from omotenashi.web.storefront.tests import world
from omotenashi.web.storefront.visits import PACE

pytestmark = pytest.mark.django_db
# A shirt that is sent: 2,200 and 660 of shipping.
WHOLE = 2_860


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    PACE.forget()


def _card(amount: int) -> str:
    return loyalty.issue_gift_card(amount=amount, key="sold", now=clock.now()).code


def _tenders() -> list[tuple[str, int]]:
    return sorted(Tender.objects.values_list("kind", "amount"))


def _in(kind: str) -> tuple[int, int]:
    return Wallet.objects.values_list("available", "held").get(kind=kind)


def _credited(node: UUID, amount: int) -> None:
    loyalty.earn([loyalty.Earning(node_id=node, amount=amount, key="c", kind="store_credit")], now=world.LONG_AGO)


def test_a_guest_pays_all_with_a_card_and_sees_it_on_both_pages() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    page, form = world.confirmed(client, **world.TOKYO, card=_card(5_000))
    own = page.context["own"]
    assert (own.gift, own.left, "card" in form) == (WHOLE, 0, False)
    assert page.context["legal"]["payment"] in page.content.decode()
    placed = client.post(reverse("storefront:place"), form)
    order = client.get(placed["Location"])
    assert (order.context["found"].state, order.context["found"].own) == ("confirmed", (("gift_card", WHOLE),))
    assert (_tenders(), _in("paid_value")) == ([("gift_card", WHOLE)], (5_000 - WHOLE, 0))
    assert Order.objects.get().confirmation.items == page.context["legal"]


def test_the_rest_of_a_card_goes_to_the_payment_page_and_a_card_can_be_taken_out_again() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    page, form = world.confirmed(client, **world.TOKYO, card=_card(1_000))
    without, _form = world.confirmed(client, **world.TOKYO)
    assert (page.context["own"].left, without.context["own"].left) == (WHOLE - 1_000, WHOLE)
    status = world.paid(client, client.post(reverse("storefront:place"), form))
    assert status.context["found"].state == "confirmed"
    assert (_tenders(), _in("paid_value")) == ([("card", WHOLE - 1_000), ("gift_card", 1_000)], (0, 0))


def test_a_member_uses_store_credit_beside_a_card() -> None:
    world.furnish()
    client, node = world.member()
    _credited(node, 500)
    world.put(client, "SHIRT")
    page, _form = world.confirmed(client, **world.TOKYO, card=_card(5_000))
    assert (page.context["own"].credit_there, page.context["own"].credit) == (500, 0)
    page, form = world.confirmed(client, **world.TOKYO, credit="1")
    assert (page.context["own"].credit, form["credit"]) == (500, "500")
    world.paid(client, client.post(reverse("storefront:place"), form))
    assert (_tenders(), _in("store_credit")) == ([("card", WHOLE - 500), ("store_credit", 500)], (0, 0))


def test_what_was_spent_elsewhere_meanwhile_is_said_and_nothing_is_ordered() -> None:
    world.furnish()
    client, code = world.browser(), _card(1_000)
    world.put(client, "SHIRT")
    _page, form = world.confirmed(client, **world.TOKYO, card=code)
    loyalty.hold_card(code=code, amount=400, key="till", now=clock.now())
    again = client.post(reverse("storefront:place"), form)
    assert (again.status_code, Order.objects.count(), again.context["own"].gift) == (409, 0, 600)
    assert "nothing was ordered" in again.context["notice"]
    assert client.post(reverse("storefront:place"), world.form_of(again)).status_code == 302
    assert _in("paid_value") == (0, 1_000)


def test_a_code_that_is_wrong_is_said_beside_the_field_and_tried_a_few_times_only() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    said = [world.confirmed(client, **world.TOKYO, card=f"WRONG-{n}")[0].context["own"].trouble for n in range(6)]
    assert [one[:10] for one in said] == [*["We do not "] * 5, "That was o"]
    # The right one tells nothing either until the moment is over.
    assert world.confirmed(client, **world.TOKYO, card=_card(900))[0].context["own"].gift == 0


def test_a_card_that_no_page_of_ours_signed_pays_nothing() -> None:
    world.furnish()
    client, code = world.browser(), _card(1_000)
    world.put(client, "SHIRT")
    _page, form = world.confirmed(client, **world.TOKYO)
    client.post(reverse("storefront:place"), {**form, "gift": f'["{code}",1000]', "credit": "700x"})
    assert (_tenders(), _in("paid_value")) == ([("card", WHOLE)], (1_000, 0))
