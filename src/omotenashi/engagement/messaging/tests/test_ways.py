# SPDX-License-Identifier: Apache-2.0
"""An address that leads nowhere: the next channel of the message is tried, each of them once, and the reason is kept."""

from typing import Any

import pytest

from omotenashi.engagement.messaging.channels.line.standin.contract import user_id
from omotenashi.engagement.messaging.models import AllowanceUse, Message
from omotenashi.engagement.messaging.rules import ways
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
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
