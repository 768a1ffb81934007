# SPDX-License-Identifier: Apache-2.0
"""LINE, after three days unread a mail, after fourteen without an answer a card: foreseen and gone, each by the right way.

The list for the printer names whoever allows cards and has an address that finds them, and nobody else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Journey
from omotenashi.engagement.journeys.tests.test_journeys import CART, go, happen, live
from omotenashi.engagement.messaging.models import Message, PostPiece
from omotenashi.engagement.messaging.tests import chatting, world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import addresses
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier

pytestmark = pytest.mark.django_db
CLICKED, DAY = "messaging.MessageClicked", timedelta(days=1)
HOME = {"postal_code": "1500001", "prefecture": "東京都", "city": "渋谷区", "address": "神宮前1-2-3"}
# Who answers after how many days, whether cards are allowed, and where they live.
STORY: Mapping[str, tuple[float | None, bool, Mapping[str, str]]] = {
    "line": (1, True, {**HOME, "address": "神宮前1-1-1"}), "mail": (9, True, {**HOME, "address": "神宮前2-2-2"}),
    "card": (None, True, {**HOME, "address": "神宮前3-3-3"}), "nocard": (None, False, {**HOME, "address": "神宮前4-4-4"}),
    "nohome": (None, True, {}),
}  # fmt: skip


def drawing(template: UUID) -> dict[str, Any]:
    """Draw the three channels with two waits between them."""
    say = {"kind": "send", "template": str(template)}
    return {
        "entry": {"kind": "event", "event": CART},
        "first": "line",
        "steps": {
            "line": {**say, "channels": ["line"], "next": "seen"},
            "seen": {"kind": "wait_event", "on": CLICKED, "days": 3, "event": "", "timeout": "mail"},
            "mail": {**say, "channels": ["email"], "next": "answered"},
            "answered": {"kind": "wait_event", "on": CLICKED, "days": 14, "event": "", "timeout": "card"},
            "card": {**say, "channels": ["post"], "next": ""},
        },
    }


def reachable() -> dict[str, UUID]:
    """Register friends with a mail address, and say which of them allow cards."""
    people = chatting.friends(*STORY, mail=True)
    for name, (_answers, allows, home) in STORY.items():
        record = CustomerRecord(
            identifiers=(Identifier("email", f"{name}@mail.example"),),
            fields={"name": name, **home},
            observed_at=world.NOW,
        )
        customers.register([record], source="test", now=world.NOW)
        point = addresses.reach([people[name]], now=world.NOW).get(people[name])
        if point is not None and allows:
            consent.give(
                contact_point=point, purpose="marketing", source="test", now=world.NOW, proof=Proof(form="test")
            )
    return people


def pass_days(people: Mapping[str, UUID], began: datetime) -> None:
    """Let everybody begin, and answer when the story says."""
    for person in people.values():
        happen(person, CART, at=began)
    for hour in range(0, 24 * 19, 6):
        now = began + timedelta(hours=hour)
        go(now)
        for name, (answers, *_rest) in STORY.items():
            if answers is not None and now - timedelta(hours=6) < began + answers * DAY <= now:
                happen(people[name], CLICKED, at=now)


def test_each_takes_the_right_way_as_foreseen_and_only_who_may_lies_in_the_print_list(settings: Any) -> None:
    world.house()
    with chatting.line(settings), world.no_server(settings):
        people = reachable()
        said = chatting.version(channels=("line", "email", "post"))
        live(drawing(said.template_id))
        pass_days(people, world.NOW)
        names = {person: name for name, person in people.items()}
        went = {(names[one.node_id], one.channel) for one in Message.objects.filter(state="sent")}
        waiting = Message.objects.exclude(state="sent")
        held = {(names[one.node_id], one.reason) for one in waiting.exclude(reason="")}
        graph = queries.draft_of(Journey.objects.get())
        foreseen = queries.simulate(graph, now=world.NOW + 19 * DAY, days=30)
    lines, mails = {(name, "line") for name in STORY}, {(name, "email") for name in STORY if name != "line"}
    assert went - {("card", "post")} == lines | mails
    assert set(PostPiece.objects.values_list("message__node", flat=True)) == {people["card"]}
    assert held == {("nocard", "missing"), ("nohome", "content")}
    assert dict(foreseen.sent) == {"line": 5, "mail": 4, "card": 3}
