# SPDX-License-Identifier: Apache-2.0
"""A send to ten thousand says beforehand what each channel costs, and is not published where a quota would be passed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.journeys.rules.graphs import BadGraph
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import ChannelPlan, Template
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.actions import addresses
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint
from omotenashi.web.console.messages import costs

pytestmark = pytest.mark.django_db
FRIENDS, READERS, HOMES = 4_000, 5_000, 1_000
HOME = {"postal_code": "1500001", "prefecture": "東京都", "city": "渋谷区"}


def everybody() -> list[UUID]:
    """Register ten thousand: friends on LINE who read mails too, readers of mails, and homes that take cards alone."""
    records = [
        CustomerRecord(
            identifiers=(
                Identifier("email", f"p{n}@mail.example"),
                *([Identifier("line_user_id", f"U{n:032x}")] if n < FRIENDS else []),
            ),
            fields={"name": f"p{n}", **({**HOME, "address": f"神宮前1-2-{n}"} if n >= FRIENDS + READERS else {})},
            observed_at=world.NOW,
        )
        for n in range(FRIENDS + READERS + HOMES)
    ]
    found = [one.person_id for one in customers.register(records, source="test", now=world.NOW)]
    persons = [person for person in found if person is not None]
    addresses.reach(persons[FRIENDS + READERS :], now=world.NOW)
    homes = set(persons[FRIENDS + READERS :])
    points = ContactPoint.objects.values_list("node_id", "channel", "node__nodeperson__person_id")
    agreed = [
        consent.ConsentRecord(
            node_id=node, purpose="marketing", state="granted", source="test", occurred_at=world.NOW, key=f"t:{node}",
        )
        for node, channel, person in points
        if (channel == "post") is (person in homes)
    ]  # fmt: skip
    consent.record(agreed)
    return persons


def plan(channel: str, **values: Any) -> None:
    """Say what a channel costs, and what is used of its month."""
    ChannelPlan.objects.update_or_create(channel=channel, defaults={"read_at": clock.now(), **values})


def broadcast(template: UUID, segment: UUID, **step: Any) -> Journey:
    """Draw a send to everybody of a segment."""
    steps = {"say": {"kind": "send", "template": str(template), "next": "", **step}}
    graph = {"entry": {"kind": "list", "segment": str(segment)}, "first": "say", "steps": steps}
    return journeys.draft(key=str(step), name="春", graph=graph, now=world.NOW)


def test_the_price_is_said_by_channel_and_a_quota_that_would_be_passed_stops_it() -> None:
    world.house()
    persons = everybody()
    template = Template.objects.get(pk=chatting.version(channels=("line", "email", "post")).template_id)
    plan("line", used=500, most=5_000, spare=0, price=3)
    plan("post", price=120)
    found = queries.costs(template.channels, purpose="marketing", is_advertising=True)
    assert [(one.channel, one.people, one.total, one.used, one.most, one.is_over) for one in found] == [
        ("line", FRIENDS, 12_000, 500, 5_000, False), ("email", READERS, 0, None, None, False),
        ("post", HOMES, 120_000, None, None, False),
    ]  # fmt: skip
    told = costs.told(template)
    assert ([one["people"] for one in told["lines"]], told["total"]) == (["4,000", "5,000", "1,000"], "¥132,000")
    segment, _ = audience.create(key="all", name="全員", definition=segments.Manual(), now=world.NOW)
    audience.add(segment.pk, persons=persons, now=world.NOW, tells=False)
    assert journeys.publish(broadcast(template.pk, segment.pk).pk, now=world.NOW).number == 1
    plan("line", used=1_500, most=5_000, spare=0, price=3)
    assert costs.told(template)["is_over"] is True
    over = broadcast(template.pk, segment.pk, priority=1)
    with pytest.raises(BadGraph) as wrong:
        journeys.publish(over.pk, now=world.NOW + timedelta(minutes=1))
    over.refresh_from_db()
    assert (wrong.value.reason, wrong.value.where, over.state) == ("quota", "say", "draft")
    # The channels of the step count, not those of the message: by mail alone there is room for all.
    assert journeys.publish(broadcast(template.pk, segment.pk, channels=["email"]).pk, now=world.NOW).number == 1
