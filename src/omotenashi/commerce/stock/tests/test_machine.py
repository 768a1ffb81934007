# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to a shelf in whatever order, I1–I4 hold after each step.

A few dozen steps in every run; `OMOTENASHI_MACHINE=300 pytest …` plays that many longer games.
"""

import contextlib
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.actions import Owner
from omotenashi.commerce.stock.actions.transfers import Arrived, Sending
from omotenashi.commerce.stock.models import Allocation, Transfer
from omotenashi.commerce.stock.tests.shelf import HANA, NOW, breaches, furnish, lay, sell, want, where

pytestmark = pytest.mark.django_db

GAMES = int(os.environ.get("OMOTENASHI_MACHINE", "0"))
SKUS, PLACES = st.sampled_from("AB"), st.sampled_from(["GINZA", "UENO"])
LINES = st.lists(st.tuples(SKUS, PLACES, st.integers(1, 4)), min_size=1, max_size=3)
KINDS = st.sampled_from(["cart", "payment", "try_on", "staff"])
NUMBERS = st.integers(0, 9)


class Shelf(RuleBasedStateMachine):
    """Two shops at work: buyers, tills, transfers, counts, and keys that come again."""

    def __init__(self) -> None:
        """Begin in a transaction that is undone at the end."""
        super().__init__()
        self.inside = contextlib.ExitStack()
        self.now = NOW
        self.steps = 0
        self.holds: list[str] = []
        self.transfers: list[UUID] = []

    @initialize(on_hand=st.integers(0, 6))
    def begin(self, on_hand: int) -> None:
        """Furnish."""
        self.inside.enter_context(transaction.atomic())
        furnish(on_hand)

    def teardown(self) -> None:
        """Undo everything."""
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
            self.inside.close()

    def key(self) -> str:
        """Give a new key."""
        self.steps += 1
        return f"step {self.steps}"

    @rule(lines=LINES, kind=KINDS, minutes=st.integers(1, 30), buffer=st.integers(0, 2))
    def reserve(self, lines: list[tuple[str, str, int]], kind: Any, minutes: int, buffer: int) -> None:
        """Somebody holds something for a while; the command comes twice."""
        key = self.key()
        wanted = [want(*line, buffer=buffer) for line in lines]
        until = self.now + timedelta(minutes=minutes)
        with contextlib.suppress(stock.OutOfStock):
            made = stock.reserve(wanted, kind=kind, owner=HANA, key=key, expires_at=until, now=self.now)
            self.holds.append(key)
            assert made == stock.reserve(wanted, kind=kind, owner=HANA, key=key, expires_at=until, now=self.now)

    @rule(lines=LINES)
    def allocate(self, lines: list[tuple[str, str, int]]) -> None:
        """Somebody buys at once."""
        with contextlib.suppress(stock.OutOfStock):
            stock.allocate(
                [want(*line) for line in lines], owner=Owner("order_line", self.steps), key=self.key(), now=self.now
            )

    @rule(n=NUMBERS)
    def convert(self, n: int) -> None:
        """A hold is paid for, perhaps after it lapsed, perhaps for the second time."""
        if self.holds:
            with contextlib.suppress(stock.OutOfStock, stock.Conflict):
                stock.convert(key=self.holds[n % len(self.holds)], now=self.now)

    @rule(n=NUMBERS)
    def release(self, n: int) -> None:
        """Somebody lets go."""
        if self.holds:
            stock.release(key=self.holds[n % len(self.holds)], now=self.now)

    @rule(minutes=st.integers(0, 20))
    def time_passes(self, minutes: int) -> None:
        """Holds lapse."""
        self.now += timedelta(minutes=minutes)
        stock.expire(now=self.now)

    @rule(n=NUMBERS, pick=st.booleans(), part=st.booleans())
    def take_out(self, n: int, pick: bool, part: bool) -> None:
        """A promised unit leaves, perhaps a part of it, and once more."""
        due = list(Allocation.objects.filter(state__in=["open", "picked"]).exclude(owner_type="transfer_line"))
        if due:
            chosen = due[n % len(due)]
            if pick:
                stock.pick(allocations=[chosen.pk], now=self.now)
            if part and chosen.quantity > 1:
                stock.split(chosen.pk, quantity=1, key=self.key())
            stock.take_out(allocations=[chosen.pk], now=self.now)
            assert not stock.take_out(allocations=[chosen.pk], now=self.now).is_new

    @rule(lines=LINES)
    def sell(self, lines: list[tuple[str, str, int]]) -> None:
        """The till sells what is in the hand."""
        key = self.key()
        sell(*(want(*line) for line in lines), key=key)
        assert not sell(*(want(*line) for line in lines), key=key).is_new

    @rule(lines=LINES, bucket=st.sampled_from(["on_hand", "damaged", "display"]))
    def put_back(self, lines: list[tuple[str, str, int]], bucket: Any) -> None:
        """Goods come back."""
        stock.put_back([want(*line) for line in lines], bucket=bucket, key=self.key(), ref="", now=self.now)

    @rule(line=st.tuples(SKUS, PLACES, st.integers(1, 3)), gone=st.booleans())
    def shift(self, line: tuple[str, str, int], gone: bool) -> None:
        """Something breaks, or is thrown away."""
        to: Any = None if gone else "damaged"
        stock.shift([want(*line)], from_bucket="on_hand", to_bucket=to, key=self.key(), now=self.now)

    @rule(sku=SKUS, quantity=st.integers(1, 4), forth=st.booleans())
    def plan_transfer(self, sku: str, quantity: int, forth: bool) -> None:
        """Goods are to go to the other shop."""
        (variant, ginza), (_, ueno) = where(sku, "GINZA"), where(sku, "UENO")
        one, other = (ginza, ueno) if forth else (ueno, ginza)
        lines = [Sending(variant_id=variant, quantity=quantity)]
        made = stock.transfers.draft(lines, source_id=one, destination_id=other, key=self.key(), now=self.now)
        self.transfers.append(made)

    @rule(n=NUMBERS, sent=st.integers(0, 4), received=st.integers(0, 5), damaged=st.integers(0, 1), last=st.booleans())
    def go_on_with_transfer(self, n: int, sent: int, received: int, damaged: int, last: bool) -> None:
        """The next step of a transfer."""
        if not self.transfers:
            return
        transfer = Transfer.objects.get(pk=self.transfers[n % len(self.transfers)])
        line = transfer.lines.get()
        with contextlib.suppress(stock.OutOfStock):
            if transfer.state == "draft":
                stock.transfers.ready(transfer.pk, now=self.now)
            elif transfer.state == "ready" and last and not sent:
                stock.transfers.cancel(transfer.pk, now=self.now)
            elif transfer.state == "ready":
                stock.transfers.send(transfer.pk, sent={line.pk: min(sent, line.asked)}, now=self.now)
            elif transfer.state in ("in_transit", "partly_received"):
                there = [Arrived(line_id=line.pk, received=received, damaged=damaged)]
                key = self.key()
                for _ in range(2):
                    stock.transfers.receive(transfer.pk, there, key=key, is_last=last, now=self.now)

    @rule(sku=SKUS, place=PLACES, first=st.integers(0, 8), second=st.integers(0, 8))
    def count(self, sku: str, place: str, first: int, second: int) -> None:
        """A round over one variant, in which something is sold between two counts."""
        variant, location = where(sku, place)
        made = stock.rounds.open_round(location_id=location, variant_ids=[variant], key=self.key(), now=self.now)
        stock.rounds.enter(made, {variant: first}, by="one", now=self.now)
        sell(want(sku, place), key=self.key())
        stock.rounds.review(made, now=self.now)
        try:
            stock.rounds.post(made, actor="boss", now=self.now)
        except stock.SecondCountNeeded:
            stock.rounds.enter(made, {variant: second}, by="two", now=self.now)
            stock.rounds.post(made, actor="boss", now=self.now)

    @rule(counted=st.dictionaries(st.tuples(SKUS, PLACES), st.integers(0, 8), min_size=1, max_size=4))
    def import_counts(self, counted: dict[tuple[str, str], int]) -> None:
        """Another system says what lies where, and takes some of it back."""
        key = self.key()
        lay(counted, key=key)
        if len(counted) > 2:
            stock.take_back(source="test", key=key, now=self.now)

    @rule(sku=SKUS, place=PLACES, limit=st.integers(0, 3))
    def allow_backorder(self, sku: str, place: str, limit: int) -> None:
        """More may be promised than lies there, or no longer."""
        variant, location = where(sku, place)
        with contextlib.suppress(stock.Conflict):
            stock.allow_backorder(variant_id=variant, location_id=location, limit=limit)

    @rule(sku=SKUS, place=PLACES)
    def give_way(self, sku: str, place: str) -> None:
        """Whoever yields first lets go."""
        variant, location = where(sku, place)
        stock.give_way(variant_id=variant, location_id=location, now=self.now)

    @invariant()
    def nothing_is_broken(self) -> None:
        """I1–I4."""
        if transaction.get_connection().in_atomic_block:
            assert breaches(self.now) == []


def test_the_invariants_hold_whatever_happens() -> None:
    games, steps = (GAMES, 60) if GAMES else (6, 20)
    rules = settings(
        max_examples=games, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Shelf, settings=rules)
