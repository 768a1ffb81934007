# SPDX-License-Identifier: Apache-2.0
"""Webhooks: told after the commit, signed, again with back-off under the same id, and never into our own network."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Call, Enrolment, Hook, Journey
from omotenashi.engagement.journeys.rules import calls
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.receiver import Receiver, receiving
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Give a receiver that may stand on this machine."""
    settings.HOOKS_INSIDE = ["127.0.0.0/8"]
    with receiving() as found:
        hook, found.secret = journeys.add_hook(name="倉庫", url=found.url, now=NOW)
        assert found.secret.encode() not in bytes(hook.sealed)
        yield found


def told(*, control: int = 0, people: int = 1) -> None:
    """Let people come to a step that tells."""
    world.house()
    found = world.people(*(f"p{number}" for number in range(people)))
    live(way({"tell": {"kind": "webhook", "hook": str(Hook.objects.get().pk), "next": ""}}, control=control))
    for person in found.values():
        happen(person, CART, at=NOW, basket_id="b1")
    go(NOW)


def all_told(now: datetime) -> None:
    """Tell until nothing is due."""
    while journeys.tell(now=now):
        pass


def test_a_receiver_hears_signed_what_happened_and_its_answer_is_kept(receiver: Receiver) -> None:
    told()
    assert receiver.calls == []
    all_told(NOW)
    call, run = Call.objects.get(), Enrolment.objects.get()
    [said] = receiver.heard.values()
    assert (said["type"], said["data"]["run"], said["data"]["values"]["basket_id"]) == (
        "journey.step",
        str(run.pk),
        "b1",
    )
    assert (receiver.forged, call.state, call.status, call.answer) == (0, "done", 200, "受け取りました")
    assert run.outcome == "end"


def test_what_is_refused_is_told_again_later_under_the_same_id(receiver: Receiver) -> None:
    receiver.answers = [500, 302]
    told()
    all_told(NOW)
    first = Call.objects.get()
    assert (first.state, first.due_at, first.status) == ("waiting", NOW + calls.AGAIN[0], 500)
    all_told(NOW + timedelta(seconds=4))
    assert len(receiver.calls) == 1
    all_told(NOW + timedelta(seconds=5))
    # A redirect is no answer, and is not followed.
    assert (Call.objects.get().status, Call.objects.get().due_at) == (302, NOW + timedelta(seconds=5) + calls.AGAIN[1])
    all_told(NOW + timedelta(minutes=5))
    assert (receiver.calls, len(receiver.heard), Call.objects.get().state) == ([str(first.pk)] * 3, 1, "done")


def test_it_is_given_up_at_last_and_at_once_where_the_receiver_is_gone_for_ever(receiver: Receiver) -> None:
    receiver.answers = [503] * 9
    told()
    now = NOW
    for wait in (timedelta(0), *calls.AGAIN):
        now += wait
        all_told(now)
    assert (len(receiver.calls), Call.objects.get().state) == (9, "failed")
    receiver.answers = [410]
    journeys.try_hook(Hook.objects.get().pk, now=now)
    all_told(now)
    assert (len(receiver.calls), Call.objects.filter(state="failed").count()) == (10, 2)


def test_the_control_group_is_told_of_nobody(receiver: Receiver) -> None:
    told(control=5_000, people=30)
    all_told(NOW)
    treated = Enrolment.objects.filter(arm="treated").count()
    assert (len(receiver.heard), 0 < treated < 30) == (treated, True)


def test_our_own_network_is_reached_by_nobody(receiver: Receiver, settings: Any) -> None:
    settings.HOOKS_INSIDE = []
    told()
    all_told(NOW)
    assert (receiver.calls, Call.objects.get().answer, Call.objects.get().status) == ([], "private", 0)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("8.8.8.8", True), ("2606:4700:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", True), ("192.168.0.1", False),
        ("169.254.169.254", False), ("::1", False), ("::ffff:127.0.0.1", False), ("fe80::1%eth0", False),
        ("100.64.0.1", False), ("224.0.0.1", False), ("fd00::1", False),
    ],
)  # fmt: skip
def test_which_addresses_may_be_told(address: str, is_open: bool) -> None:
    assert calls.is_open(address, inside=[ip_network("10.0.0.0/8")]) == is_open


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "https://",
        "https://me:pw@a.example/",
        "http://a.example/",
        "https://a.example:0/",
        "https://[a",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(journeys.BadAddress):
        journeys.add_hook(name="x", url=url, now=NOW)
    assert Hook.objects.count() == 0


def test_a_receiver_that_was_removed_hears_nothing_more_and_stands_in_the_way_of_publishing(receiver: Receiver) -> None:
    told()
    journeys.remove_hook(Hook.objects.get().pk, now=NOW)
    all_told(NOW)
    drawing = way({"tell": {"kind": "webhook", "hook": str(Hook.objects.get().pk), "next": ""}})
    other = journeys.draft(key="other", name="x", graph=drawing, now=NOW)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(other.pk, now=NOW)
    assert (receiver.calls, wrong.value.reason, Journey.objects.get(key="other").state) == ([], "no_hook", "draft")
    assert list(queries.hooks()) == []


def test_a_worker_that_died_after_telling_leaves_it_to_the_next_and_the_receiver_hears_it_once(
    receiver: Receiver,
) -> None:
    told()
    call = Call.objects.get()
    Call.objects.update(state="calling", due_at=NOW + timedelta(minutes=1), tries=1)
    receiver.heard[str(call.pk)] = {}
    all_told(NOW)
    assert receiver.calls == []
    all_told(NOW + timedelta(minutes=1))
    assert (receiver.calls, len(receiver.heard), Call.objects.get().state) == ([str(call.pk)], 1, "done")


def test_what_was_told_long_ago_is_emptied_and_what_is_still_to_be_told_is_not(
    receiver: Receiver, settings: Any
) -> None:
    settings.HOOK_BODY_DAYS = 90
    receiver.answers = [200, 500]
    told(people=2)
    all_told(NOW)
    later = NOW + timedelta(days=91)
    assert [journeys.empty_calls(now=now) for now in (NOW + timedelta(days=89), later, later)] == [0, 1, 0]
    kept = {(call.state, call.body == "", call.answer == "", call.status) for call in Call.objects.all()}
    assert kept == {("done", True, True, 200), ("waiting", False, False, 500)}
