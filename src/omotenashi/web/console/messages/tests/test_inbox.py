# SPDX-License-Identifier: Apache-2.0
"""試験用受信箱 and the reasons on 顧客カルテ: what each person got, as they see it, and why others got nothing."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.messages import received, words
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
REASONS = [
    "missing", "denied", "withdrawn", "expired", "suppressed", "minor", "no_address", "paused", "untrue_segment",
    "untrue_stock", "untrue_other", "held_out", "quiet", "capped", "refused", "deferred", "unknown", "stopped", "too_late",
    "erased",
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_server(settings: Any) -> Iterator[None]:
    """No mail server is set up: the inbox is where mails arrive."""
    with world.no_server(settings):
        yield


def _office() -> Client:
    client = shop.signed_in()
    world.house()
    return client


def _subjects(client: Client, query: str = "") -> list[str]:
    return sorted(one["subject"] for one in client.get(f"/console/messages/inbox/{query}").context["items"])


def test_the_inbox_shows_what_each_person_reads_and_searches_and_filters() -> None:
    client = _office()
    people = world.people("hana", "kei") | world.people("no", agrees=False)
    said = world.version()
    world.send([world.wish(person, said) for person in people.values()])
    assert _subjects(client) == ["hanaへ", "keiへ", "お客さまへ"]
    assert (_subjects(client, "?view=arrived"), _subjects(client, "?view=kept")) == (
        ["hanaへ", "keiへ"],
        ["お客さまへ"],
    )
    assert (_subjects(client, "?q=kei"), _subjects(client, "?purpose=order"), _subjects(client, "?campaign=spring&q=hana")) == (
        ["keiへ"], [], ["hanaへ"],
    )  # fmt: skip
    assert _subjects(client, f"?template={said.template_id}&view=kept") == ["お客さまへ"]


def test_an_opened_message_says_the_words_the_way_and_the_reason() -> None:
    client = _office()
    people = world.people("hana")
    message = world.send([world.wish(people["hana"], world.version())])[people["hana"]]
    reading = client.get(f"/console/messages/inbox/{message.pk}/").context["reading"]
    assert (reading["said"].subject, reading["address"], reading["is_simulated"]) == (
        "hanaへ",
        "hana@mail.example",
        True,
    )
    assert queries.CLICK.format(mark=queries.mark_of(message.pk, link=0)) in reading["html"]
    assert [step["tone"] for step in reading["steps"]] == ["good"] * 7
    pane = client.get(f"/console/messages/inbox/{message.pk}/", headers={"hx-target": "pane"}).content.decode()
    assert ("<html" in pane, 'id="pane"' in pane, 'sandbox="allow-popups' in pane) == (False, True, True)


def test_with_a_real_server_the_record_leads_on_without_counting(settings: Any) -> None:
    client = _office()
    people = world.people("hana")
    with world.server(settings):
        message = world.send([world.wish(people["hana"], world.version())])[people["hana"]]
        reading = client.get(f"/console/messages/inbox/{message.pk}/").context["reading"]
    assert (reading["is_simulated"], "/my/m/" in reading["html"], "https://hana.example/spring" in reading["html"]) == (
        False, False, True,
    )  # fmt: skip


def test_a_name_with_markup_stays_a_name() -> None:
    client = _office()
    hostile = "<script>alert(1)</script>"
    people = world.people("hana")
    said = world.version({**world.WORDS, "blocks": [{"kind": "text", "text": "{{ event.note }}"}]})
    message = world.send([world.wish(people["hana"], said, context={"note": hostile})])[people["hana"]]
    page = client.get(f"/console/messages/inbox/{message.pk}/")
    assert (hostile in page.context["reading"]["html"], hostile in page.content.decode()) == (False, False)


def test_a_message_of_an_erased_person_shows_that_it_is_gone() -> None:
    client = _office()
    people = world.people("hana")
    message = world.send([world.wish(people["hana"], world.version())])[people["hana"]]
    messaging.erase([people["hana"]], [message.node_id])
    assert client.get(f"/console/messages/inbox/{message.pk}/").status_code == 200


def test_pages_go_on_without_losing_or_repeating_a_message() -> None:
    client = _office()
    person = world.people("hana")["hana"]
    said = world.version()
    messaging.intend([world.wish(person, said, key=f"m{at}", at=world.NOW + timedelta(minutes=at)) for at in range(45)])
    first = client.get("/console/messages/inbox/").context
    second = client.get("/console/messages/inbox/" + first["older"]).context
    seen = [one["id"] for page in (first, second) for one in page["items"]]
    assert (len(seen), len(set(seen)), second["older"]) == (45, 45, "")


def test_on_a_phone_one_sees_the_list_or_the_message_that_was_asked_for_with_the_way_back_and_on() -> None:
    client = _office()
    people = world.people("hana", "kei", "mia")
    said = world.version()
    wishes = [
        world.wish(one, said, key=f"m{at}", at=world.NOW + timedelta(minutes=at))
        for at, one in enumerate(people.values())
    ]
    messaging.intend(wishes)
    listed = client.get("/console/messages/inbox/?view=waits")
    newest, middle, oldest = (one["id"] for one in listed.context["items"])
    assert (listed.context["alone"], " data-alone" in listed.content.decode()) == (False, False)
    opened = client.get(f"/console/messages/inbox/{middle}/?view=waits")
    assert (opened.context["alone"], " data-alone" in opened.content.decode()) == (True, True)
    assert (opened.context["back"], opened.context["beside"]) == (
        "/console/messages/inbox/?view=waits",
        {
            "newer": f"/console/messages/inbox/{newest}/?view=waits",
            "older": f"/console/messages/inbox/{oldest}/?view=waits",
        },
    )
    ends = [client.get(f"/console/messages/inbox/{one}/").context["beside"] for one in (newest, oldest)]
    assert (ends[0]["newer"], ends[1]["older"]) == ("", "")


def test_a_message_that_the_list_does_not_hold_is_still_shown_with_the_way_back() -> None:
    client = _office()
    person = world.people("hana")["hana"]
    message = world.send([world.wish(person, world.version())])[person]
    opened = client.get(f"/console/messages/inbox/{message.pk}/?view=kept")
    assert (opened.context["items"], opened.context["beside"]) == ([], {})
    assert ('id="pane"' in opened.content.decode(), "data-inbox-back" in opened.content.decode()) == (True, True)


def test_every_reason_is_a_sentence_of_its_own() -> None:
    told = [words.why(Message(state="dropped", reason=reason)) for reason in REASONS]
    assert ([text for text in told if "It was not sent:" in text], len(set(told))) == ([], len(REASONS))
    content = [
        words.why(Message(state="dropped", reason="content", error=f"content: {what}"))
        for what in ("sender", "customer.rank is undefined")
    ]
    assert content == [
        "The house does not say who sends it, where it is and how to complain; the law asks for that.",
        "“Rank” is not known of this person and the text has no words in its place.",
    ]


def test_the_record_of_a_customer_says_what_came_and_what_did_not() -> None:
    client = _office()
    people = world.people("hana")
    said = world.version()
    world.send([world.wish(people["hana"], said, key="one", priority=5), world.wish(people["hana"], said, key="two")])

    def told() -> list[str]:
        nodes = Node.objects.filter(nodeperson__person_id=people["hana"]).values_list("pk", flat=True)
        return [str(one["why"]) for one in received.messages_of(nodes)]

    assert sorted(told()) == [
        "It arrived: the person allows it, and nothing stood against it.",
        "“春のお知らせ” was more important for this person, and there was room for no more.",
    ]
    page = client.get(f"/console/customers/{people['hana']}/?tab=messages").content.decode()
    assert [escape(one) in page for one in told()] == [True, True]
    consent.suppress(contact_point=world.point("hana"), reason="complaint", now=world.NOW)
    later = world.NOW + timedelta(days=9)
    world.send([world.wish(people["hana"], said, key="three", at=later)], now=later)
    assert told()[0] == "The address must not be written to: it came back, complained or asked us to stop."


def test_what_the_inbox_lists_is_a_file_for_those_who_may_take_people_with_them() -> None:
    client = _office()
    people = world.people("hana", "kei") | world.people("no", agrees=False)
    said = world.version()
    world.send([world.wish(person, said) for person in people.values()])
    assert "/inbox/export/?view=kept" in client.get("/console/messages/inbox/?view=kept").content.decode()
    answer = client.post("/console/messages/inbox/export/?view=kept", {"encoding": "utf-8"})
    [heading, *lines] = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    cells = [dict(zip(heading, line, strict=True)) for line in lines]
    assert [(one["State"], one["Belongs to"], one["Clicked"]) for one in cells] == [("Not sent", "spring", "")]
    assert "never said yes" in cells[0]["Why"]
    assert AuditEntry.objects.filter(permission="customers.export", subject="inbox").count() == 1
    other = shop.signed_in("support")
    assert "/inbox/export/" not in other.get("/console/messages/inbox/").content.decode()
    assert other.post("/console/messages/inbox/export/").status_code == 403
