# SPDX-License-Identifier: Apache-2.0
"""A ready-made scenario for the people of a segment: with one press, their segment as its entry, and nothing left over."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.messaging.models import Template
from omotenashi.engagement.messaging.tests import world
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def opened(role: str = "headquarters") -> tuple[Client, UUID]:
    """Sign somebody in at a house with one segment."""
    client = shop.signed_in(role, language="ja")
    world.house()
    segment, _ = audience.create(key="s", name="常連", definition=segments.Manual(), now=world.NOW)
    return client, segment.pk


def pressed(client: Client, code: str, segment: object) -> str:
    """Take a ready-made scenario over; give where it leads."""
    return client.post(f"/console/journeys/ready/{code}/", {"segment": str(segment), "key": "k"}).headers["Location"]


@pytest.mark.parametrize("made", queries.FOR_SEGMENTS, ids=lambda made: made.code)
def test_each_of_them_lives_for_a_segment_and_brings_no_message_that_it_does_not_send(made: queries.ReadyMade) -> None:
    client, segment = opened()
    pressed(client, made.code, segment)
    journey = Journey.objects.get()
    graph = queries.draft_of(journey)
    used = {step["template"] for step in graph.steps.values() if step.kind == "send"}
    assert graph.entry == {"kind": "segment", "segment": str(segment), "members_too": True}
    assert used == {str(key) for key in Template.objects.values_list("pk", flat=True)}
    assert journeys.publish(journey.pk, now=world.NOW).number == 1


def test_pressed_twice_it_is_one_and_the_one_for_everybody_is_still_offered() -> None:
    client, segment = opened()
    assert pressed(client, "dormant", segment) == pressed(client, "dormant", segment)
    assert Journey.objects.get().name == "休眠顧客の掘り起こし（常連）"
    offered = {one.code for one in client.get("/console/journeys/").context["ready"]}
    assert "dormant" in offered


@pytest.mark.parametrize(("code", "is_known"), [("dormant", False), ("basket", True)])
def test_no_scenario_begins_with_a_segment_that_is_none_or_with_words_that_need_what_happened(
    code: str, is_known: bool
) -> None:
    client, segment = opened()
    assert pressed(client, code, segment if is_known else uuid4()) == "/console/journeys/"
    assert Journey.objects.count() == 0


@pytest.mark.parametrize(("role", "is_there"), [("headquarters", True), ("clerk", False)])
def test_the_page_of_a_segment_offers_them_to_who_may_write(role: str, is_there: bool) -> None:
    client, segment = opened(role)
    page = client.get(f"/console/segments/{segment}/").content.decode()
    assert ('data-dialog="ready"' in page, 'id="ready"' in page) == (is_there, is_there)
