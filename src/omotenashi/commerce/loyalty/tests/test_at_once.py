# SPDX-License-Identifier: Apache-2.0
"""Tills and carts at the same moment. Each guard has its negative control: switched off, the race appears."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from omotenashi.base import bulk
from omotenashi.base.statements import Statement
from omotenashi.base.tests.together import together
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import CampaignRecord, coupons, earning, spending
from omotenashi.commerce.loyalty.models import Campaign, CouponCode, Hold, Overdraft, Redemption, Wallet
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.commerce.loyalty.tests.wallets import DAY, NOW, counters, earned, member_of

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
CARTS = 30


def kinds(found: list[Any]) -> Counter[str]:
    """Count what came of it, by the type of the answer."""
    return Counter(type(each).__name__ for each in found)


@contextmanager
def without(table: str, *constraints: str) -> Iterator[None]:
    """Switch constraints off, and on again over empty tables."""
    found = {
        name: bulk.rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])[0][0]
        for name in constraints
    }
    for name in constraints:
        bulk.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE loyalty_wallet, loyalty_walletlot, loyalty_hold, loyalty_campaign CASCADE")
            for name, said in found.items():
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {said}")


def slowly(job: Callable[[], Any]) -> Callable[[], Any]:
    """Do a job and commit a moment later, so that another begins before."""

    def run() -> Any:
        with transaction.atomic():
            done = job()
            time.sleep(0.4)
            return done

    return run


def spends(node: UUID, amount: int, keys: list[str]) -> list[Callable[[], Any]]:
    """Make payments of one customer at several tills."""
    return [partial(loyalty.spend, node_ids=[node], amount=amount, key=key, now=NOW) for key in keys]


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the locks off."""
    for module in (spending, earning):
        monkeypatch.setattr(module, "lock", lambda wallet_ids: set())
    assert "FOR UPDATE OF w" in spending._LOCK_OF.sql
    bare = spending._LOCK_OF.sql.replace("FOR UPDATE OF w", "")
    monkeypatch.setattr(spending, "_LOCK_OF", Statement(bare))


def test_of_two_tills_that_spend_100_of_150_one_succeeds() -> None:
    hana = member_of("M1")
    earned(hana, 150)
    assert kinds(together(spends(hana, 100, ["T1:1", "T2:1"]))) == {"UUID": 1, "NotEnoughPoints": 1}
    assert (counters(hana), queries.broken(NOW)) == ((50, 0, 0), [])


def test_without_the_locks_both_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control; the constraints that stand behind the locks are off too."""
    unlocked(monkeypatch)
    with without("loyalty_wallet", "loyalty_never_negative"), without("loyalty_walletlot", "loyalty_lot_in_bounds"):
        hana = member_of("M1")
        earned(hana, 150)
        jobs = [slowly(job) for job in spends(hana, 100, ["T1:1", "T2:1"])]
        assert kinds(together(jobs)) == {"UUID": 2}
        assert counters(hana) == (-50, 0, 0)


def test_without_the_locks_alone_the_constraint_still_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(monkeypatch)
    hana = member_of("M1")
    earned(hana, 150)
    jobs = [slowly(job) for job in spends(hana, 100, ["T1:1", "T2:1"])]
    assert kinds(together(jobs)) == {"UUID": 1, "IntegrityError": 1}
    assert (counters(hana), queries.broken(NOW)) == ((50, 0, 0), [])


def test_two_persons_cards_in_either_order_never_wait_in_a_circle() -> None:
    hana, card = member_of("M1"), member_of("M0")
    for node in (hana, card):
        earned(node, 100)
    jobs = [
        partial(loyalty.spend, node_ids=nodes, amount=20, key=f"{n}", now=NOW)
        for n, nodes in enumerate([[hana, card], [card, hana]] * 5)
    ]
    assert kinds(together(jobs)) == {"UUID": 10}
    assert (counters(hana)[0] + counters(card)[0], queries.broken(NOW)) == (0, [])


def test_a_key_said_twenty_times_acts_once() -> None:
    hana = member_of("M1")
    earned(hana, 150)
    found = together(spends(hana, 100, ["T1:1"] * 20))
    assert (len(set(found)), Hold.objects.count(), counters(hana)) == (1, 1, (50, 0, 0))
    assert queries.broken(NOW) == []


def test_twenty_keys_act_twenty_times() -> None:
    """The negative control of the key."""
    hana = member_of("M1")
    earned(hana, 150)
    together(spends(hana, 5, [f"T1:{n}" for n in range(20)]))
    assert (Hold.objects.count(), counters(hana)) == (20, (50, 0, 0))


def test_an_offline_key_said_twenty_times_is_booked_once() -> None:
    hana = member_of("M1")
    job = partial(
        loyalty.spend_offline, node_ids=[hana], amount=100, key="T1:1", terminal="T1", happened_at=NOW, now=NOW
    )
    assert kinds(together([job] * 20)) == {"Applied": 20}
    assert Overdraft.objects.values_list("amount", flat=True).get() == 100


def _burn_meets_the_end(slow: bool = False) -> tuple[Counter[str], tuple[int, int, int]]:
    hana = member_of("M1")
    earned(hana, 100, expires_at=NOW + DAY)
    jobs = spends(hana, 100, ["T1:1"])
    jobs.append(partial(loyalty.expire, now=NOW + 2 * DAY))
    found = together([slowly(job) for job in jobs] if slow else jobs)
    return kinds(found), counters(hana)


def test_points_that_end_while_they_are_spent_go_once() -> None:
    found, left = _burn_meets_the_end()
    assert (found["int"], found["UUID"] + found["NotEnoughPoints"], left) == (1, 1, (0, 0, 0))
    assert queries.broken(NOW) == []


def test_without_the_locks_they_go_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    unlocked(monkeypatch)
    with without("loyalty_wallet", "loyalty_never_negative"), without("loyalty_walletlot", "loyalty_lot_in_bounds"):
        assert _burn_meets_the_end(slow=True) == ({"UUID": 1, "int": 1}, (-100, 0, 0))


def _carts(count: int = CARTS, **more: Any) -> list[Callable[[], Any]]:
    return [
        partial(loyalty.lock_coupon, order_id=uuid4(), amount=300, key=f"o{n}", now=NOW, **more) for n in range(count)
    ]


def _campaign(**more: Any) -> None:
    terms = {"kind": "amount", "value": 300}
    loyalty.save_campaign(CampaignRecord(code="c", name="", terms=terms, by_coupon=True, **more), now=NOW)


def test_of_thirty_carts_one_gets_a_coupon_with_limit_1() -> None:
    _campaign(cap_count=1)
    assert kinds(together(_carts(campaign="c"))) == {"UUID": 1, "CouponRefused": CARTS - 1}
    assert (Campaign.objects.get().used_count, Redemption.objects.count(), queries.broken(NOW)) == (1, 1, [])


def test_without_the_condition_in_the_counter_all_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(coupons, "_COUNT", coupons._COUNT.partition("AND (cap_count")[0].partition("WHERE")[0] + (
        "WHERE id = %(id)s"
    ))  # fmt: skip
    with without("loyalty_campaign", "loyalty_campaign_in_caps"):
        _campaign(cap_count=1)
        assert kinds(together(_carts(campaign="c"))) == {"UUID": CARTS}
        assert [broken.invariant for broken in queries.broken(NOW)] == ["I6"]


def test_of_thirty_carts_one_gets_a_code() -> None:
    _campaign()
    loyalty.make_codes(batch_id=loyalty.order_codes(campaign="c", count=1, key="b", now=NOW), now=NOW)
    word = code_of(CouponCode.objects.get().id)
    assert kinds(together(_carts(code=word))) == {"UUID": 1, "CouponRefused": CARTS - 1}
    assert (Campaign.objects.get().used_count, queries.broken(NOW)) == (1, [])


def test_a_customer_with_two_carts_uses_a_coupon_once() -> None:
    _campaign(per_customer=1)
    hana = member_of("M1")
    assert kinds(together(_carts(10, campaign="c", node_ids=[hana]))) == {"UUID": 1, "CouponRefused": 9}


def test_bulk_postings_that_cross_do_not_wait_in_a_circle() -> None:
    nodes = [member_of(f"M{n}") for n in range(8)]
    jobs = [
        partial(
            loyalty.post,
            [
                loyalty.PointRecord(node_id=node, amount=10, type="earn", occurred_at=NOW, key=f"{turn}:{node}")
                for node in (nodes if turn % 2 else nodes[::-1])
            ],
        )
        for turn in range(6)
    ]
    assert kinds(together(jobs)) == {"int": 6}
    assert (sum(Wallet.objects.values_list("available", flat=True)), queries.broken(NOW)) == (480, [])
