# SPDX-License-Identifier: Apache-2.0
"""Anything in any order: earn, activate, hold, burn, release, expire, reverse, offline. I5 holds after each step.

A small model keeps what must come out: the sum of a person's points, counted by hand from what each step answered.
"""

import contextlib
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import Conflict, NotEnoughPoints, Share
from omotenashi.commerce.loyalty.models import Wallet, WalletEntry
from omotenashi.commerce.loyalty.tests.wallets import DAY, NOW, member_of

pytestmark = pytest.mark.django_db
STEPS = ("earn", "earn", "hold", "spend", "burn", "release", "activate", "expire", "returned", "give_back", "offline")


class Story:
    """A person with two cards, and time that passes."""

    def __init__(self, cards: list[UUID], *, debt: bool) -> None:
        self.cards = cards
        self.now: datetime = NOW
        self.lines: list[tuple[UUID, int]] = []
        self.holds: list[str] = []
        self.points = 0
        loyalty.set_programme({"life": {"days": 5, "pending_days": 1, "grace_days": 2, "debt": debt}}, by="t", now=NOW)

    def step(self, what: str, n: int, card: int) -> None:
        self.now += DAY / 2
        with transaction.atomic():
            getattr(self, what)(n, self.cards[card])

    def earn(self, n: int, card: UUID) -> None:
        line = uuid4()
        begins = self.now if n % 2 else None
        one = loyalty.Earning(node_id=card, amount=n, key=str(line), basis=n * 100, order_line=line, active_from=begins)
        loyalty.earn([one, one], now=self.now)
        self.lines.append((line, 0))
        self.points += n

    def hold(self, n: int, card: UUID) -> None:
        key = f"o{len(self.holds)}"
        there = queries.balance(self.cards, self.now).available
        try:
            loyalty.hold(node_ids=self.cards, amount=n, key=key, now=self.now)
            assert n <= there
            self.holds.append(key)
        except NotEnoughPoints as refused:
            assert refused.available == max(there, 0) < n

    def spend(self, n: int, card: UUID) -> None:
        before = len(self.holds)
        self.hold(n, card)
        if len(self.holds) > before:
            self.burn(-1, card)

    def burn(self, n: int, card: UUID) -> None:
        if self.holds:
            with contextlib.suppress(Conflict):
                self.points -= loyalty.burn(key=self.holds[n % len(self.holds)], now=self.now)

    def release(self, n: int, card: UUID) -> None:
        if self.holds:
            with contextlib.suppress(Conflict):
                loyalty.release(key=self.holds[n % len(self.holds)], now=self.now)

    def activate(self, n: int, card: UUID) -> None:
        loyalty.activate(now=self.now)

    def expire(self, n: int, card: UUID) -> None:
        self.now += DAY * (n % 4)
        loyalty.expire(now=self.now)

    def give_back(self, n: int, card: UUID) -> None:
        if self.holds:
            try:
                share = Share(ref=self.holds[n % len(self.holds)], returned=n % 3 + 1, of=3)
                self.points += loyalty.reverse(key=f"b{self.now}", spent=[share], now=self.now).restored
            except Conflict:
                pass

    def offline(self, n: int, card: UUID) -> None:
        done = [
            loyalty.spend_offline(
                node_ids=self.cards, amount=n, key=f"T:{self.now}", terminal="T", happened_at=self.now, now=self.now
            )
            for _ in range(2)
        ]
        assert done[0] == done[1]
        assert done[0].burned + done[0].overdraft == n
        self.points -= done[0].burned

    def returned(self, n: int, card: UUID) -> None:
        if self.lines:
            share = Share(ref=str(self.lines[n % len(self.lines)][0]), returned=n % 2 + 1, of=2)
            self.points -= loyalty.reverse(key=f"r{self.now}", earned=[share], now=self.now).clawed

    def check(self) -> None:
        assert queries.broken(self.now) == []
        ended = WalletEntry.objects.filter(type="expire").aggregate(n=Sum("amount"))["n"] or 0
        sums = Wallet.objects.aggregate(a=Sum("available"), p=Sum("pending"), h=Sum("held"))
        assert sum(each or 0 for each in sums.values()) == self.points + ended


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 60), st.integers(0, 1)), min_size=4, max_size=14),
    st.booleans(),
)
def test_the_wallets_agree_after_each_step(steps: list[tuple[str, int, int]], debt: bool) -> None:
    with transaction.atomic():
        story = Story([member_of("M1"), member_of("M0")], debt=debt)
        for step in steps:
            story.step(*step)
            story.check()
        if not debt:
            assert not Wallet.objects.filter(available__lt=0).exists()
        transaction.set_rollback(True)
