# SPDX-License-Identifier: Apache-2.0
"""An order on the web is paid with a gift card or store credit: held with it, burned by its payment, given back with it."""

from datetime import timedelta
from functools import partial
from threading import Barrier, Lock
from uuid import UUID

import pytest

from omotenashi.base import bulk
from omotenashi.base.tests.together import together
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.checkout.models import Basket
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.checkout.tests.shop import NOW
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.actions import spending
from omotenashi.commerce.loyalty.models import Wallet
from omotenashi.commerce.orders.actions import undoing
from omotenashi.commerce.orders.models import Order
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Intent, Refund, Tender
from omotenashi.people.customers.actions import registrations as customers

pytestmark = pytest.mark.django_db
# A shirt that is sent: 2,200 and 660 of shipping.
WHOLE = 2_860


@pytest.fixture
def _shop(db: None) -> None:
    shop.furnish()


def _card(amount: int) -> str:
    return loyalty.issue_gift_card(amount=amount, key=f"sold:{amount}", now=NOW).code


def _by(kind: str, amount: int, code: str = "") -> payments.Given:
    return payments.Given(kind=kind, amount=amount, ref=code)


def _place(basket: UUID, *own: payments.Given, nodes: tuple[UUID, ...] = ()) -> checkout.PlacedOrder:
    delivery = queries.Delivery(prefecture="東京都")
    found = queries.quote(Basket.objects.get(pk=basket), node_ids=nodes, now=NOW, delivery=delivery)
    return checkout.place_order(
        basket_id=basket, digest=found.digest, buyer=shop.HANAKO, node_ids=nodes, own=own, key=f"{basket}", now=NOW
    )


def _in(kind: str = "paid_value") -> tuple[int, int]:
    [found] = bulk.rows(
        "SELECT sum(available)::bigint, sum(held)::bigint FROM loyalty_wallet WHERE kind = %s", [kind]
    )  # fmt: skip
    return found


@pytest.mark.usefixtures("_shop")
def test_a_card_that_pays_for_all_needs_no_provider() -> None:
    code = _card(5_000)
    placed = _place(shop.basket(("SHIRT", 1)), _by("gift_card", WHOLE, code))
    assert (placed.to_pay, placed.is_confirmed, _in()) == (0, True, (5_000 - WHOLE, 0))
    tender = Tender.objects.get()
    assert (tender.kind, tender.amount, tender.ref) == ("gift_card", WHOLE, f"order:{placed.order_id}:value:0")
    assert (Intent.objects.get().provider, queries.broken(NOW)) == ("", [])


@pytest.mark.usefixtures("_shop")
def test_a_card_that_pays_a_part_is_held_until_the_rest_is_paid() -> None:
    placed = _place(shop.basket(("SHIRT", 1)), _by("gift_card", 1_000, _card(1_000)))
    assert (placed.to_pay, placed.is_confirmed, _in()) == (WHOLE - 1_000, False, (0, 1_000))
    said = Order.objects.get().confirmation.items
    assert "¥1,000" in said["payment"]
    assert "¥1,860" in said["price"]
    shop.pay(placed)
    assert (checkout.confirm(order_id=placed.order_id, now=NOW), _in(), queries.broken(NOW)) == (True, (0, 0), [])


@pytest.mark.usefixtures("_shop")
def test_an_order_given_up_lets_the_card_go_once() -> None:
    placed = _place(shop.basket(("SHIRT", 1)), _by("gift_card", 1_000, _card(1_500)))
    assert _in() == (500, 1_000)
    later = NOW + timedelta(minutes=16)
    assert (checkout.give_up_unpaid(now=later), checkout.give_up_unpaid(now=later)) == (1, 0)
    assert (checkout.confirm(order_id=placed.order_id, now=later), _in(), queries.broken(later)) == (
        False, (1_500, 0), [],
    )  # fmt: skip


@pytest.mark.usefixtures("_shop")
def test_what_is_paid_when_the_hold_has_lapsed_is_paid_back_and_the_card_keeps_its_value() -> None:
    placed = _place(shop.basket(("SHIRT", 1)), _by("gift_card", 1_000, _card(1_000)))
    later = NOW + timedelta(minutes=20)
    assert loyalty.release_lapsed(now=later) == 1
    shop.pay(placed, now=later)
    assert (checkout.confirm(order_id=placed.order_id, now=later), _in()) == (False, (1_000, 0))
    assert sorted(Refund.objects.values_list("to_kind", "amount")) == [("card", 1_860), ("gift_card", 1_000)]
    assert queries.broken(later) == []


@pytest.mark.usefixtures("_shop")
def test_cancelled_piece_by_piece_the_card_is_filled_again_to_the_yen() -> None:
    placed = _place(shop.basket(("SHIRT", 3)), _by("gift_card", 1_000, _card(1_000)))
    shop.pay(placed)
    assert checkout.confirm(order_id=placed.order_id, now=NOW) is True
    line = Order.objects.get().lines.get().uid
    assert line is not None
    filled = []
    for turn in ("c1", "c2", "c3"):
        checkout.cancel(placed.order_id, lines={line: 1}, reason="customer", key=turn, now=NOW)
        filled.append(_in()[0])
    assert (filled[0] > 0, filled[0] < filled[1] < filled[2], filled[2]) == (True, True, 1_000)
    assert queries.broken(NOW) == []


@pytest.mark.usefixtures("_shop")
def test_what_is_returned_fills_the_card_in_proportion() -> None:
    placed = _place(shop.basket(("SHIRT", 1)), _by("gift_card", 1_000, _card(1_000)))
    shop.pay(placed)
    assert checkout.confirm(order_id=placed.order_id, now=NOW) is True
    filled = []
    for turn in ("r1", "r2"):
        undoing.refund(placed.order_id, amount=WHOLE // 2, points=0, reason="return", key=turn, now=NOW)
        filled.append(_in()[0])
    assert (filled, sorted(Refund.objects.values_list("to_kind", "amount"))) == (
        [500, 1_000], [("card", 930), ("card", 930), ("gift_card", 500), ("gift_card", 500)],
    )  # fmt: skip


@pytest.mark.usefixtures("_shop")
def test_points_a_card_and_store_credit_pay_together_and_all_go_back() -> None:
    nodes = (shop.member(points=300),)
    loyalty.earn([loyalty.Earning(node_id=nodes[0], amount=500, key="c", kind="store_credit")], now=NOW)
    basket = shop.basket(("SHIRT", 1), nodes=nodes)
    checkout.choose_value(basket, points=300, coupons=[], now=NOW)
    own = (_by("gift_card", WHOLE - 800, _card(3_000)), _by("store_credit", 500))
    placed = _place(basket, *own, nodes=nodes)
    left = 3_000 - WHOLE + 800
    assert (placed.is_confirmed, _in(), _in("store_credit")) == (True, (left, 0), (0, 0))
    checkout.cancel(placed.order_id, reason="customer", key="all", now=NOW)
    assert (_in(), _in("store_credit"), queries.broken(NOW)) == ((3_000, 0), (500, 0), [])
    assert Wallet.objects.get(kind="free_points", node_id=nodes[0]).available == 300


@pytest.mark.usefixtures("_shop")
@pytest.mark.parametrize(
    ("own", "refusal"),
    [
        (_by("gift_card", 100, "NOBODYS"), loyalty.CouponRefused),
        (_by("store_credit", 100), loyalty.NotEnoughPoints),
        (_by("gift_card", WHOLE + 1, "MINE"), payments.TendersDoNotMatch),
        (_by("cash", 100), ValueError),
    ],
)
def test_what_is_not_there_or_too_much_is_refused_and_nothing_is_written(
    own: payments.Given, refusal: type[Exception]
) -> None:
    basket = shop.basket(("SHIRT", 1))
    with pytest.raises(refusal):
        _place(basket, own)
    assert (Order.objects.count(), Tender.objects.count()) == (0, 0)


def _member(number: str) -> UUID:
    """Guests are registered one after the other: only members meet at the card."""
    record = customers.CustomerRecord(identifiers=(customers.Identifier("member_no", number),), observed_at=NOW)
    node = customers.register([record], source="test", now=NOW)[0].node_id
    assert node is not None
    return node


def _race() -> list[str]:
    """Two baskets want 1,000 each of one card that holds 1,500."""
    shop.furnish()
    code = _card(1_500)
    members = [(_member("M1"),), (_member("M2"),)]
    jobs = [
        partial(_place, shop.basket(("SHIRT", 1), nodes=nodes), _by("gift_card", 1_000, code), nodes=nodes)
        for nodes in members
    ]
    return sorted(type(one).__name__ for one in together(jobs))


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_of_two_orders_that_want_one_cards_balance_one_gets_it() -> None:
    assert (_race(), _in(), Order.objects.count()) == (["NotEnoughPoints", "PlacedOrder"], (500, 1_000), 1)
    assert queries.broken(NOW) == []


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_constraint_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both see 1,500 and take their part; the first commits when the second waits for it."""
    monkeypatch.setattr(spending, "lock", lambda wallet_ids: set())
    held, both, first = spending._HOLD.rows, Barrier(2), Lock()

    def at_once(said: dict[str, object]) -> list[tuple[object, ...]]:
        both.wait(timeout=20)
        found = held(said)
        if first.acquire(blocking=False):
            assert any(_waits() for _try in range(20_000))
        return found

    monkeypatch.setattr(spending, "_HOLD", type("Met", (), {"rows": staticmethod(at_once)}))
    assert (_race(), _in()) == (["IntegrityError", "PlacedOrder"], (500, 1_000))


def _waits() -> bool:
    """Say whether somebody waits for a lock here; what was seen before is forgotten first."""
    bulk.rows("SELECT pg_stat_clear_snapshot()")
    seen = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(bulk.rows(f"SELECT count(*) {seen}")[0][0])
