# SPDX-License-Identifier: Apache-2.0
"""An address that leads nowhere: the next channel of the message is tried, each of them once, and the reason is kept."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import returning
from omotenashi.engagement.messaging.channels.line.standin.contract import user_id
from omotenashi.engagement.messaging.models import AllowanceUse, Message
from omotenashi.engagement.messaging.rules import ways
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.actions import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    """A house that may advertise."""
    world.house()


def _steps(message: Message) -> list[tuple[str, str]]:
    return [(one["step"], one["outcome"]) for one in message.decision[:2]]


def test_whom_line_does_not_know_is_written_to_by_mail_and_counted_once(settings: Any) -> None:
    with chatting.line(settings) as line, world.no_server(settings):
        people = chatting.friends("hana", mail=True)
        line.strangers = {user_id("hana")}
        said = chatting.version(channels=("line", "email"))
        world.send([world.wish(people["hana"], said)])
        message = world.send([])[people["hana"]]
    assert (message.state, message.channel, message.reason) == ("sent", "email", "")
    assert message.tried == [
        {"step": "way", "outcome": "drop", "reason": "refused", "evidence": "line 400 Failed to send messages"}
    ]
    assert _steps(message) == [("way", "drop"), ("consent", "pass")]
    uses = AllowanceUse.objects.filter(message_id=message.pk)
    assert (uses.count(), uses.values("rule_id").distinct().count()) == (AllowanceUse.objects.count(),) * 2


def test_a_card_that_cannot_arrive_goes_by_mail(settings: Any) -> None:
    with world.no_server(settings):
        node = world.people("hana")["hana"]
        point = addresses.reach([node], now=world.NOW)[node]
        consent.give(contact_point=point, purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test"))
        world.send([world.wish(node, chatting.version(channels=("post", "email")))])
        message = world.send([])[node]
    assert (message.state, message.channel) == ("sent", "email")
    assert [one["evidence"] for one in message.tried] == ["post post no_postal_code"]


def test_without_another_way_it_ends_as_refused_and_nothing_goes_over_the_same_one_twice(settings: Any) -> None:
    with chatting.line(settings) as line:
        people = chatting.friends("hana")
        line.strangers = {user_id("hana")}
        said = chatting.version(channels=("line", "email"))
        world.send([world.wish(people["hana"], said)])
        message = world.send([])[people["hana"]]
        pushes = [call for call in line.calls if call.endswith("push")]
    assert (message.state, message.reason, message.tried, len(pushes)) == ("failed", "refused", [], 1)


@pytest.mark.parametrize(
    ("state", "error", "suppress", "is_nowhere"),
    [
        ("refused", "400 Failed to send messages", "unknown_user", True),
        ("refused", "content: post unknown_postal_code", "", True),
        ("refused", "content: post household", "", False),
        ("refused", "content: customer.name is undefined", "", False),
        ("refused", "21610 stopped", "unsubscribed", False),
        ("refused", "413 too large", "", False),
        ("deferred", "429", "", False),
        ("unknown", "", "unknown_user", False),
    ],
)
def test_only_what_the_address_is_at_fault_for_is_tried_elsewhere(
    state: str, error: str, suppress: str, is_nowhere: bool
) -> None:
    assert ways.leads_nowhere(state, error, suppress) is is_nowhere


def _came_back(message: Message, *, status: str = "5.1.1", key: str = "1", days: float = 0.2) -> Message:
    """Let a report of a mail server come in later; give the message as it stands then."""
    now = world.NOW + timedelta(days=days)
    said = ports.Told(key, "bounced", message.pk.hex, at=now, text=f"{status} 550 no such user")
    returning.follow_up(said, now=now)
    world.send([], now=now)
    return Message.objects.get(pk=message.pk)


def _mailed(settings: Any, **wish: Any) -> Message:
    people = chatting.friends("hana", mail=True)
    said = chatting.version(channels=("email", "line"))
    return world.send([world.wish(people["hana"], said, **wish)])[people["hana"]]


def test_a_mail_that_comes_back_later_goes_by_the_next_channel_once(settings: Any) -> None:
    with chatting.line(settings) as line, world.no_server(settings):
        mailed = _mailed(settings)
        moved = _came_back(mailed)
        again = _came_back(mailed, key="2")
        pushes = [call for call in line.calls if call.endswith("push")]
    assert (mailed.channel, moved.state, moved.channel, len(pushes)) == ("email", "sent", "line", 1)
    assert [one["evidence"] for one in moved.tried] == ["email 5.1.1 550 no such user"]
    assert _steps(moved) == [("way", "drop"), ("consent", "pass")]
    assert list(Suppression.objects.values_list("reason", "channel")) == [("hard_bounce", "email")]
    assert (again.channel, again.sent_at, again.tried) == ("line", moved.sent_at, moved.tried)
    uses = AllowanceUse.objects.filter(message_id=mailed.pk)
    assert uses.count() == uses.values("rule_id").distinct().count() == AllowanceUse.objects.count()


@pytest.mark.parametrize(
    ("status", "days", "fate"),
    [
        ("5.2.2", 0.2, ("sent", "email", "")),
        ("5.7.1", 0.2, ("sent", "email", "")),
        ("5.1.1", 4, ("failed", "email", "bounced")),
    ],
)
def test_a_full_mailbox_a_refusal_of_us_and_what_is_too_old_seek_no_other_way(
    settings: Any, status: str, days: float, fate: tuple[str, str, str]
) -> None:
    with chatting.line(settings) as line, world.no_server(settings):
        found = _came_back(_mailed(settings), status=status, days=days)
        pushes = [call for call in line.calls if call.endswith("push")]
    assert ((found.state, found.channel, found.reason), found.tried, pushes) == (fate, [], [])


def test_the_gate_has_its_say_over_the_next_way(settings: Any) -> None:
    with chatting.line(settings) as line, world.no_server(settings):
        mailed = _mailed(settings)
        consent.withdraw(
            contact_point=chatting.point("hana"),
            purpose="marketing",
            source="test",
            now=world.NOW,
            proof=Proof(form="test"),
        )
        found = _came_back(mailed)
        pushes = [call for call in line.calls if call.endswith("push")]
    assert (found.state, pushes, found.tried != []) == ("dropped", [], True)
    assert AllowanceUse.objects.count() == 0
