# SPDX-License-Identifier: Apache-2.0
"""Messages of which nobody knows whether they arrived: where they stand, and what somebody of the office may decide."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.home import todo
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
LATER = world.NOW + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def without_server(settings: Any) -> Iterator[None]:
    """No mail server is set up: the inbox is where mails arrive."""
    with world.no_server(settings):
        yield


def _lost(*names: str, role: str = "headquarters") -> tuple[Client, dict[str, Message]]:
    """Let a worker die with the messages of some people in its hands."""
    client = shop.signed_in(role)
    world.house()
    people, said = world.people(*names), world.version()
    messaging.intend([world.wish(person, said) for person in people.values()])
    messaging.judge(now=world.NOW)
    messaging.claim(now=world.NOW)
    messaging.give_up(now=LATER)
    return client, {name: Message.objects.get(node_id=person) for name, person in people.items()}


def _states() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("state", "reason"))


def _page(client: Client) -> Any:
    return client.get("/console/messages/inbox/?view=unknown")


def test_what_nobody_knows_the_end_of_stands_apart_and_is_said_where_people_look() -> None:
    client, _lost_ones = _lost("hana", "kei")
    assert [
        len(client.get(f"/console/messages/inbox/?view={one}").context["items"]) for one in ("arrived", "unknown")
    ] == [0, 2]
    assert (_page(client).context["undecided"], client.get("/console/messages/").context["undecided"]) == (2, 2)
    assert [(one.count, one.href) for one in todo._letters()] == [
        (0, reverse("console:message-approvals")), (2, "/console/messages/inbox/?view=unknown"),
    ]  # fmt: skip


def test_sent_again_it_passes_the_gate_and_goes_out_once() -> None:
    _client, lost = _lost("hana", "no")
    consent.withdraw(
        contact_point=world.point("no"), purpose="marketing", source="test", now=LATER, proof=Proof(form="test")
    )
    keys = [one.pk for one in lost.values()]
    assert (messaging.send_again(keys, now=LATER), messaging.send_again(keys, now=LATER)) == (2, 0)
    world.send([], now=LATER)
    found = {name: Message.objects.get(pk=one.pk).state for name, one in lost.items()}
    assert (found, messaging.send_again(keys, now=LATER)) == ({"hana": "sent", "no": "dropped"}, 0)


def test_a_press_sends_all_of_them_again_and_is_written_down() -> None:
    client, _lost_ones = _lost("hana", "kei")
    client.post("/console/messages/inbox/fates/?view=unknown", {"to": "again"})
    client.post("/console/messages/inbox/fates/?view=unknown", {"to": "again"})
    kept = AuditEntry.objects.filter(subject="messages:unknown").order_by("pk").values_list("details", flat=True)
    assert (_states(), list(kept)) == (
        [("held", "")] * 2, [{"decided": "again", "count": 2}, {"decided": "again", "count": 0}],
    )  # fmt: skip


def test_one_is_left_as_it_is_and_that_can_be_taken_back() -> None:
    client, lost = _lost("hana", "kei")
    answer = client.post(f"/console/messages/inbox/{lost['hana'].pk}/fate/", {"to": "left"}, follow=True)
    assert (_states(), _page(client).context["undecided"]) == ([("unknown", "accepted"), ("unknown", "unknown")], 1)
    assert answer.context["reading"]["fate"] == ""
    settled = Message.objects.get(pk=lost["hana"].pk).settled_at
    assert settled is not None
    client.post("/console/messages/inbox/fates/?to=open&at=" + settled.isoformat().replace("+", "%2B"))
    assert _states() == [("unknown", "unknown")] * 2


def test_only_what_the_list_was_narrowed_to_is_decided_about() -> None:
    client, _lost_ones = _lost("hana", "kei")
    client.post("/console/messages/inbox/fates/?view=unknown&q=kei", {"to": "left"})
    assert _states() == [("unknown", "unknown"), ("unknown", "accepted")]


@pytest.mark.parametrize("said", [{}, {"to": "gone"}])
def test_a_press_without_a_decision_changes_nothing(said: dict[str, str]) -> None:
    client, _lost_ones = _lost("hana")
    client.post("/console/messages/inbox/fates/?view=unknown", said)
    assert (_states(), client.post("/console/messages/inbox/fates/?to=open&at=never").status_code) == (
        [("unknown", "unknown")],
        400,
    )


def test_who_may_only_read_messages_decides_nothing() -> None:
    client, lost = _lost("hana", role="support")
    assert (
        _page(client).context["undecided"],
        client.get(f"/console/messages/inbox/{lost['hana'].pk}/").context["reading"]["fate"],
    ) == (0, "")
    codes = [
        client.post(f"/console/messages/inbox/{path}/", {"to": "again"}).status_code
        for path in ("fates", f"{lost['hana'].pk}/fate")
    ]
    assert (codes, _states()) == ([403, 403], [("unknown", "unknown")])


def test_what_was_said_is_shown_as_its_channel_said_it() -> None:
    """A short text went without what the mail would have needed: its page shows the text, not what the mail lacks."""
    client = shop.signed_in()
    world.house()
    people = world.people("hana")
    said = world.version(
        {**world.WORDS, "short": "春です", "blocks": [{"kind": "text", "text": "{{ customer.rank }}"}]}
    )
    messaging.intend([world.wish(people["hana"], said)])
    message = Message.objects.get()
    Message.objects.filter(pk=message.pk).update(
        state="sent", channel="push", due_at=None, sent_at=world.NOW, filled={"customer.name": "hana"}
    )
    reading = client.get(f"/console/messages/inbox/{message.pk}/").context["reading"]
    assert (reading["lacks"], reading["said"] is not None and reading["said"].note["body"]) == ("", "春です")


def test_a_message_that_could_not_be_filled_has_its_verdict() -> None:
    shop.signed_in()
    world.house()
    people = world.people("hana")
    said = world.version({**world.WORDS, "blocks": [{"kind": "text", "text": "{{ customer.rank }}"}]})
    message = world.send([world.wish(people["hana"], said)])[people["hana"]]
    assert (message.state, message.decision[-1]) == (
        "dropped", {"step": "content", "outcome": "drop", "reason": "content", "evidence": ""},
    )  # fmt: skip


def test_a_click_or_an_opening_shows_that_it_arrived() -> None:
    _client, lost = _lost("hana", "kei", "mei")
    messaging.clicked(lost["hana"], link=0, address="/shop/", agent="Mozilla/5.0", method="GET", now=LATER)
    messaging.opened(lost["kei"], agent="GoogleImageProxy", now=LATER)
    assert [Message.objects.get(pk=one.pk).state for one in lost.values()] == ["sent", "sent", "unknown"]
    assert messaging.send_again([one.pk for one in lost.values()], now=LATER) == 1
