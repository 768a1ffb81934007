# SPDX-License-Identifier: Apache-2.0
"""A gift card is sold: made when its money is there and not before, told to its recipient, paid back while unused."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries as checkout_queries
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.fulfilment import queries as fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as cards
from omotenashi.commerce.loyalty.models import GiftCard, Wallet
from omotenashi.commerce.orders import queries as orders
from omotenashi.commerce.orders.actions import owed, placing, taking_back
from omotenashi.commerce.orders.models import Document, Order, OrderLine
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent, Refund

pytestmark = pytest.mark.django_db
NOW = shop.NOW
SHOWN = dict.fromkeys(placing.LEGAL_ITEMS, "said")


def _placed(amount: int = 5_000, *, key: str = "k") -> checkout.PlacedOrder:
    return checkout.place_gift(
        amount=amount, buyer=placing.ContactDetails(name="花子", mail="hanako@example.jp"),
        recipient=placing.ContactDetails(name="太郎", mail="taro@example.jp", note="おめでとう"), confirmation=SHOWN,
        channel="EC", key=key, now=NOW,
    )  # fmt: skip


def _paid(placed: checkout.PlacedOrder) -> None:
    shop.pay(placed)
    assert checkout.confirm(order_id=placed.order_id, now=NOW)


def _broken(later: datetime) -> list[Any]:
    owed.issue_owed(now=NOW)
    apps = (checkout_queries, fulfilment)
    return [one for app in apps for one in app.broken(later)]


def test_a_card_is_made_when_its_money_is_there_and_never_before() -> None:
    shop.furnish()
    placed = _placed()
    assert (cards.card_of_order(placed.order_id), cards.unsent_cards(9), Wallet.objects.count()) == (None, [], 0)
    assert checkout.confirm(order_id=placed.order_id, now=NOW) is False
    assert GiftCard.objects.count() == 0
    _paid(placed)
    card: Any = cards.card_of_order(placed.order_id)
    assert (card.amount, card.wallet.available, card.wallet.kind) == (5_000, 5_000, "paid_value")
    assert (card.recipient_name, card.recipient_mail, card.sender, card.message) == (
        "太郎", "taro@example.jp", "花子", "おめでとう",
    )  # fmt: skip
    assert cards.unsent_cards(9) == [card.pk]
    assert Order.objects.get().completed_at == NOW
    assert _broken(NOW + timedelta(days=1)) == []


def test_it_is_good_for_six_months_to_the_end_of_the_day_before() -> None:
    shop.furnish()
    placed = _placed()
    _paid(placed)
    card: Any = cards.card_of_order(placed.order_id)
    assert card.expires_at - NOW < timedelta(days=184)
    assert loyalty.gift_card_of(cards.code_of(card), now=card.expires_at - timedelta(seconds=1)).pk == card.pk
    with pytest.raises(loyalty.CouponRefused, match="expired"):
        loyalty.gift_card_of(cards.code_of(card), now=card.expires_at)


def test_the_same_key_and_the_same_payment_twice_are_one_card() -> None:
    shop.furnish()
    first, again = _placed(), _placed()
    assert (again.order_id, again.is_repeat) == (first.order_id, True)
    _paid(first)
    _paid(first)
    assert (Order.objects.count(), Intent.objects.count(), GiftCard.objects.count()) == (1, 1, 1)
    with pytest.raises(placing.Conflict):
        _placed(3_000)


@pytest.mark.parametrize("amount", [-1, 0, 499, 50_001])
def test_only_amounts_that_are_offered_are_sold(amount: int) -> None:
    shop.furnish()
    with pytest.raises(checkout.NotOffered):
        _placed(amount)
    assert Order.objects.count() == 0


def test_its_line_and_its_document_bear_no_tax_and_it_earns_no_points() -> None:
    shop.furnish()
    placed = _placed()
    _paid(placed)
    owed.issue_owed(now=NOW)
    line, document = OrderLine.objects.get(), Document.objects.get()
    assert (line.tax_rate, line.amount, Order.objects.get().tax_total) == (0, 5_000, 0)
    assert (document.rates, document.tax, document.total) == ([{"rate": 0, "total": 5_000, "tax": 0}], 0, 5_000)
    assert list(Wallet.objects.values_list("kind", flat=True)) == ["paid_value"]


def test_an_unused_card_is_paid_back_once_and_is_worth_nothing_then() -> None:
    shop.furnish()
    placed = _placed()
    _paid(placed)
    card: Any = cards.card_of_order(placed.order_id)
    said: dict[str, Any] = {"reason": "customer", "key": "back", "now": NOW}
    assert checkout.take_back_gift(placed.order_id, **said) == 5_000
    assert checkout.take_back_gift(placed.order_id, **said) == 0
    assert checkout.take_back_gift(placed.order_id, **said | {"key": "other"}) == 0
    assert list(Refund.objects.values_list("amount", flat=True)) == [5_000]
    assert cards.balance_at(NOW, kind="paid_value") == 0
    with pytest.raises(loyalty.CouponRefused, match="stopped"):
        loyalty.gift_card_of(cards.code_of(card), now=NOW)
    assert (loyalty.resume_gift_card(card_id=card.pk, now=NOW), _broken(NOW)) == (False, [])


def test_a_card_of_which_something_was_spent_is_not_paid_back() -> None:
    shop.furnish()
    placed = _placed()
    _paid(placed)
    card: Any = cards.card_of_order(placed.order_id)
    loyalty.hold_card(code=cards.code_of(card), amount=1, key="till", now=NOW)
    with pytest.raises(checkout.CardUsed):
        checkout.take_back_gift(placed.order_id, reason="customer", key="back", now=NOW)
    assert (Refund.objects.count(), GiftCard.objects.get().stopped_at) == (0, None)
    loyalty.burn(key="till", now=NOW)
    with pytest.raises(checkout.CardUsed):
        checkout.take_back_gift(placed.order_id, reason="customer", key="back", now=NOW)
    assert cards.balance_at(NOW, kind="paid_value") == 4_999


def test_no_counter_takes_a_card_back_as_goods() -> None:
    shop.furnish()
    placed = _placed()
    _paid(placed)
    line: Any = OrderLine.objects.get()
    assert orders.returnable(placed.order_id) == {}
    with pytest.raises(taking_back.NotPossible):
        taking_back.take_back(placed.order_id, {line.uid: 1}, channel="EC", key="r", now=NOW)
    assert GiftCard.objects.get().stopped_at is None


def test_an_order_that_is_not_paid_in_time_never_makes_a_card() -> None:
    shop.furnish()
    placed = _placed()
    later = NOW + timedelta(hours=1)
    assert checkout.give_up_unpaid(now=later) == 1
    payments.expire(now=later)
    assert checkout.confirm(order_id=placed.order_id, now=later) is False
    assert GiftCard.objects.count() == 0
