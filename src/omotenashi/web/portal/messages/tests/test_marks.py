# SPDX-License-Identifier: Apache-2.0
"""Links and pictures of messages: forged marks are refused, machines are kept apart, a human's click is told once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.base.outbox.models import Event
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, MessageEvent
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (iPhone) Safari/605.1.15"
LATER = world.NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is five minutes after the message went."""
    monkeypatch.setattr(clock, "now", lambda: LATER)


def _sent() -> tuple[Message, UUID]:
    world.house()
    person = world.people("hana")["hana"]
    return world.send([world.wish(person, world.version())])[person], person


def _browser(agent: str = BROWSER) -> Client:
    return Client(headers={"user-agent": agent, "accept-language": "en"})


def _acts() -> list[tuple[str, str]]:
    return list(MessageEvent.objects.order_by("id").values_list("kind", "actor"))


def _told(name: str) -> int:
    return Event.objects.filter(name=f"messaging.{name}").count()


def test_a_humans_click_leads_on_and_is_told_once() -> None:
    message, _ = _sent()
    address = queries.CLICK.format(mark=queries.mark_of(message.pk, link=0))
    answers = [_browser().get(address) for _ in range(2)]
    assert {(one.status_code, one["Location"], one["Cache-Control"]) for one in answers} == {
        (302, "https://hana.example/spring", "no-store")
    }
    assert (_acts(), _told("MessageClicked")) == ([("clicked", "human")], 1)


@pytest.mark.parametrize(("method", "agent"), [("head", BROWSER), ("get", "Barracuda Sentinel"), ("get", "")])
def test_a_scanner_is_led_on_and_counted_as_a_machine(method: str, agent: str) -> None:
    message, _ = _sent()
    address = queries.CLICK.format(mark=queries.mark_of(message.pk, link=0))
    answer = getattr(_browser(agent), method)(address)
    assert (answer.status_code, _acts(), _told("MessageClicked")) == (302, [("clicked", "machine")], 0)


def test_forged_marks_and_marks_of_nothing_are_refused_without_a_trace() -> None:
    message, _ = _sent()
    good = queries.mark_of(message.pk, link=0)
    whole = queries.mark_of(message.pk)
    bad = [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        f"{message.pk.hex}.0",
        queries.mark_of(message.pk, link=7),
        whole,
        "x",
    ]
    assert [_browser().get(queries.CLICK.format(mark=mark)).status_code for mark in bad] == [404] * 5
    assert [_browser().get(queries.PICTURE.format(mark=mark)).status_code for mark in (good, "x")] == [404] * 2
    assert (_acts(), "leads nowhere" in _browser().get("/my/m/x/").content.decode()) == ([], True)


def test_nothing_but_reading_is_answered() -> None:
    message, _ = _sent()
    mark = queries.mark_of(message.pk, link=0)
    assert [_browser().post(f"/my/{kind}/{mark}/").status_code for kind in ("m", "o")] == [405, 405]


def test_the_dot_is_a_picture_and_its_loading_is_kept_once_per_actor() -> None:
    message, _ = _sent()
    address = queries.PICTURE.format(mark=queries.mark_of(message.pk))
    answers = [_browser(agent).get(address) for agent in (BROWSER, BROWSER, "GoogleImageProxy")]
    assert {(one.status_code, one["Content-Type"], one.content[:6]) for one in answers} == {
        (200, "image/gif", b"GIF89a")
    }
    assert (_acts(), _told("MessageOpened")) == ([("opened", "unknown"), ("opened", "machine")], 1)


def test_the_mark_of_an_erased_person_leads_on_and_notes_nothing() -> None:
    message, person = _sent()
    messaging.erase([person], [message.node_id])
    click = _browser().get(queries.CLICK.format(mark=queries.mark_of(message.pk, link=0)))
    dot = _browser().get(queries.PICTURE.format(mark=queries.mark_of(message.pk)))
    assert (click.status_code, dot.status_code, _acts(), _told("MessageClicked")) == (302, 200, [], 0)


def test_links_keep_their_place_when_goods_are_withdrawn() -> None:
    world.house()
    content: dict[str, Any] = {
        **world.WORDS, "blocks": [{"kind": "products", "codes": "GONE"}, *world.WORDS["blocks"]],
    }  # fmt: skip
    person = world.people("hana")["hana"]
    message = world.send([world.wish(person, world.version(content))])[person]
    answers = [_browser().get(queries.CLICK.format(mark=queries.mark_of(message.pk, link=at))) for at in (0, 1)]
    assert [one["Location"] for one in answers] == ["https://hana.example/shop/p/GONE/", "https://hana.example/spring"]
