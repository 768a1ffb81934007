# SPDX-License-Identifier: Apache-2.0
"""From the shelf to the paid order, as a guest and as a member, without script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.checkout.models import Basket, Settlement
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.stock.models import StockLevel
from omotenashi.web.storefront.tests import world

pytestmark = pytest.mark.django_db


def test_a_guest_buys_pays_at_the_simulator_and_sees_the_order() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", quantity=2)
    page, form = world.confirmed(client, **world.TOKYO)
    said = page.context["cart"].quote.legal
    shown = page.content.decode()
    assert sorted(said) == ["delivery", "payment", "period", "price", "quantity", "withdrawal"]
    assert [name for name, text in said.items() if text not in shown] == []
    placed = client.post(reverse("storefront:place"), form)
    assert placed["Location"].startswith("/pay/simulator/")
    status = world.paid(client, placed)
    assert (status.status_code, status.context["found"].state) == (200, "confirmed")
    order = Order.objects.get()
    assert (order.goods_total, order.shipping_total) == (4400, 660)
    assert order.confirmation.items == dict(said)


def test_collecting_costs_no_shipping_and_asks_no_address() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", shop="GINZA")
    form = client.get(reverse("storefront:checkout")).context["form"]
    assert sorted(form.fields) == ["mail", "name", "note", "phone"]
    page, sent = world.confirmed(client)
    assert (page.context["cart"].quote.shipping, page.context["cart"].quote.total) == (0, 2200)
    client.post(reverse("storefront:place"), sent)
    level = StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    assert (level.on_hand, level.reserved, Order.objects.get().shipping_total) == (2, 1, 0)


def test_a_price_that_changed_is_said_in_place_and_nothing_typed_is_lost() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    _page, form = world.confirmed(client, **world.TOKYO)
    world.sell(("SHIRT", "綿のシャツ", 2400, 10))
    again = client.post(reverse("storefront:place"), form)
    assert (again.status_code, Order.objects.count()) == (409, 0)
    assert "nothing was ordered" in again.context["notice"]
    renewed = world.form_of(again)
    assert {name: renewed[name] for name in (*world.HANAKO, "key")} == {**world.HANAKO, "key": form["key"]}
    assert client.post(reverse("storefront:place"), renewed).status_code == 302
    assert Order.objects.get().goods_total == 2400


def test_the_last_piece_that_somebody_took_is_said_in_place() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "CAP", shop="GINZA")
    _page, form = world.confirmed(client)
    world.fill(("CAP", "GINZA", 0), key="2")
    answer = client.post(reverse("storefront:place"), form)
    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert [row.trouble != "" for row in answer.context["cart"].rows] == [True]


def test_the_same_button_pressed_twice_is_one_order() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    _page, form = world.confirmed(client, **world.TOKYO)
    first, second = (client.post(reverse("storefront:place"), form) for _ in range(2))
    assert (first["Location"], Order.objects.count()) == (second["Location"], 1)


def test_a_declined_card_keeps_the_order_and_may_be_tried_again() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    placed = world.ordered(client, **world.TOKYO)
    status = world.paid(client, placed, outcome="declined")
    found = status.context["found"]
    assert (found.state, found.can_pay, Settlement.objects.get().confirmed_at) == ("failed", True, None)
    again = client.post(f"{status.context['base']}pay/")
    assert world.paid(client, again).context["found"].state == "confirmed"


def test_a_wrong_address_is_said_beside_the_field() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    page = client.post(reverse("storefront:checkout"), {**world.HANAKO, **world.TOKYO, "postal_code": "15"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["postal_code"])


def test_a_postal_code_fills_the_address_without_script() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    typed = {**world.HANAKO, "postal_code": "150-0001", "fill": "1"}
    form = client.post(reverse("storefront:checkout"), typed).context["form"]
    assert [form.initial[name] for name in ("prefecture", "address", "name")] == ["東京都", "渋谷区神宮前", "髙﨑 花子"]


def test_signing_in_takes_the_cart_along_and_points_pay_all() -> None:
    world.furnish()
    guest = world.browser()
    world.put(guest, "SHIRT", shop="GINZA")
    client, node_id = world.member(points=3000)
    client.cookies.update(guest.cookies)
    client.post(reverse("storefront:value"), {"points": "2200"})
    assert Basket.objects.get(state="open").node_id == node_id
    page, form = world.confirmed(client)
    assert (page.context["cart"].quote.points, page.context["cart"].quote.to_pay) == (2200, 0)
    placed = client.post(reverse("storefront:place"), form)
    assert client.get(placed["Location"]).context["found"].state == "confirmed"


def test_an_order_of_another_member_is_not_there() -> None:
    world.furnish()
    client, _node = world.member(points=3000)
    other, _node = world.member("U-takumi")
    world.put(client, "SHIRT", shop="GINZA")
    world.ordered(client)
    own = reverse("storefront:own-order", args=[Order.objects.get().pk])
    answers = [client.get(own), other.get(own), world.browser().get(own), other.post(f"{own}cancel/")]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 404]


def test_a_cart_of_a_member_opens_for_the_member_alone() -> None:
    world.furnish()
    client, _node = world.member()
    world.put(client, "SHIRT")
    stranger = world.browser()
    stranger.cookies["omotenashi_basket"] = client.cookies["omotenashi_basket"].value
    seen = stranger.get(reverse("storefront:cart"))
    assert (seen.context["cart"], seen.context["visit"].basket_is_a_members) == (None, True)


def test_a_code_cannot_be_guessed() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT")
    world.ordered(client, **world.TOKYO)
    now = clock.now()
    code = codes.issue(Order.objects.get().pk, expires_at=now + timedelta(days=1), now=now)
    guesses = [client.get(reverse("storefront:order", args=[f"guess{n}"])).status_code for n in range(11)]
    assert guesses == [404] * codes.WRONG_TRIES + [429]
    assert client.get(reverse("storefront:order", args=[code])).status_code == 429


def test_an_order_is_cancelled_before_picking_and_the_stock_is_free_again() -> None:
    world.furnish()
    client = world.browser()
    world.put(client, "SHIRT", shop="GINZA")
    status = world.paid(client, world.ordered(client))
    assert client.post(f"{status.context['base']}cancel/").status_code == 302
    after = client.get(status.context["base"]).context["found"]
    level = StockLevel.objects.get(variant__sku="SHIRT", location__code="GINZA")
    assert (after.state, level.reserved, level.allocated) == ("cancelled", 0, 0)


def test_a_benefit_for_fetching_stands_in_the_total_and_goes_when_delivery_is_chosen() -> None:
    """S4-03: taken off the price at once, so it is a discount and no prize."""
    world.furnish()
    terms = {"kind": "amount", "value": 300, "modes": ["pickup"]}
    loyalty.save_campaign(loyalty.CampaignRecord(code="FETCH", name="店舗受取特典", terms=terms), now=world.LONG_AGO)
    client = world.browser()
    world.put(client, "SHIRT", shop="GINZA")
    page, _form = world.confirmed(client)
    line = page.context["cart"].rows[0].quoted.line
    assert (page.context["cart"].quote.total, "店舗受取特典" in page.content.decode()) == (1900, True)
    client.post(reverse("storefront:line", args=[line.key]), {"quantity": "1", "mode": "ship"})
    cart = client.get(reverse("storefront:cart")).context["cart"]
    assert (cart.quote.goods, [name for _code, name, amount, _points in cart.quote.campaigns if amount]) == (2200, [])


def test_goods_that_no_shelf_of_a_shop_has_are_ordered_in_and_ask_no_address() -> None:
    world.furnish()
    client = world.browser()
    client.post(reverse("storefront:put"), {"sku": "MUG", "mode": "order_in", "location": "GINZA"})
    form = client.get(reverse("storefront:checkout")).context["form"]
    assert "address" not in form.fields
    page, sent = world.confirmed(client)
    client.post(reverse("storefront:place"), sent)
    held = StockLevel.objects.filter(reserved__gt=0).values_list("variant__sku", "location__code", "reserved")
    assert (list(held), page.context["cart"].quote.shipping) == ([("MUG", "DC", 1)], 0)
