# SPDX-License-Identifier: Apache-2.0
"""Eight workers ask for the same people at the same moment: no cap is passed, none is left unused; counting first fails."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.actions import gathering
from omotenashi.engagement.messaging.models import Allowance, AllowanceUse, CapRule, ChannelPlan, Message
from omotenashi.engagement.messaging.tests import chatting, world

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, PEOPLE, EACH = 8, 12, 5
NOW = world.NOW


def _house() -> dict[str, int]:
    world.house()
    for window, most in (("day", 1), ("week", 3)):
        messaging.set_cap(window=window, most=most, now=NOW)
    people = world.people(*(f"p{number}" for number in range(PEOPLE)))
    said = world.version()
    messaging.intend([
        world.wish(person, said, key=f"{name}:{at}", priority=at) for name, person in people.items() for at in range(EACH)
    ])  # fmt: skip
    return dict.fromkeys((str(person) for person in people.values()), 0)


def _at_once(work: Callable[[], object]) -> None:
    gate = threading.Barrier(WORKERS)

    def one() -> None:
        gate.wait()
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(one) for _ in range(WORKERS)]:
            done.result()


def _judge() -> None:
    while messaging.judge(now=NOW, limit=3):
        pass


def test_eight_workers_keep_every_cap_exactly() -> None:
    _house()
    _at_once(_judge)
    let_go = Counter(Message.objects.filter(state="queued").values_list("node_id", flat=True))
    assert (sorted(let_go.values()), Message.objects.filter(reason="outranked").count()) == (
        [1] * PEOPLE, PEOPLE * (EACH - 1),
    )  # fmt: skip
    # All that wait for somebody are one auction, whoever holds it: the most important message won everywhere.
    assert {one.idem_key[-1] for one in Message.objects.filter(state="queued")} == {str(EACH - 1)}
    # What is counted is what may go: for each rule, once for each message.
    assert Counter(Allowance.objects.values_list("used", flat=True)) == Counter({1: PEOPLE * 2})
    assert AllowanceUse.objects.count() == PEOPLE * 2


def test_what_was_taken_back_may_be_used_again_and_the_week_holds() -> None:
    _house()
    for day in range(5):
        at = NOW + timedelta(days=day)
        Message.objects.filter(state="dropped", reason__in=["capped", "outranked"]).update(
            state="held", reason="", due_at=at
        )
        while messaging.judge(now=at, limit=7):
            pass
    sent = Counter(Message.objects.filter(state="queued").values_list("node_id", flat=True))
    assert sorted(sent.values()) == [3] * PEOPLE


def test_eight_workers_promise_no_more_than_a_month_of_line_holds() -> None:
    world.house()
    people = chatting.friends(*(f"f{number}" for number in range(PEOPLE)))
    ChannelPlan.objects.create(channel="line", most=7, used=2, spare=0, price=1, read_at=NOW)
    said = chatting.version()
    messaging.intend([world.wish(person, said) for person in people.values()])
    _at_once(_judge)
    told = Counter(Message.objects.values_list("state", "reason"))
    assert told == Counter({("queued", ""): 5, ("held", "quota"): PEOPLE - 5})


def test_without_the_hold_on_a_person_the_better_message_loses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: messages are judged as they come to hand, not with all that wait for the same person; caps still hold."""
    _house()
    alone = gathering._OF_THEM.replace(gathering._DUE, f"{gathering._DUE} AND m.priority = 0")
    monkeypatch.setattr(gathering, "_OF_THEM", alone)
    for _ in range(PEOPLE):
        messaging.judge(now=NOW, limit=3)
    won = Message.objects.filter(state="queued")
    assert {one.idem_key[-1] for one in won} == {"0"}
    assert set(Allowance.objects.values_list("used", flat=True)) == {1}


def test_a_cap_that_is_looked_at_before_it_is_counted_is_passed() -> None:
    """The control: the same workers on the same tables, but looking first and counting after."""
    world.house()
    messaging.set_cap(window="day", most=1, now=NOW)
    rule, person = CapRule.objects.get(window="day", ended_at=None), new_id()
    Allowance.objects.create(person_id=person, rule=rule, window_start=NOW.date(), used=0)
    mine = Allowance.objects.filter(person_id=person)
    looked = threading.Barrier(WORKERS)

    def look_then_count() -> None:
        used = mine.get().used
        looked.wait()
        if used < rule.most:
            mine.update(used=F("used") + 1)

    _at_once(look_then_count)
    assert mine.get().used == WORKERS
