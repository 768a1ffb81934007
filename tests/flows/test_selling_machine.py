# SPDX-License-Identifier: Apache-2.0
"""Whatever shops, tills, buyers and the warehouse do in whatever order, the ten invariants hold after each step.

A few dozen steps in every run; `OMOTENASHI_MACHINE=300 pytest …` (`just machine 300`) plays that many longer games.
"""

import contextlib
import os
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from omotenashi.base.outbox import actions as outbox
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries as selling
from omotenashi.commerce.checkout.models import Settlement
from omotenashi.commerce.checkout.tests import shop
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries as tasks
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries as wallets
from omotenashi.commerce.loyalty.models import CouponCode
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.commerce.orders.actions import cancelling as orders
from omotenashi.commerce.orders.actions import owed
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments.models import Shift
from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import Transfer

pytestmark = pytest.mark.django_db

GAMES = int(os.environ.get("OMOTENASHI_MACHINE", "0"))
SKUS, SHOPS, NUMBERS = st.sampled_from(["SHIRT", "CAP", "MUG"]), st.sampled_from(["GINZA", "UMEDA"]), st.integers(0, 9)
LINES = st.lists(st.tuples(SKUS, st.integers(1, 3)), min_size=1, max_size=3, unique_by=lambda line: line[0])
# What a shop may answer: no goods, no money, no value, too late. Nothing else may come out of a step.
REFUSED = (
    stock.OutOfStock, checkout.Unbuyable, checkout.QuoteChanged, loyalty.NotEnoughPoints, loyalty.CouponRefused,
    orders.NotOpen, orders.NotPossible, fulfilment.NotNow, fulfilment.TooEarly, fulfilment.ReturnRefused,
    stock.SecondCountNeeded, loyalty.Conflict, payments.TooMuch,
)  # fmt: skip
SPACE = UUID(int=7)


@dataclass
class Placed:
    """An order of a game."""

    order_id: UUID
    made: checkout.PlacedOrder | None


class Retailer(RuleBasedStateMachine):
    """A warehouse and two shops at work, for one member and for people nobody knows."""

    def __init__(self) -> None:
        """Begin in a transaction that is undone at the end."""
        super().__init__()
        self.inside = contextlib.ExitStack()
        self.now = shop.NOW
        self.steps = 0
        self.refused: tuple[type[Exception], ...] = REFUSED
        self.orders: list[Placed] = []
        self.sales: list[checkout.Sale] = []
        self.sequence = {"GINZA": 0, "UMEDA": 0}

    @initialize(points=st.integers(0, 3000))
    def begin(self, points: int) -> None:
        """Furnish; open the drawers, run a campaign with a budget."""
        self.inside.enter_context(transaction.atomic())
        shop.furnish()
        self.hanako = shop.member(points)
        for code in ("GINZA", "UMEDA"):
            payments.open_shift(
                location_id=shop.place(code),
                terminal="T1",
                currency="JPY",
                counts={1000: 10},
                staff_id=None,
                key=code,
                now=self.now,
            )
        off = loyalty.CampaignRecord(
            code="FIVE", name="500円引き", terms={"kind": "amount", "value": 500}, by_coupon=True, cap_count=2
        )
        loyalty.save_campaign(off, now=self.now)
        batch = loyalty.order_codes(campaign="FIVE", count=3, key="codes", now=self.now)
        loyalty.make_codes(batch_id=batch, now=self.now)
        self.codes = [code_of(pk) for pk in CouponCode.objects.order_by("pk").values_list("pk", flat=True)]

    def teardown(self) -> None:
        """Undo everything."""
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            self.inside.close()

    def key(self) -> str:
        """Give a new key."""
        self.steps += 1
        return f"step {self.steps}"

    def coupon(self, wanted: bool) -> tuple[str, ...]:
        """Give one of three codes, of which two may be used."""
        return (self.codes[self.steps % 3],) if wanted else ()

    @contextlib.contextmanager
    def tried(self) -> Any:
        """Run a step that may be refused: what was refused has left nothing."""
        with contextlib.suppress(*self.refused), transaction.atomic():
            yield

    @rule(
        lines=LINES, mode=st.sampled_from(["ship", "pickup"]), at=SHOPS, known=st.booleans(),
        points=st.sampled_from([0, 0, 100, 900]), coupon=st.booleans(), twice=st.booleans(),
    )  # fmt: skip
    def order(
        self, lines: list[tuple[str, int]], mode: str, at: str, known: bool, points: int, coupon: bool, twice: bool
    ) -> None:
        """Somebody buys on the site; the command may come twice."""
        nodes = (self.hanako,) if known else ()
        with self.tried():
            basket = shop.basket(*lines, nodes=nodes, mode=mode, at=at if mode == "pickup" else None)
            checkout.choose_value(basket, points=points if known else 0, coupons=self.coupon(coupon), now=self.now)
            key = self.key()
            made = shop.order(basket, nodes=nodes, key=key, now=self.now)
            self.orders.append(Placed(made.order_id, made))
            if twice:
                assert shop.order(basket, nodes=nodes, key=key, now=self.now, digest="any").order_id == made.order_id

    @rule(n=NUMBERS, heard=st.booleans())
    def pay(self, n: int, heard: bool) -> None:
        """The provider says that the money came, perhaps late, perhaps again."""
        made = [each.made for each in self.orders if each.made]
        if made:
            shop.pay(made[n % len(made)], now=self.now)
            self.hear() if heard else None

    @rule()
    def hear(self) -> None:
        """The worker delivers what happened."""
        while outbox.deliver(now=timezone.now() + timedelta(hours=1)):
            pass

    @rule(n=NUMBERS, part=st.booleans())
    def cancel(self, n: int, part: bool) -> None:
        """Somebody changes their mind, about all or about one piece."""
        if not self.orders:
            return
        chosen = self.orders[n % len(self.orders)].order_id
        line = OrderLine.objects.filter(order_id=chosen).order_by("id").first()
        assert line is not None and line.uid is not None
        with self.tried():
            wanted = {line.uid: 1} if part else None
            checkout.cancel(chosen, lines=wanted, reason="customer", key=self.key(), now=self.now)

    @rule(minutes=st.sampled_from([1, 10, 40, 60 * 24 * 8]))
    def time_passes(self, minutes: int) -> None:
        """What was held lapses; what was not paid for is given up."""
        self.now += timedelta(minutes=minutes)
        stock.expire(now=self.now)
        owed.issue_owed(now=self.now)
        checkout.give_up_unpaid(now=self.now)
        loyalty.lapse(now=self.now)
        loyalty.release_lapsed(now=self.now)

    @rule(
        lines=LINES, at=SHOPS, known=st.booleans(), points=st.sampled_from([0, 0, 100, 900]), coupon=st.booleans(),
        offline=st.booleans(), kept_back=st.booleans(),
    )  # fmt: skip
    def ring_up(
        self,
        lines: list[tuple[str, int]],
        at: str,
        known: bool,
        points: int,
        coupon: bool,
        offline: bool,
        kept_back: bool,
    ) -> None:
        """A till sells what lies on the counter, in line or without it; what it keeps back it tells later."""
        self.sequence[at] += 1
        sale = self._sale(lines, at, points if known else 0, known, coupon and not offline, offline)
        self.sales.append(sale)
        if not (offline and kept_back):
            self.tell(len(self.sales) - 1)

    @rule(n=NUMBERS)
    def tell(self, n: int) -> None:
        """A till tells a sale, one that was not told or one that was."""
        if self.sales:
            sale = self.sales[n % len(self.sales)]
            with self.tried():
                made = checkout.sell(sale, now=self.now)
                again = checkout.sell(sale, now=self.now)
                assert (again.order_id, again.number, again.is_repeat) == (made.order_id, made.number, True)
                if not made.is_repeat:
                    self.orders.append(Placed(made.order_id, None))

    def _sale(
        self, lines: list[tuple[str, int]], at: str, points: int, known: bool, coupon: bool, offline: bool
    ) -> checkout.Sale:
        asked = {"SHIRT": 2200, "CAP": 1100, "MUG": 1080}
        goods = [
            checkout.SaleLine(variant_id=shop.variant(sku), quantity=n, price=asked[sku] if offline else None)
            for sku, n in lines
        ]
        nodes = (self.hanako,) if known else ()
        total = sum(asked[sku] * n for sku, n in lines)
        sale = checkout.Sale(
            sale_id=uuid5(SPACE, self.key()), terminal="T1", sequence=self.sequence[at], shop_id=shop.place(at),
            sold_at=self.now, lines=tuple(goods), node_ids=nodes, points=points,
            coupons=self.coupon(coupon), offline=offline, tenders=(payments.Given(kind="cash", amount=total - points),),
        )  # fmt: skip
        if offline:
            return sale
        found = selling.quote_sale(
            sale.lines, shop_id=sale.shop_id, at=self.now, uids=tuple(uuid5(SPACE, f"{sale.sale_id}:{n}") for n, _ in enumerate(goods)),
            asked=selling.Asked(
                channel="STORE", location=at, node_ids=nodes, points=points, coupons=sale.coupons
            ),
        )  # fmt: skip
        cash = found.total - found.points
        return replace(sale, tenders=(payments.Given(kind="cash", amount=cash),) if cash else ())

    @rule(n=NUMBERS, steps=st.integers(1, 5), reject=st.booleans())
    def work(self, n: int, steps: int, reject: bool) -> None:
        """A shop goes on with a task, or says that it cannot."""
        due = list(Fulfilment.objects.order_by("pk"))
        if not due:
            return
        task = due[n % len(due)]
        with self.tried():
            if reject:
                fulfilment.reject(task.pk, reason="not_found", key=self.key(), now=self.now)
                return
            fulfilment.accept(task.pk, key=self.key(), now=self.now)
        for step in range(steps):
            with self.tried():
                self._go_on(Fulfilment.objects.get(pk=task.pk), step)

    def _go_on(self, task: Fulfilment, step: int) -> None:
        key = self.key()
        if task.state == "accepted":
            fulfilment.start_picking(task.pk, key=key, now=self.now)
        elif task.state == "picking":
            fulfilment.pack(task.pk, key=key, now=self.now)
        elif task.state == "packed" and task.kind == "pickup":
            fulfilment.ready(task.pk, key=key, now=self.now)
        elif task.state == "packed":
            fulfilment.ship(task.pk, carrier="yamato", key=key, now=self.now)
        elif task.state == "ready" and step == 0:
            fulfilment.no_show(task.pk, key=key, now=self.now)
        elif task.state == "ready":
            fulfilment.hand_over(task.pk, node_ids=(task.order.node_id,), key=key, now=self.now)
        elif task.state == "no_show":
            fulfilment.return_to_stock(task.pk, key=key, now=self.now)

    @rule(n=NUMBERS, at=SHOPS, bucket=st.sampled_from(["on_hand", "damaged", "gone"]), quantity=st.integers(1, 2))
    def take_back(self, n: int, at: str, bucket: str, quantity: int) -> None:
        """Goods come back over any counter, wherever they were bought; the command comes twice."""
        if not self.orders:
            return
        chosen = self.orders[n % len(self.orders)].order_id
        line = OrderLine.objects.filter(order_id=chosen).order_by("-id").first()
        assert line is not None and line.uid is not None
        shift = Shift.objects.get(location__code=at)
        with self.tried():
            said: Any = {
                "lines": {line.uid: (quantity, bucket)}, "reason": "size", "location_id": shop.place(at),
                "channel": "STORE", "counter": fulfilment.Counter(shift_id=shift.pk, staff_id=None), "key": self.key(),
            }  # fmt: skip
            first = fulfilment.take_back(chosen, now=self.now, **said)
            assert fulfilment.take_back(chosen, now=self.now, **said) == first

    @rule(sku=SKUS, quantity=st.integers(1, 3), forth=st.booleans(), lost=st.integers(0, 1))
    def transfer(self, sku: str, quantity: int, forth: bool, lost: int) -> None:
        """Goods go to another place, and not all of them arrive."""
        source, to = ("DC", "GINZA") if forth else ("GINZA", "UMEDA")
        with self.tried():
            line = stock.transfers.Sending(variant_id=shop.variant(sku), quantity=quantity)
            made = stock.transfers.draft(
                [line], source_id=shop.place(source), destination_id=shop.place(to), key=self.key(), now=self.now
            )
            stock.transfers.ready(made, now=self.now)
            stock.transfers.send(made, now=self.now)
            (sent,) = Transfer.objects.get(pk=made).lines.all()
            there = [stock.transfers.Arrived(line_id=sent.pk, received=quantity - lost)]
            stock.transfers.receive(made, there, key=self.key(), is_last=True, now=self.now)

    @rule(sku=SKUS, at=SHOPS, counted=st.integers(0, 6))
    def count(self, sku: str, at: str, counted: int) -> None:
        """Somebody counts, twice where the difference is large."""
        variant = shop.variant(sku)
        made = stock.rounds.open_round(location_id=shop.place(at), variant_ids=[variant], key=self.key(), now=self.now)
        stock.rounds.enter(made, {variant: counted}, by="one", now=self.now)
        stock.rounds.review(made, now=self.now)
        try:
            stock.rounds.post(made, actor="boss", now=self.now)
        except stock.SecondCountNeeded:
            stock.rounds.enter(made, {variant: counted}, by="two", now=self.now)
            stock.rounds.post(made, actor="boss", now=self.now)

    @invariant()
    def nothing_is_broken(self) -> None:
        """I1 to I10, and what the database checks at commit."""
        if connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            assert [*selling.broken(self.now), *tasks.broken(self.now), *wallets.broken(self.now)] == []


def test_the_ten_invariants_hold_whatever_happens() -> None:
    run_state_machine_as_test(
        Retailer,
        settings=settings(
            max_examples=GAMES or 6, stateful_step_count=40 if GAMES else 25, deadline=None, database=None,
            derandomize=not GAMES, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_machine_has_orders_sales_and_tasks_to_look_at() -> None:
    """A game by hand: every kind of step does what it says, so that a green machine is not an idle one."""
    game = Retailer()
    game.begin(1000)
    game.refused = ()
    try:
        game.order([("SHIRT", 1)], "pickup", "GINZA", known=True, points=100, coupon=True, twice=True)
        game.pay(0, heard=True)
        game.work(0, 5, reject=False)
        game.ring_up([("SHIRT", 1)], "UMEDA", True, 100, False, False, False)
        game.ring_up([("CAP", 2)], "UMEDA", False, 0, False, True, True)
        game.tell(1)
        game.take_back(1, "GINZA", "on_hand", 1)
        game.nothing_is_broken()
        assert (len(game.orders), len(game.sales), Settlement.objects.count()) == (3, 2, 3)
        assert Fulfilment.objects.get().state == "collected"
        assert OrderLine.objects.filter(returned=1).count() == 1
        assert wallets.balance([game.hanako], game.now).available < 1000
    finally:
        game.teardown()
