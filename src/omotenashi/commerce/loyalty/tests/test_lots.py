# SPDX-License-Identifier: Apache-2.0
"""Lots: what ends first is spent first, a return gives back to the same lots, and I5 holds after each step."""

from uuid import UUID, uuid4

import pytest

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import Conflict, NotEnoughPoints, Share
from omotenashi.commerce.loyalty.models import Hold, WalletEntry, WalletLot
from omotenashi.commerce.loyalty.tests.wallets import DAY, NOW, counters, earned, member_of, remaining

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana(db: None) -> UUID:
    """The node of a membership."""
    return member_of("M1")


@pytest.fixture(autouse=True)
def _nothing_is_broken(db: None) -> object:
    yield
    assert queries.broken(NOW) == []


def test_earned_in_the_shop_and_online_is_spent_anywhere(hana: UUID) -> None:
    """S0-05: 100 in EC and 50 at the till; 130 are spent at the till; 20 are left everywhere."""
    earned(hana, 100, "ec:1")
    earned(hana, 50, "till:1", at=NOW + DAY)
    loyalty.spend(node_ids=[hana], amount=130, key="till:2", now=NOW + 2 * DAY)
    assert (counters(hana), remaining(hana)) == ((20, 0, 0), [0, 20])
    loyalty.reverse(key="return:1", spent=[Share(ref="till:2", returned=1, of=1)], now=NOW + 3 * DAY)
    assert (counters(hana), remaining(hana)) == ((150, 0, 0), [100, 50])


def test_what_ends_first_goes_first_over_all_cards(hana: UUID) -> None:
    card = member_of("M0")
    earned(hana, 100, expires_at=NOW + 9 * DAY)
    earned(card, 100, expires_at=NOW + 3 * DAY)
    loyalty.hold(node_ids=[hana, card], amount=120, key="o1", now=NOW)
    assert (counters(hana), counters(card)) == ((80, 0, 20), (0, 0, 100))
    assert loyalty.burn(key="o1", now=NOW) == 120
    assert (counters(hana), counters(card)) == ((80, 0, 0), (0, 0, 0))


def test_a_hold_is_one_per_key_and_ends_once(hana: UUID) -> None:
    earned(hana, 100)
    held = loyalty.hold(node_ids=[hana], amount=60, key="o1", now=NOW)
    assert loyalty.hold(node_ids=[hana], amount=60, key="o1", now=NOW) == held
    with pytest.raises(Conflict):
        loyalty.hold(node_ids=[hana], amount=61, key="o1", now=NOW)
    assert [loyalty.release(key="o1", now=NOW) for _ in range(2)] == [60, 0]
    with pytest.raises(Conflict):
        loyalty.burn(key="o1", now=NOW)
    assert counters(hana) == (100, 0, 0)


def test_who_has_too_little_holds_nothing(hana: UUID) -> None:
    earned(hana, 100)
    with pytest.raises(NotEnoughPoints) as refused:
        loyalty.hold(node_ids=[hana], amount=101, key="o1", now=NOW)
    assert (refused.value.available, counters(hana), Hold.objects.count()) == (100, (100, 0, 0), 0)


def test_a_lapsed_hold_gives_its_points_back(hana: UUID) -> None:
    earned(hana, 100)
    loyalty.hold(node_ids=[hana], amount=60, key="o1", now=NOW, expires_at=NOW + DAY)
    assert [loyalty.release_lapsed(now=NOW), loyalty.release_lapsed(now=NOW + DAY)] == [0, 1]
    assert counters(hana) == (100, 0, 0)


def test_points_begin_and_end_at_their_moment_although_nothing_swept(hana: UUID) -> None:
    earned(hana, 100, expires_at=NOW + DAY)
    earned(hana, 30, active_from=NOW + DAY, expires_at=NOW + 9 * DAY)
    assert queries.balance([hana], NOW) == queries.Balance(100, 30, 0, 100, NOW + DAY)
    assert queries.balance([hana], NOW + DAY) == queries.Balance(30, 0, 0, 30, NOW + 9 * DAY)
    with pytest.raises(NotEnoughPoints):
        loyalty.hold(node_ids=[hana], amount=31, key="o1", now=NOW + DAY)
    loyalty.hold(node_ids=[hana], amount=30, key="o2", now=NOW + DAY)
    assert counters(hana) == (0, 0, 30)


def test_the_sweeps_say_each_thing_once(hana: UUID) -> None:
    earned(hana, 100, expires_at=NOW + DAY)
    earned(hana, 30, active_from=NOW + DAY)
    assert [loyalty.activate(now=NOW + DAY), loyalty.activate(now=NOW + DAY)] == [1, 0]
    assert [loyalty.expire(now=NOW + DAY), loyalty.expire(now=NOW + DAY)] == [1, 0]
    assert (counters(hana), remaining(hana)) == ((30, 0, 0), [0, 30])
    shown = queries.entries_of([hana]).values_list("type", "amount")
    assert sorted(shown) == [("earn", 30), ("earn", 100), ("expire", -100)]


def test_points_that_ended_while_held_are_given_back_and_end_then(hana: UUID) -> None:
    earned(hana, 100, expires_at=NOW + DAY)
    loyalty.hold(node_ids=[hana], amount=100, key="o1", now=NOW)
    assert loyalty.expire(now=NOW + 2 * DAY) == 0
    loyalty.release(key="o1", now=NOW + 2 * DAY)
    assert (counters(hana), queries.balance([hana], NOW + 2 * DAY).available) == ((100, 0, 0), 0)
    assert loyalty.expire(now=NOW + 2 * DAY) == 1


def test_what_a_return_gives_back_can_be_spent_for_some_days_more(hana: UUID) -> None:
    earned(hana, 100, expires_at=NOW + DAY)
    loyalty.spend(node_ids=[hana], amount=100, key="o1", now=NOW)
    late = NOW + 20 * DAY
    loyalty.reverse(key="r1", spent=[Share(ref="o1", returned=1, of=1)], now=late)
    assert list(WalletLot.objects.values_list("expires_at", "remaining")) == [(late + 30 * DAY, 100)]


def test_three_part_returns_bring_the_whole(hana: UUID) -> None:
    line = uuid4()
    earned(hana, 100, order_line=line, basis=9_999)
    earned(hana, 50)
    loyalty.spend(node_ids=[hana], amount=50, key="o1", now=NOW)
    back = [
        loyalty.reverse(
            key=f"r{n}", now=NOW + DAY,
            earned=[Share(ref=str(line), returned=n, of=3)], spent=[Share(ref="o1", returned=n, of=3)],
        )
        for n in (1, 2, 2, 3)
    ]  # fmt: skip
    assert [(one.clawed, one.restored) for one in back] == [(33, 16), (33, 17), (0, 0), (34, 17)]
    assert counters(hana) == (50, 0, 0)
    assert sum(WalletEntry.objects.values_list("basis", flat=True)) == 0


def test_provisional_points_go_before_they_begin(hana: UUID) -> None:
    line = uuid4()
    earned(hana, 100, order_line=line, active_from=NOW + 9 * DAY)
    share = Share(ref=str(line), returned=1, of=2)
    assert loyalty.reverse(key="r1", earned=[share], now=NOW).clawed == 50
    assert counters(hana) == (0, 50, 0)
    loyalty.activate(now=NOW + 9 * DAY)
    assert counters(hana) == (50, 0, 0)


def test_points_that_were_spent_are_owed_and_paid_by_the_next(hana: UUID) -> None:
    line = uuid4()
    earned(hana, 100, order_line=line)
    loyalty.spend(node_ids=[hana], amount=80, key="o1", now=NOW)
    assert loyalty.reverse(key="r1", earned=[Share(ref=str(line), returned=1, of=1)], now=NOW).clawed == 100
    assert counters(hana) == (-80, 0, 0)
    earned(hana, 50, at=NOW + DAY)
    earned(hana, 50, at=NOW + DAY)
    assert (counters(hana), remaining(hana)) == ((20, 0, 0), [0, 0, 20])
