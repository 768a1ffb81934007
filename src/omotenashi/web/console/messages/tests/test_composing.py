# SPDX-License-Identifier: Apache-2.0
"""配信: begun, kept on every change with what is wrong where, guarded against two writers, tried, published by the law."""

import json
from datetime import time
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template, TemplateVersion, Trial
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
TEXT = {"kind": "text", "text": "The flowers of spring are here."}


def _office(role: str = "headquarters") -> Client:
    client = shop.signed_in(role)
    world.house()
    return client


def _begun(client: Client, **said: str) -> Template:
    client.post(
        "/console/messages/new/", {"name": "Spring", "purpose": "marketing", "starter": "blank", "key": "k", **said}
    )
    return Template.objects.get()


def _kept(client: Client, template: Template, *, seen: str = "", **said: Any) -> Any:
    blocks = said.pop("blocks", [TEXT])
    values = {"name": "Spring", "purpose": "marketing", "channels": ["email"], "subject": "Spring", **said}
    return client.post(
        f"/console/messages/{template.pk}/draft/",
        {**values, "blocks": json.dumps(blocks), "seen_at": seen or template.changed_at.isoformat()},
    )


def _published(client: Client, template: Template) -> Any:
    template.refresh_from_db()
    return client.post(f"/console/messages/{template.pk}/version/", {"seen_at": template.changed_at.isoformat()})


def test_a_message_begun_twice_is_one_and_every_starter_can_be_read() -> None:
    client = _office()
    _begun(client)
    _begun(client)
    assert Template.objects.count() == 1
    for starter in ("news", "goods", "coupon", "points"):
        client.post("/console/messages/new/", {"name": starter, "starter": starter, "key": starter})
    assert [client.get(f"/console/messages/{one.pk}/").status_code for one in Template.objects.all()] == [200] * 5


def test_a_change_is_kept_and_comes_back_as_it_reads() -> None:
    client = _office()
    template = _begun(client)
    told = _kept(client, template, subject='{{ customer.name | default: "you" }}, hello', short="Hi").json()
    template.refresh_from_db()
    assert (template.draft["blocks"], told["seen_at"]) == ([TEXT], template.changed_at.isoformat())
    assert (told["preview"]["subject"], told["preview"]["short"], told["preview"]["parts"]) == (
        "佐藤 花子, hello", "Hi\n花店株式会社\n配信を停止する https://hana.example/s/EfGh5678", "49 characters, 1 parts",
    )  # fmt: skip
    assert (TEXT["text"] in told["preview"]["html"], TEXT["text"] in told["preview"]["text"]) == (True, True)
    assert (told["troubles"], told["is_ready"], told["is_lawful"]) == ([], True, True)


def test_everything_wrong_is_told_where_it_is_and_the_rest_still_shows() -> None:
    client = _office()
    blocks = [
        TEXT, {"kind": "text", "text": "{{ customer.age }}"}, {"kind": "button", "label": "Go", "href": "javascript:alert(1)"},
        {"kind": "text", "text": "{{ customer.name"}, {"kind": "coupon", "label": "10 %"},
        {"kind": "products", "codes": "1,2,3,4,5,6,7"},
    ]  # fmt: skip
    told = _kept(client, _begun(client), subject="", blocks=blocks).json()
    assert [(one["where"], one["name"]) for one in told["troubles"]] == [
        (0, "subject"), (2, "text"), (3, "href"), (4, "text"), (5, "code"), (6, "codes"),
    ]  # fmt: skip
    assert told["troubles"][1]["words"] == "There is no field “customer.age”. Insert one from the list."
    assert (TEXT["text"] in told["preview"]["text"], "javascript" in told["preview"]["html"], told["is_ready"]) == (
        True, False, False,
    )  # fmt: skip


def test_the_second_of_two_writers_is_told_and_overwrites_nothing() -> None:
    client = _office()
    template = _begun(client)
    seen = template.changed_at.isoformat()
    first = _kept(client, template, seen=seen, subject="Mine")
    second = _kept(client, template, seen=seen, subject="Theirs")
    garbled = _kept(client, template, seen="yesterday", subject="Theirs")
    template.refresh_from_db()
    assert (first.status_code, second.status_code, garbled.status_code) == (200, 409, 409)
    assert (template.draft["subject"], "Somebody else" in second.json()["changed"]) == ("Mine", True)


def test_what_cannot_be_a_message_is_refused_and_nothing_changes() -> None:
    client = _office()
    template = _begun(client)
    before = template.draft
    answers = [
        _kept(client, template, blocks=[{"kind": "script"}]),
        _kept(client, template, blocks=[TEXT] * 51),
        client.post(
            f"/console/messages/{template.pk}/draft/", {"blocks": "{", "seen_at": template.changed_at.isoformat()}
        ),
    ]
    template.refresh_from_db()
    assert ([one.status_code for one in answers], template.draft) == ([422, 422, 422], before)


def test_somebody_whose_rank_is_unknown_shows_what_is_missing() -> None:
    client = _office()
    person, _ = shop.person()[::-1]
    template = _begun(client)
    _kept(client, template, subject="{{ customer.name }} {{ customer.rank }}")
    told = client.get(f"/console/messages/{template.pk}/preview/?person={person}").json()
    assert told["preview"]["lacks"] == "“Rank” is not known of this person and the text has no words in its place."
    _kept(client, Template.objects.get(), subject="{{ customer.name }}")
    told = client.get(f"/console/messages/{template.pk}/preview/?person={person}").json()
    assert (told["preview"]["subject"], told["preview"]["lacks"]) == ("佐藤 花子", "")
    people = [
        client.get(f"/console/messages/{template.pk}/people/?person={text}").context["people"]
        for text in ("佐藤", "鈴木")
    ]
    assert [[one["id"] for one in found] for found in people] == [[person], []]


def test_without_a_sender_the_check_is_red_and_advertising_stays_a_draft() -> None:
    client = _office()
    template = _begun(client)
    _kept(client, template)
    places.set_brand(colour="", legal={"seller": "花店株式会社"}, privacy="", now=clock.now())
    page = client.get(f"/console/messages/{template.pk}/")
    first = page.context["checks"][0]
    assert (first["state"], first["label"]) == ("bad", "Sender block")
    _published(client, template)
    assert TemplateVersion.objects.count() == 0
    _kept(client, Template.objects.get(), purpose="order")
    _published(client, template)
    assert TemplateVersion.objects.count() == 1


def test_only_what_was_looked_at_is_published_and_versions_say_what_changed() -> None:
    client = _office()
    template = _begun(client)
    stale = template.changed_at.isoformat()
    _kept(client, template)
    client.post(f"/console/messages/{template.pk}/version/", {"seen_at": stale})
    assert TemplateVersion.objects.count() == 0
    _published(client, template)
    _kept(
        client,
        Template.objects.get(),
        subject="Summer",
        blocks=[{"kind": "heading", "text": "New"}, {**TEXT, "text": "Warm."}],
    )
    _published(client, template)
    shown = client.get(f"/console/messages/{template.pk}/versions/").context["versions"]
    assert [(one["how"], one["what"], one["was"], one["now"]) for one in shown[0]["changes"]] == [
        ("changed", "Subject", "Spring", "Summer"), ("changed", "Heading", TEXT["text"], "New"), ("added", "Text", "", "Warm."),
    ]  # fmt: skip
    assert [
        entry.details["version"] for entry in AuditEntry.objects.filter(permission="messages.publish").order_by("at")
    ] == [1, 2]


def test_a_trial_goes_to_oneself_once_and_stands_in_the_inbox(settings: Any) -> None:
    client = _office()
    template = _begun(client)
    _kept(client, template, subject="{{ customer.name }}様")
    with world.server(settings) as sink:
        for _ in range(2):
            client.post(f"/console/messages/{template.pk}/trial/", {"key": "one"})
    assert (sink.to, Trial.objects.get().state) == (["headquarters@example.jp"], "sent")
    shown = client.get(f"/console/messages/inbox/trials/{Trial.objects.get().pk}/")
    assert (shown.context["reading"]["said"].subject, shown.context["items"][0]["subject"]) == (
        "佐藤 花子様", "[Test] 佐藤 花子様",
    )  # fmt: skip


def test_the_list_finds_filters_and_exports_with_what_came_of_each(settings: Any) -> None:
    client = _office()
    people = world.people("hana", "kei")
    said = world.version(key="spring")
    world.version(key="order", purpose="order")
    with world.server(settings):
        world.send([world.wish(person, said) for person in people.values()])
    messaging.draft(key="plan", name="Plan", content={}, now=world.NOW)

    def names(query: str) -> list[str]:
        return sorted(
            Template.objects.get(pk=row.id).key for row in client.get(f"/console/messages/{query}").context["page"].rows
        )

    assert names("") == ["order", "plan", "spring"]
    assert (names("?purpose=order"), names("?state=draft"), names("?q=お知らせ"), names("?q=plan")) == (
        ["order"], ["plan"], ["order", "spring"], ["plan"],
    )  # fmt: skip
    [row] = client.get("/console/messages/?q=お知らせ&purpose=marketing").context["page"].rows
    assert [row.cells[name] for name in ("sent", "opened", "clicked", "bought")] == [2, 0, 0, 0]
    answer: Any = client.post("/console/messages/export/", {"encoding": "utf-8"})
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(file.splitlines()) == 4
    messaging.archive(said.template_id, now=clock.now())
    assert (names(""), names("?view=archived")) == (["order", "plan"], ["spring"])


def test_a_page_of_three_needs_as_many_reads_as_a_page_of_one() -> None:
    client = _office()
    world.version(key="one")
    one = shop.queries_of(client, "/console/messages/")
    world.version(key="two")
    world.version(key="three")
    assert shop.queries_of(client, "/console/messages/") == one


def test_the_rules_are_set_within_limits_and_stop_says_how_many_wait() -> None:
    client = _office()
    person = world.people("hana")["hana"]
    messaging.intend([world.wish(person, world.version())])
    client.post("/console/settings/sending/quiet/", {"begins": "20:30", "finishes": "09:00"})
    client.post("/console/settings/sending/quiet/", {"begins": "late", "finishes": "09:00"})
    client.post("/console/settings/sending/caps/", {":day": "2", "email:week": "3"})
    client.post("/console/settings/sending/caps/", {":day": "-1"})
    client.post("/console/settings/sending/origin/", {"origin": "javascript:alert(1)"})
    policy = queries.policy()
    assert (policy.quiet_from, policy.quiet_until, policy.origin) == (time(20, 30), time(9), "https://hana.example")
    assert [(one.channel, one.window, one.most) for one in queries.caps()] == [("", "day", 2), ("email", "week", 3)]
    page = client.get("/console/settings/sending/").content.decode()
    assert escape("1 message waits to be sent.") in page
    client.post("/console/settings/sending/stop/", {"to": "stop"})
    assert queries.policy().stopped_by == "Ken headquarters"
    client.post("/console/settings/sending/stop/?to=start")
    client.post("/console/settings/sending/holdout/", {"to": "on"})
    assert (queries.policy().stopped_at, client.get("/console/settings/sending/").context["has_holdout"]) == (
        None,
        True,
    )


@pytest.mark.parametrize(
    ("role", "sees", "edits"),
    [
        ("headquarters", 200, 302),
        ("manager", 200, 403),
        ("support", 200, 403),
        ("clerk", 403, 403),
        ("developer", 403, 403),
    ],
)
def test_headquarters_writes_managers_and_support_read_nobody_else_does(role: str, sees: int, edits: int) -> None:
    client = _office(role)
    template = world.version().template
    addresses = ["", f"{template.pk}/", f"{template.pk}/versions/", "inbox/"]
    assert [client.get(f"/console/messages/{one}").status_code for one in addresses] == [sees] * 4
    assert client.get("/console/settings/sending/").status_code == sees
    posts = ["messages/new/", f"messages/{template.pk}/version/", "settings/sending/quiet/", "settings/sending/stop/"]
    assert [client.post(f"/console/{one}").status_code for one in posts] == [edits] * 4
    assert _kept(client, template).status_code == (200 if edits == 302 else 403)
