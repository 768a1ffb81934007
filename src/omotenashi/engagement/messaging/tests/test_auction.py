# SPDX-License-Identifier: Apache-2.0
"""Who gets the room that is left to a person: what matters more, and the others wait for the next window or end."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions.intending import BROADCAST, SERVICE, TRIGGERED
from omotenashi.engagement.messaging.models import Allowance, Forecast, Message
from omotenashi.engagement.messaging.rules import auction
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW
MIDNIGHT = NOW.replace(hour=15)


def _judged(*wishes: messaging.Wish) -> dict[str, tuple[str, str]]:
    messaging.intend(wishes)
    while messaging.judge(now=NOW):
        pass
    return {one.idem_key: (one.state, one.reason) for one in Message.objects.all()}


def test_the_rank_is_class_then_priority_then_margin_then_age() -> None:
    def bid(name: str, weight: int = 1, priority: int = 0, margin: int = 0, minutes: int = 0) -> auction.Bid:
        return auction.Bid(name, "p", "email", weight, priority, margin, NOW + timedelta(minutes=minutes), NOW.date())

    bids = [
        bid("broadcast", weight=2, priority=9, margin=9), bid("young", minutes=1), bid("old"), bid("worthy", margin=5),
        bid("important", priority=1), bid("service", weight=0),
    ]  # fmt: skip
    assert [one.message for one in auction.ranked(bids)] == [
        "service",
        "important",
        "worthy",
        "old",
        "young",
        "broadcast",
    ]


def test_what_has_time_waits_for_tomorrow_and_the_rest_ends_outranked() -> None:
    world.house()
    hana = world.people("hana")["hana"]
    said = world.version()
    found = _judged(
        world.wish(hana, said, key="best", margin=500),
        world.wish(hana, said, key="long", expires_at=NOW + timedelta(days=2)),
        world.wish(hana, said, key="short", expires_at=NOW + timedelta(hours=3)),
    )
    assert found == {"best": ("queued", ""), "long": ("held", "outranked"), "short": ("dropped", "outranked")}
    long = Message.objects.get(idem_key="long")
    assert (long.due_at, long.decision[-1]) == (
        MIDNIGHT, {"step": "allowance", "outcome": "hold", "reason": "outranked", "evidence": "春のお知らせ"},
    )  # fmt: skip
    assert [one.used for one in Allowance.objects.all()] == [1, 1]


def test_without_a_rival_it_is_the_cap_that_is_named() -> None:
    world.house()
    hana = world.people("hana")["hana"]
    said = world.version()
    _judged(world.wish(hana, said, key="first"))
    assert _judged(world.wish(hana, said, key="second"))["second"] == ("dropped", "capped")


def test_broadcasts_leave_the_last_of_a_day() -> None:
    world.house()
    messaging.set_cap(window="day", most=2, now=NOW)
    hana = world.people("hana")["hana"]
    said = world.version()
    first = _judged(*(world.wish(hana, said, key=f"b{n}", weight=BROADCAST) for n in range(2)))
    assert sorted(first.values()) == [("dropped", "outranked"), ("queued", "")]
    later = _judged(world.wish(hana, said, key="t", weight=TRIGGERED))
    assert (later["t"], [one.used for one in Allowance.objects.order_by("rule__window")]) == (("queued", ""), [2, 2])


def test_a_tick_is_waited_and_what_comes_in_it_overtakes(settings: Any) -> None:
    settings.MESSAGE_TICKS = (60, 600)
    world.house()
    hana = world.people("hana")["hana"]
    said, order = world.version(), world.version(key="order", purpose="order")
    waiting = [
        world.wish(hana, said, key="broadcast", weight=BROADCAST), world.wish(hana, said, key="early"),
        world.wish(hana, said, key="late", priority=3, at=NOW + timedelta(seconds=50)),
        world.wish(hana, order, key="order", weight=SERVICE),
    ]  # fmt: skip
    assert {key for key, (state, _why) in _judged(*waiting).items() if state == "queued"} == {"order"}
    messaging.judge(now=NOW + timedelta(seconds=60))
    found = {one.idem_key: (one.state, one.reason) for one in Message.objects.exclude(idem_key="order")}
    assert found == {
        "late": ("queued", ""), "early": ("dropped", "outranked"), "broadcast": ("dropped", "outranked"),
    }  # fmt: skip


def test_the_ticks_are_set_by_the_house_and_bounded(settings: Any) -> None:
    settings.MESSAGE_TICKS = (60, 600)
    messaging.set_ticks(triggered=5, broadcast=30)
    hana = world.people("hana")["hana"]
    said = world.version()
    messaging.intend([world.wish(hana, said, key="b", weight=BROADCAST), world.wish(hana, said, key="t")])
    assert dict(Message.objects.values_list("idem_key", "due_at")) == {
        "b": NOW + timedelta(seconds=30), "t": NOW + timedelta(seconds=5),
    }  # fmt: skip
    with pytest.raises(messaging.BadPolicy):
        messaging.set_ticks(triggered=5, broadcast=messaging.LONGEST_TICK + 1)


def _foretold(campaign: str, *, margin: int, at: timedelta = timedelta(), **came: Any) -> None:
    """Let a send to ten people have been foretold, and perhaps have been counted."""
    Forecast.objects.create(
        key=f"{campaign}{margin}", campaign=campaign, channel="email", purpose="marketing", model="test", runs=9, people=10,
        rate=0.1, rate_low=0.1, rate_high=0.1, sales=0, margin=margin, cost=100, made_at=NOW + at, until=NOW + at, **came,
    )  # fmt: skip


def test_of_two_that_matter_alike_the_one_that_brings_more_goes_first() -> None:
    world.house()
    hana = world.people("hana")["hana"]
    said = world.version()
    _foretold("worthy", margin=5_100)
    _foretold("poor", margin=900)
    found = _judged(
        world.wish(hana, said, key="poor", campaign="poor"), world.wish(hana, said, key="worthy", campaign="worthy"),
        world.wish(hana, said, key="unknown", campaign="unknown"),
    )  # fmt: skip
    assert found == {"worthy": ("queued", ""), "poor": ("dropped", "outranked"), "unknown": ("dropped", "outranked")}
    assert dict(Message.objects.values_list("idem_key", "margin")) == {"worthy": 500, "poor": 80, "unknown": 0}


def test_what_came_of_a_campaign_outweighs_what_was_foretold_and_the_newest_what_was_before() -> None:
    _foretold("a", margin=9_000)
    _foretold("a", margin=1_000, at=timedelta(days=1))
    came: dict[str, Any] = {
        "settled_at": NOW,
        "actual_people": 20,
        "actual_buyers": 1,
        "actual_sales": 0,
        "actual_margin": 4_100,
    }
    _foretold("b", margin=9_000, actual_cost=100, **came)
    assert queries.worth_of(["a", "b", "c"]) == {"a": 90, "b": 200}
