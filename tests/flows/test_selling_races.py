# SPDX-License-Identifier: Apache-2.0
"""Many want the same at one moment, over real HTTP: nobody is sold what is not there, nothing counts twice.

Each story is told twice: with the guards, and with them switched off, when the race must appear.
`OMOTENASHI_RACES=20 pytest tests/flows/test_selling_races.py` tells each story twenty times.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import CouponCode, Redemption
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import actions as payments
from tests.flows import selling
from tests.flows.selling import Caller, all_of, at_once, basket, breaches, held, refill, rewritten, statuses, without

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
ROUNDS = int(os.environ.get("OMOTENASHI_RACES", "1"))
_GUARD = ("IF NOT fits THEN", "IF false THEN")
# All plan before the first one commits.
_SLOWLY = ("\nBEGIN\n", "\nBEGIN\n  PERFORM pg_sleep(1);\n")
_CHECK = ("stock_stocklevel", "stock_no_oversell")


@pytest.fixture
def served(transactional_db: None) -> Iterator[Caller]:
    """The shop, served."""
    with selling.served() as caller:
        yield caller


def _buyers(caller: Caller, number: int, *wanted: tuple[str, int]) -> list[Any]:
    """Prepare buyers who have all seen their basket."""
    return at_once([partial(caller.buyer, basket(*wanted)) for _ in range(number)])


def _promised(sku: str) -> int:
    return sum(promised for _, promised in held(sku).values())


def _careless() -> Any:
    return all_of(without(_CHECK), rewritten("stock_promise", _GUARD, _SLOWLY))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_fifty_buyers_of_ten_units_and_thirty_of_one(served: Caller, _round: int) -> None:
    refill("SHIRT", DC=10, GINZA=0, UMEDA=0)
    assert statuses(at_once(_buyers(served, 50, ("SHIRT", 1)))) == {200: 10, 409: 40}
    assert (held("SHIRT")["DC"], breaches()) == ((10, 10), [])
    assert statuses(at_once(_buyers(served, 30, ("CAP", 1)))) == {200: 1, 409: 29}
    assert (held("CAP")["GINZA"], breaches()) == ((1, 1), [])
    refill("MUG", DC=1)
    buyers = _buyers(served, 10, ("MUG", 1))
    with _careless():
        at_once(buyers)
        assert _promised("MUG") > 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_shops_with_five_and_four_serve_orders_of_five_and_four(served: Caller, _round: int) -> None:
    refill("SHIRT", DC=0, GINZA=5, UMEDA=4)
    for quantity in (5, 4):
        [buyer] = _buyers(served, 1, ("SHIRT", quantity))
        assert buyer()[0] == 200
    assert (held("SHIRT"), breaches()) == ({"DC": (0, 0), "GINZA": (5, 5), "UMEDA": (4, 4)}, [])
    refill("MUG", DC=0, GINZA=5, UMEDA=4)
    found = at_once([*_buyers(served, 3, ("MUG", 5)), *_buyers(served, 3, ("MUG", 4))])
    assert (statuses(found)[200] in (1, 2), _promised("MUG") <= 9, breaches()) == (True, True, [])
    refill("CAP", DC=0, GINZA=5, UMEDA=4)
    # So many that both processes have some: those of one process are placed together and never race.
    buyers = _buyers(served, 12, ("CAP", 5))
    with _careless():
        at_once(buyers)
        assert _promised("CAP") > 9


def _coupon(code: str) -> str:
    terms = {"kind": "amount", "value": 100}
    record = loyalty.CampaignRecord(code=code, name=code, terms=terms, by_coupon=True, cap_count=1)
    loyalty.save_campaign(record, now=clock.now())
    batch = loyalty.order_codes(campaign=code, count=1, key=code, now=clock.now())
    loyalty.make_codes(batch_id=batch, now=clock.now())
    return code_of(CouponCode.objects.get(campaign__code=code).pk)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_coupon_with_limit_one_in_thirty_carts(served: Caller, _round: int) -> None:
    refill("SHIRT", DC=100)
    code = _coupon("ONCE")
    carts = at_once([partial(served.buyer, basket(("SHIRT", 1), coupons=[code])) for _ in range(30)])
    assert statuses(at_once(carts)) == {200: 1, 409: 29}
    assert (Redemption.objects.count(), breaches()) == (1, [])
    other = _coupon("OFTEN")
    carts = at_once([partial(served.buyer, basket(("SHIRT", 1), coupons=[other])) for _ in range(10)])
    with all_of(
        without(("loyalty_redemption", "loyalty_code_used_once")),
        selling.unmoved("loyalty_campaign", "used_count", "used_amount"),
        selling.unmoved("loyalty_couponcode", "state"),
        rewritten("stock_promise", _SLOWLY),
    ):
        at_once(carts)
        assert Redemption.objects.filter(campaign__code="OFTEN").count() > 1


def _till_sale(customer: Any, terminal: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "shop": "GINZA", "terminal": terminal, "sequence": 1,
        "sold_at": clock.now().isoformat(), "lines": [{"sku": "CAP", "quantity": 1}], "points": 100,
        "tenders": [{"kind": "qr", "amount": 1000}], "customer": str(customer),
    }  # fmt: skip


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_tills_spend_a_hundred_of_a_hundred_and_fifty_points(served: Caller, _round: int) -> None:
    node = shop.member()
    loyalty.earn([loyalty.Earning(node_id=node, amount=150, key="gift")], now=clock.now())
    person = selling.node_of(node)
    found = at_once([partial(served.sale, _till_sale(person, terminal)) for terminal in ("1", "2")])
    assert statuses(found) == {200: 1, 409: 1}
    assert (wallets.balance([node], clock.now()).available, Order.objects.count(), breaches()) == (50, 1, [])
    loyalty.earn([loyalty.Earning(node_id=node, amount=100, key="more")], now=clock.now())
    with all_of(
        selling.unmoved("loyalty_wallet", "available", "held"),
        selling.unmoved("loyalty_walletlot", "remaining", "held"),
    ):
        found = at_once([partial(served.sale, _till_sale(person, terminal)) for terminal in ("3", "4")])
    assert statuses(found) == {200: 2}
    assert {each.invariant for each in breaches()} == {"I5"}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_same_key_twenty_times_is_one_order_and_one_sale(served: Caller, _round: int) -> None:
    refill("SHIRT", DC=100)
    buyer = served.buyer(basket(("SHIRT", 1)), key="the-same-key")
    found = at_once([buyer] * 20)
    assert (statuses(found), len({said["id"] for _, said in found})) == ({200: 20}, 1)
    sale = {**_till_sale(None, "1"), "customer": None, "points": 0, "tenders": [{"kind": "qr", "amount": 1100}]}
    found = at_once([partial(served.sale, sale)] * 20)
    assert (statuses(found), len({said["order"] for _, said in found})) == ({200: 20}, 1)
    assert (Order.objects.count(), held("CAP")["GINZA"], breaches()) == (2, (0, 0), [])
    another = served.buyer(basket(("SHIRT", 1)), key="another-key")
    with all_of(
        selling.unmoved("checkout_basket", "state"),
        selling.unmoved("orders_order", "key", event="INSERT", instead="NEW.{0} || gen_random_uuid()"),
        selling.unmoved("checkout_settlement", "key", event="INSERT", instead="NEW.{0} || gen_random_uuid()"),
    ):
        found = at_once([another] * 5)
    assert len({said["id"] for status, said in found if status == 200}) > 1
    assert "I9" in {each.invariant for each in breaches()}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_payment_a_cancellation_and_the_end_of_the_time_at_one_instant(served: Caller, _round: int) -> None:
    refill("SHIRT", DC=20)
    tokens = [basket(("SHIRT", 1)) for _ in range(8)]
    placed = [served.buyer(token)()[1]["id"] for token in tokens]
    later = clock.now() + timedelta(minutes=20)
    jobs: list[Any] = []
    for token, order in zip(tokens, placed, strict=True):
        pay = {"method": "sim_success"}
        jobs.append(partial(served.ask, "POST", f"/orders/{order}/payment", pay, Basket_Token=token))
        jobs.append(partial(served.ask, "POST", f"/orders/{order}/cancellation", {}, Basket_Token=token))
    ended = at_once([*jobs, partial(checkout.give_up_unpaid, now=later), partial(payments.hear_simulator, now=later)])
    assert {answer[0] for answer in ended[:-2]} <= {200, 409}
    payments.hear_simulator(now=later)
    checkout.give_up_unpaid(now=later)
    rows = Settlement.objects.values_list("confirmed_at", "given_up_at")
    assert all((confirmed is None) != (given_up is None) for confirmed, given_up in rows)
    standing = Order.objects.filter(cancelled_at=None).count()
    assert (_promised("SHIRT"), breaches()) == (standing, [])
    Order.objects.filter(pk=placed[0]).update(cancelled_at=later, goods_total=1)
    assert {"I7"} <= {each.invariant for each in breaches()}
