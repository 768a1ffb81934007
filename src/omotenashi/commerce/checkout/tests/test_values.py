# SPDX-License-Identifier: Apache-2.0
"""What was paid with a gift card or store credit goes back there, to the yen, however the money goes back."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import Wallet
from omotenashi.commerce.orders.actions import cancelling, undoing, value
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries as paid
from omotenashi.commerce.payments.models import Refund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    shop.furnish()
    payments.open_shift(
        location_id=shop.place("GINZA"), terminal="1", currency="JPY", counts={}, staff_id=None, key="s", now=NOW
    )


def _sold(*tenders: payments.Given, lines: int = 1, **more: Any) -> checkout.Sold:
    """Sell shirts that are ordered in, so that they can be cancelled."""
    line = checkout.SaleLine(
        variant_id=shop.variant("SHIRT"), quantity=lines, mode="order_in", location_id=shop.place("GINZA")
    )
    sale = checkout.Sale(
        sale_id=uuid4(), terminal="1", sequence=1, shop_id=shop.place("GINZA"), sold_at=NOW, lines=(line,),
        tenders=tenders, recipient=shop.HANAKO,
    )  # fmt: skip
    return checkout.sell(replace(sale, **more), now=NOW)


def _in_wallets(kind: str) -> int:
    return sum(Wallet.objects.filter(kind=kind).values_list("available", flat=True))


def _cancel(order_id: UUID, pieces: int, *, key: str) -> None:
    line = OrderLine.objects.get(order_id=order_id)
    assert line.uid
    checkout.cancel(order_id, lines={line.uid: pieces}, reason="customer", key=key, now=NOW)


def test_a_gift_card_is_filled_again_piece_by_piece_to_the_yen() -> None:
    card = loyalty.issue_gift_card(amount=5_000, key="g", now=NOW)
    cash = payments.Given(kind="cash", amount=1_600)
    sold = _sold(payments.Given(kind="gift_card", amount=5_000, ref=card.code), cash, lines=3)
    assert (sold.total, _in_wallets("paid_value")) == (6_600, 0)
    done = cancelling.cancel(sold.order_id, lines=_one(sold), reason="customer", key="a", now=NOW)
    at = undoing.Counter(instead={"cash": "store_credit"})
    undoing.refund(sold.order_id, amount=done.amount, points=0, reason="x", key="a", now=NOW, counter=at)
    first = _in_wallets("paid_value")
    assert (first, _in_wallets("store_credit")) == (1_667, 533)
    undoing.refund(sold.order_id, amount=4_400, points=0, reason="x", key="b", now=NOW, counter=at)
    assert (_in_wallets("paid_value"), _in_wallets("store_credit")) == (5_000, 1_600)
    value.give_back(sold.order_id, now=NOW)
    assert (_in_wallets("paid_value"), _in_wallets("store_credit"), wallets.broken(NOW)) == (5_000, 1_600, [])


def test_store_credit_goes_back_to_its_lots_with_a_cancellation() -> None:
    node = shop.member()
    loyalty.earn([loyalty.Earning(node_id=node, amount=2_200, key="c", kind="store_credit")], now=NOW)
    sold = _sold(payments.Given(kind="store_credit", amount=2_200), node_ids=(node,))
    assert _in_wallets("store_credit") == 0
    for _twice in range(2):
        _cancel(sold.order_id, 1, key="a")
    assert (_in_wallets("store_credit"), wallets.broken(NOW)) == (2_200, [])


def test_what_is_paid_back_by_itself_fills_the_wallet_when_the_event_arrives() -> None:
    card = loyalty.issue_gift_card(amount=2_200, key="g", now=NOW)
    sold = _sold(payments.Given(kind="gift_card", amount=2_200, ref=card.code))
    intent = paid.intent_of(sold.order_id)
    assert intent is not None
    payments.void_or_refund(intent_id=intent.pk, reason="x", key="x", now=NOW)
    assert (Refund.objects.get().to_kind, _in_wallets("paid_value")) == ("gift_card", 0)
    for _twice in range(2):
        outbox.deliver(now=clock.now())
    assert _in_wallets("paid_value") == 2_200


def _one(sold: checkout.Sold) -> dict[UUID, int]:
    [uid] = OrderLine.objects.filter(order_id=sold.order_id).values_list("uid", flat=True)
    assert uid
    return {uid: 1}
