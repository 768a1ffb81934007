# SPDX-License-Identifier: Apache-2.0
"""A scenario says why its messages wait or did not go, and whom a broadcast reaches by which way."""

import pytest
from django.utils import translation

from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.web.console.journeys import held, words

pytestmark = pytest.mark.django_db
CAMPAIGN = "journey:1:say"


def test_each_reason_is_a_line_with_its_count_what_waits_first() -> None:
    world.house()
    said = world.version()
    people = world.people("hana", "kei") | world.people("no", "never", agrees=False)
    night = world.NOW.replace(hour=14)
    world.send([world.wish(one, said, campaign=CAMPAIGN, at=night) for one in people.values()], now=night)
    with translation.override("en"):
        lines = [(str(one["state"]), one["count"], one["why"]) for one in held.lines([CAMPAIGN])]
    assert lines == [
        ("Waits", 2, "It is night where the person is; it waits for the morning."),
        ("Not sent", 2, "The person was never asked, or never said yes, to this kind of message."),
    ]
    assert held.lines(["journey:2:say"]) == []


def test_a_broadcast_whose_messages_still_go_is_not_over() -> None:
    once = Journey(state="closing", admitted_at=world.NOW)
    with translation.override("en"):
        said = [str(words.state(once, live=0, waiting=waiting)[1]) for waiting in (3, 0)]
    assert said == ["Still sending", "Over"]


def test_a_broadcast_reaches_who_said_yes_and_was_not_stopped_each_by_the_first_open_way() -> None:
    world.house()
    people = world.people("hana", "kei", "mia") | world.people("no", agrees=False)
    consent.suppress(contact_point=world.point("mia"), reason="unsubscribed", now=world.NOW, by="test")
    persons = list(people.values())

    def reached(*channels: str, advertises: bool = True) -> dict[str, int]:
        return queries.reached(channels, purpose="marketing", is_advertising=advertises, persons=persons)

    assert (reached("line", "email"), reached("site", "till", "email"), reached("sms")) == (
        {"email": 2},
        {"till": 2},
        {},
    )
    # An order's word needs no yes, and a refusal of advertising does not stop it.
    assert reached("email", advertises=False) == {"email": 4}
    card = Identifier("member_no", "4711"), Identifier("email", "hana@mail.example")
    customers.register(
        [CustomerRecord(identifiers=card, fields={}, observed_at=world.NOW)], source="test", now=world.NOW
    )
    assert reached("site", "email") == {"site": 1, "email": 1}
