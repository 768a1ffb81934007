# SPDX-License-Identifier: Apache-2.0
"""Ranks, liability, gift cards, referrals, and what tills gave out offline."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omotenashi.base.outbox.models import Event
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import Applied, Conflict, CouponRefused, NotEnoughPoints, Share, Traits
from omotenashi.commerce.loyalty.models import Overdraft, Referral, TierState
from omotenashi.commerce.loyalty.rules.liability import allocated
from omotenashi.commerce.loyalty.rules.programme import FIRST, fold
from omotenashi.commerce.loyalty.tests.wallets import DAY, NOW, counters, earned, member_of
from omotenashi.people.customers.actions import links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_broken(db: None) -> object:
    yield
    assert queries.broken(NOW) == []


def test_spend_in_the_shop_and_online_makes_the_rank() -> None:
    """S0-11: the threshold is crossed by both together."""
    hana = member_of("M1")
    earned(hana, 200, basis=20_000)
    assert queries.tier_of([hana]) == "regular"
    line = uuid4()
    earned(hana, 0, basis=10_000, order_line=line, at=NOW + DAY)
    assert queries.tier_of([hana]) == "silver"
    assert Event.objects.filter(name="loyalty.TierChanged").count() == 2
    loyalty.reverse(key="r1", earned=[Share(ref=str(line), returned=1, of=1)], now=NOW + 2 * DAY)
    standing = queries.standing([hana], NOW + 2 * DAY)
    assert (queries.tier_of([hana]), standing.basis, standing.missing) == ("regular", 20_000, 10_000)


def test_the_window_moves_on_although_nobody_buys() -> None:
    hana = member_of("M1")
    earned(hana, 0, basis=50_000)
    assert loyalty.decide_all_tiers(now=NOW + DAY) == 0
    assert loyalty.decide_all_tiers(now=NOW + 366 * DAY) == 1
    assert TierState.objects.values_list("tier", "basis").get() == ("regular", 0)


def test_who_became_one_has_one_rank_and_keeps_the_lots() -> None:
    """A merge and its undoing post nothing; each wallet keeps its own lots."""
    hana, card = member_of("M1"), member_of("M0")
    earned(hana, 100, basis=20_000)
    earned(card, 50, basis=15_000)
    before = (counters(hana), counters(card))
    joined = links.link(hana, card, cause_kind="staff", cause_id="1", by="t", reason="same", now=NOW)
    assert (loyalty.decide_all_tiers(now=NOW), queries.tier_of([hana])) == (1, "silver")
    links.unmerge(log_id=joined.log_id, by="t", reason="not the same", now=NOW)
    assert (loyalty.decide_all_tiers(now=NOW), queries.tier_of([hana]), queries.tier_of([card])) == (
        2, "regular", "regular",
    )  # fmt: skip
    assert (counters(hana), counters(card)) == before == ((100, 0, 0), (50, 0, 0))


@given(st.lists(st.tuples(st.integers(-400, 10), st.integers(-50_000, 200_000)), max_size=8), st.randoms())
def test_a_rank_is_a_fold_and_the_order_says_nothing(days: list[tuple[int, int]], chance: object) -> None:
    entries = [(NOW + day * DAY, amount) for day, amount in days]
    folded = fold(entries, programme=FIRST, now=NOW)
    chance.shuffle(entries)  # type: ignore[attr-defined]
    assert fold(entries, programme=FIRST, now=NOW) == folded
    assert folded[0] == sum(amount for day, amount in days if -365 < day <= 0)


def test_the_programme_can_be_changed_and_keeps_its_versions() -> None:
    hana = member_of("M1")
    tiers = [{"code": "all", "name": "みなさま", "threshold": 0}]
    version = loyalty.set_programme({"life": {"days": None, "pending_days": 7}, "tiers": tiers}, by="hq", now=NOW)
    earned(hana, 100, basis=1, at=NOW + DAY)
    assert (counters(hana), queries.programme(NOW + DAY).version) == ((0, 100, 0), version)
    assert queries.lots_of([hana]).get().expires_at is None
    with pytest.raises(ValueError, match="percentage"):
        loyalty.set_programme({"use_rate": 101}, by="hq", now=NOW)


@pytest.mark.parametrize(
    ("sale", "points", "rate", "owed"), [(50_000, 1_000, 100, 980), (100_000, 10_000, 95, 8_676), (0, 200, 50, 100)]
)
def test_the_liability_is_the_one_of_the_books(sale: int, points: int, rate: int, owed: int) -> None:
    """The vectors of japan.md, section 1."""
    assert allocated(sale=sale, points=points, use_rate=rate) == owed


def test_the_liability_of_a_day_can_be_asked_for_later() -> None:
    hana = member_of("M1")
    earned(hana, 1_000, basis=50_000)
    loyalty.spend(node_ids=[hana], amount=500, key="o1", now=NOW + DAY)
    at_first, now = queries.liability(NOW), queries.liability(NOW + DAY)
    assert ((at_first.points, at_first.amount), (now.points, now.amount)) == ((1_000, 980), (500, 490))
    assert type(now.points) is type(now.amount) is int
    assert [queries.balance_at(NOW + n * DAY) for n in (-1, 0, 1)] == [0, 1_000, 500]


def test_a_gift_card_is_spent_by_whoever_has_its_code() -> None:
    card = loyalty.issue_gift_card(amount=3_000, key="sold:1", now=NOW)
    assert loyalty.issue_gift_card(amount=3_000, key="sold:1", now=NOW) == card
    loyalty.hold_card(code=card.code, amount=1_000, key="o1", now=NOW)
    loyalty.burn(key="o1", now=NOW)
    with pytest.raises(NotEnoughPoints):
        loyalty.hold_card(code=card.code, amount=2_001, key="o2", now=NOW)
    loyalty.reverse(key="r1", spent=[Share(ref="o1", returned=1, of=2)], now=NOW)
    assert loyalty.gift_card_of(card.code, now=NOW).wallet.available == 2_500
    assert (queries.paid_value(NOW).balance, queries.paid_value(NOW).deposit) == (2_500, 0)
    assert queries.balance_at(NOW) == 0
    loyalty.stop_gift_card(card_id=card.id, now=NOW)
    with pytest.raises(CouponRefused):
        loyalty.hold_card(code=card.code, amount=1, key="o3", now=NOW)


def test_much_paid_value_must_be_told_and_half_deposited() -> None:
    loyalty.issue_gift_card(amount=10_000_001, key="sold:1", now=NOW)
    found = queries.paid_value(NOW)
    assert (found.must_notify, found.deposit) == (True, 5_000_001)


def test_a_till_gives_out_what_it_may_and_the_rest_is_owed_once() -> None:
    hana = member_of("M1")
    earned(hana, 700)
    allowed = loyalty.allow(terminal="T1", per_customer=1_000, total=1_500, valid_until=NOW + DAY, now=NOW)
    assert (loyalty.is_ours(allowed), loyalty.is_ours(replace(allowed, total=9_999))) == (True, False)
    asked = {"node_ids": [hana], "terminal": "T1", "allowance": allowed.id, "happened_at": NOW, "now": NOW + DAY}
    first = [loyalty.spend_offline(amount=900, key="T1:1", **asked) for _ in range(2)]  # type: ignore[arg-type]
    assert first == [Applied(burned=700, overdraft=200, marks=("overdraft",))] * 2
    assert counters(hana) == (0, 0, 0)
    late = loyalty.spend_offline(amount=700, key="T1:2", **asked | {"happened_at": NOW + 2 * DAY})  # type: ignore[arg-type]
    assert late == Applied(burned=0, overdraft=700, marks=("overdraft", "late", "over_customer", "over_total"))
    with pytest.raises(Conflict):
        loyalty.spend_offline(amount=1, key="T1:2", **asked)  # type: ignore[arg-type]
    assert [loyalty.settle_overdraft(key="T1:2", by="hq", now=NOW) for _ in range(2)] == [True, False]
    assert Overdraft.objects.filter(settled_at=None).count() == 1


def test_a_referral_pays_both_once() -> None:
    """S1-07."""
    hana, ken = member_of("M1"), member_of("K1")
    link = loyalty.link_of(hana)
    assert (loyalty.referrer_of(link), loyalty.referrer_of(link[:-1] + "x"), loyalty.referrer_of("?")) == (
        hana,
        None,
        None,
    )
    said = loyalty.refer(referrer=hana, friend=ken, traits=Traits(), friends_traits=Traits(), now=NOW)
    paid = [
        loyalty.reward_referral(friend_nodes=[ken], points=500, friends_points=300, now=NOW + timedelta(hours=n))
        for n in range(2)
    ]
    assert (said, paid, counters(hana), counters(ken)) == ("", [True, False], (500, 0, 0), (300, 0, 0))


@pytest.mark.parametrize("kind", ["addresses", "phones", "devices"])
def test_who_refers_oneself_is_refused(kind: str) -> None:
    hana, ken = member_of("M1"), member_of("K1")
    same = Traits(**{kind: ("x",)})
    asked = {"referrer": hana, "friend": ken, "traits": same, "friends_traits": same, "now": NOW}
    assert loyalty.refer(**asked) == f"same_{kind}"  # type: ignore[arg-type]
    assert loyalty.reward_referral(friend_nodes=[ken], points=1, friends_points=1, now=NOW) is False
    assert loyalty.refer(referrer=hana, friend=hana, traits=Traits(), friends_traits=Traits(), now=NOW) == "same_person"
    assert Referral.objects.count() == 1
