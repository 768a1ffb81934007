# SPDX-License-Identifier: Apache-2.0
"""A gift card is bought on the web: confirmed, paid, sent with its code to its recipient alone; given back unused."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.models import GiftCard, Wallet
from omotenashi.commerce.orders.models import Order
from omotenashi.places.locations import actions as locations
from omotenashi.web.storefront import jobs, visits
from omotenashi.web.storefront.tests import world
from omotenashi.web.ui.pacing import Pace

pytestmark = pytest.mark.django_db
SAID = {
    "choice": "5000", "own": "", "to_name": "太郎", "to_mail": "taro@example.jp", "message": "おめでとう <b>",
    "name": "花子", "mail": "hanako@example.jp",
}  # fmt: skip
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    visits.PACE.forget()
    world.furnish()


def _confirmed(client: Client, **more: str) -> tuple[Any, dict[str, str]]:
    page = client.post(reverse("storefront:gifts"), {**SAID, **more})
    html = page.content.decode()
    if reverse("storefront:gift-place") not in html:
        return page, {}
    inside = html[html.index(f'action="{reverse("storefront:gift-place")}"') :]
    return page, {
        **SAID,
        **more,
        **dict(_HIDDEN.findall(inside[: inside.index("</form>")])),
        "message": SAID["message"],
    }


def _bought(client: Client, **more: str) -> Any:
    _page, form = _confirmed(client, **more)
    return world.paid(client, client.post(reverse("storefront:gift-place"), form))


def _sent() -> Any:
    for card in GiftCard.objects.filter(sent_at=None):
        jobs.send_gift(str(card.pk), "https://shop.example", "ja")
    return mail.outbox[-1]


def test_a_card_is_confirmed_with_its_six_items_and_terms_and_made_when_it_is_paid() -> None:
    client = world.browser()
    page, form = _confirmed(client)
    shown = page.content.decode()
    assert [text in shown for text in page.context["legal"].values()] == [True] * 6
    assert [name for name, _text in page.context["terms"]] == [
        "Issued by", "Limit of one card", "Good for", "Where it is taken", "Balance", "Please note",
        "Questions and complaints",
    ]  # fmt: skip
    placed = client.post(reverse("storefront:gift-place"), form)
    assert (Order.objects.get().confirmation.items, GiftCard.objects.count()) == (page.context["legal"], 0)
    status = world.paid(client, placed)
    assert (status.context["found"].state, GiftCard.objects.get().wallet.available) == ("completed", 5_000)


def test_the_code_goes_to_the_recipient_alone_and_once() -> None:
    status = _bought(world.browser())
    card = GiftCard.objects.get()
    code = cards.code_of(card)
    found = _sent()
    assert (found.to, code in found.body, SAID["message"] in found.body) == (["taro@example.jp"], True, True)
    html = str(found.alternatives[0].content)
    assert (code in html, "おめでとう &lt;b&gt;" in html, "https://shop.example/shop/gift-card/" in html) == (
        True,
        True,
        True,
    )
    before = len(mail.outbox)
    jobs.send_gift(str(card.pk), "https://shop.example", "ja")
    assert (len(mail.outbox), code in status.content.decode()) == (before, False)


def test_a_declined_payment_makes_and_sends_nothing() -> None:
    client = world.browser()
    _page, form = _confirmed(client)
    world.paid(client, client.post(reverse("storefront:gift-place"), form), outcome="declined")
    assert (GiftCard.objects.count(), cards.unsent_cards(9), Wallet.objects.filter(kind="paid_value").count()) == (
        0,
        [],
        0,
    )


def test_the_same_button_twice_is_one_order() -> None:
    client = world.browser()
    _page, form = _confirmed(client)
    for _twice in range(2):
        assert client.post(reverse("storefront:gift-place"), form).status_code == 302
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"choice": "9"}, {"choice": "own", "own": "1"}, {"choice": "own"}, {"to_mail": "x"}, {"name": ""}]
)
def test_what_is_not_offered_is_said_and_nothing_is_ordered(wrong: dict[str, str]) -> None:
    page, form = _confirmed(world.browser(), **wrong)
    assert (page.status_code, form, Order.objects.count()) == (422, {}, 0)


def test_an_amount_from_the_browser_is_looked_at_again() -> None:
    client = world.browser()
    _page, form = _confirmed(client)
    answer = client.post(reverse("storefront:gift-place"), {**form, "choice": "own", "own": "999999"})
    assert (answer.status_code, Order.objects.count()) == (422, 0)


def test_an_unused_card_is_given_back_by_its_buyer_and_a_used_one_is_not() -> None:
    client = world.browser()
    status = _bought(client)
    base, card = status.context["base"], GiftCard.objects.get()
    loyalty.hold_card(code=cards.code_of(card), amount=1, key="till", now=clock.now())
    refused = client.post(f"{base}give-back/")
    assert (refused.status_code, "used already" in refused.context["trouble"]) == (409, True)
    loyalty.release(key="till", now=clock.now())
    assert client.post(f"{base}give-back/").status_code == 302
    assert (cards.balance_at(clock.now(), kind="paid_value"), client.get(base).context["found"].can_give_back) == (
        0,
        False,
    )


def test_whoever_asks_for_the_balance_needs_the_whole_code_and_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Five a day, so that the speed of the machine says nothing.
    monkeypatch.setattr(visits, "PACE", Pace(rate=1 / 86_400, burst=5))
    client = world.browser()
    code = loyalty.issue_gift_card(amount=700, key="k", now=clock.now()).code
    ask = reverse("storefront:gift")
    halves = [code[:4], code[:9], code[-4:], code[:-1]]
    answers = [client.post(ask, {"code": half}) for half in halves]
    assert [(one.status_code, "700" in one.content.decode()) for one in answers] == [(404, False)] * 4
    assert client.post(ask, {"code": code}).context["card"].wallet.available == 700
    late = client.post(ask, {"code": code})
    assert (late.status_code, "700" in late.content.decode()) == (429, False)


def test_a_code_in_an_address_is_not_read() -> None:
    code = loyalty.issue_gift_card(amount=700, key="k", now=clock.now()).code
    page = world.browser().get(reverse("storefront:gift"), {"code": code})
    assert (page.context["card"], code in page.content.decode()) == (None, False)


def test_a_shop_that_sells_no_cards_has_no_page_for_them() -> None:
    loyalty.change_programme({"cards": {"sold": False}}, by="hq", now=clock.now())
    assert world.browser().get(reverse("storefront:gifts")).status_code == 404
    assert reverse("storefront:gifts") not in world.browser().get(reverse("storefront:home")).content.decode()


def test_mails_carry_the_name_the_colour_and_the_logo_of_the_house() -> None:
    locations.set_brand(colour="#7a1f3d", legal={}, privacy="", now=clock.now())
    _bought(world.browser())
    html = str(_sent().alternatives[0].content)
    assert ("試験商店" in html, "#7a1f3d" in html) == (True, True)
