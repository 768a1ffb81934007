# SPDX-License-Identifier: Apache-2.0
"""次の一手: one thing waits for a member on the site, at every till and in the office; answered in one it is gone in all."""

import http.client
import json
import time
from contextlib import closing
from functools import partial
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.base.tests.together import together
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.actions import showing
from omotenashi.engagement.messaging.models import Message, MessageEvent, Showing
from omotenashi.insight import actions as insight
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import registrations
from omotenashi.people.customers.models import ContactPoint
from omotenashi.web.register.tests import world
from omotenashi.web.ui import members

TOKEN = "a" * 32
SUBJECT, SHORT = "春のシャツが届きました", "春のシャツが入りました、とお伝えください。"
WORDS = {
    "subject": SUBJECT, "short": SHORT,
    "blocks": [{"kind": "button", "label": "見る", "href": "https://hana.example/spring"}],
}  # fmt: skip


def _waits(person: UUID, *, key: str = "spring") -> Message:
    now = clock.now()
    draft = messaging.draft(key=key, name=f"お知らせ {key}", content=WORDS, now=now)
    said = messaging.publish(draft.pk, now=now)
    wish = messaging.Wish(
        key=key, node_id=person, version_id=said.pk, purpose="marketing", channels=("site", "till"), at=now
    )
    messaging.intend([wish])
    messaging.judge(now=now)
    return Message.objects.get(idem_key=key)


def _member(number: str = "800000000012") -> tuple[UUID, UUID]:
    """Register a member who agreed to personal suggestions; give the person and the node."""
    insight.switch_holdout(on=False, now=clock.now(), by="test")
    person, node = world.member(number=number)
    point = ContactPoint.objects.filter(node__nodeperson__person_id=person).first()
    assert point is not None
    consent.give(contact_point=point, purpose="profiling", source="till", now=clock.now(), proof=Proof(form="test"))
    return person, node


def signed_in(client: Client, node_id: UUID) -> Client:
    """Let a browser hold a member's cookie, as the card's door sets it."""
    answer = HttpResponse()
    answer.set_signed_cookie(members.MEMBER, f'{{"node": "{node_id}"}}', salt=members.MEMBER)
    client.cookies[members.MEMBER] = answer.cookies[members.MEMBER].value
    return client


def _other() -> tuple[UUID, UUID]:
    """Register another member, of whom nothing is wanted; give the person and the node."""
    keys = (registrations.Identifier("member_no", "800000000029"),)
    record = registrations.CustomerRecord(identifiers=keys, fields={"name": "太郎"}, observed_at=clock.now())
    [outcome] = registrations.register([record], source="test", now=clock.now())
    assert outcome.person_id is not None
    assert outcome.node_id is not None
    return outcome.person_id, outcome.node_id


def _says(client: Client, person: UUID, message: Message, said: str) -> Any:
    return client.post(reverse("register:api-word", args=[person, message.pk]), {"said": said}).json()


@pytest.mark.django_db
def test_the_clerk_reads_one_sentence_with_its_reason_and_tells_it_with_one_tap() -> None:
    world.furnish()
    person, _node = _member()
    message, till = _waits(person), world.signed_in()
    word = till.post(reverse("register:api-scan"), {"q": "800000000012"}).json()["member"]["word"]
    assert (word["text"], word["id"]) == (SHORT, str(message.pk))
    assert word["why"].startswith("Message “お知らせ spring” waits for this person since ")
    assert _says(till, person, message, "told") == {"word": None, "is_mine": True}
    assert _says(till, person, message, "told") == {"word": None, "is_mine": False}
    assert Showing.objects.get().answer == "told"
    office = world.browser("headquarters", shop=None)
    assert SHORT not in office.get(f"/console/customers/{person}/").content.decode()


@pytest.mark.django_db
def test_not_now_brings_back_the_other_word_and_the_site_still_shows_it() -> None:
    world.furnish()
    person, node = _member()
    message, till, site = _waits(person), world.signed_in(), signed_in(world.browser(None), node)
    assert _says(till, person, message, "later") == {"word": None, "is_mine": True}
    assert Showing.objects.get().answer == ""
    assert SUBJECT in site.get("/shop/").content.decode()


@pytest.mark.django_db
def test_another_members_word_cannot_be_answered() -> None:
    world.furnish()
    person, _ = _member()
    message = _waits(person)
    other, other_node = _other()
    till, site = world.signed_in(), signed_in(world.browser(None), other_node)
    assert till.post(reverse("register:api-word", args=[other, message.pk]), {"said": "told"}).status_code == 404
    for browser in (site, world.browser(None)):
        browser.post(f"/my/layers/{message.pk}/", {"said": "clicked"})
    assert (Showing.objects.get().answer, MessageEvent.objects.count()) == ("", 0)


@pytest.mark.django_db
def test_two_members_see_what_was_meant_for_each_and_the_office_sees_why() -> None:
    world.furnish()
    person, node = _member()
    _person, other_node = _other()
    _waits(person)
    mine, theirs = (signed_in(world.browser(None), one).get("/shop/").content.decode() for one in (node, other_node))
    assert (mine.count('class="o-layer"'), theirs.count('class="o-layer"')) == (1, 0)
    assert (Message.objects.get().state, Message.objects.get().channel) == ("sent", "site")
    office = world.browser("headquarters", shop=None).get(f"/console/customers/{person}/").content.decode()
    assert (office.count(SUBJECT), office.count("waits for this person since")) == (1, 1)


@pytest.mark.django_db
def test_a_click_on_the_site_leads_on_and_ends_it_at_the_till() -> None:
    world.furnish()
    person, node = _member()
    message, till, site = _waits(person), world.signed_in(), signed_in(world.browser(None), node)
    site.get("/shop/")
    answer = site.post(f"/my/layers/{message.pk}/", {"said": "clicked"})
    assert answer["Location"] == "https://hana.example/spring"
    assert till.get(reverse("register:api-member", args=[person])).json()["word"] is None
    assert list(MessageEvent.objects.order_by("id").values_list("kind", flat=True)) == ["opened", "clicked"]


def _post(address: str, path: str, client: Client, body: dict[str, str]) -> tuple[int, bytes]:
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    headers = {
        "Cookie": f"{cookies}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept-Language": "en",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as line:
        line.request("POST", path, urlencode(body), headers)
        answer = line.getresponse()
        return answer.status, answer.read()


def _at_once(address: str) -> tuple[int, str]:
    """Let three tills tell it while its reader puts it away; give how many tills were taken, and how it ended."""
    world.furnish()
    person, node = _member()
    message = _waits(person)
    tills = [world.signed_in("headquarters"), *(world.signed_in(role) for role in ("clerk", "manager"))]
    path = reverse("register:api-word", args=[person, message.pk])
    jobs = [partial(_post, address, path, till, {"said": "told"}) for till in tills]
    jobs.append(partial(_post, address, f"/my/layers/{message.pk}/", signed_in(Client(), node), {"said": "dismissed"}))
    *told, put_away = together(jobs)
    assert ([status for status, _ in told], put_away[0]) == ([200, 200, 200], 302)
    return sum(json.loads(said)["is_mine"] for _, said in told), Showing.objects.get().answer


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_answered_in_four_places_at_once_one_of_them_counts(live_server: Any) -> None:
    tills, ended = _at_once(live_server.url)
    assert tills + (ended == "dismissed") == 1
    assert MessageEvent.objects.filter(kind=ended).count() == 1


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_looked_at_before_it_is_written_more_than_one_would_count(live_server: Any) -> None:
    """The negative control: without the row's lock and the condition the race is there."""

    def careless(message_id: UUID, said: str, **more: Any) -> bool:
        if Showing.objects.get(pk=message_id).done_at is not None:
            return False
        time.sleep(1)
        Showing.objects.filter(pk=message_id).update(done_at=more["now"], done_in=more["place"], answer=said)
        return True

    with patch.object(showing, "_ended", careless), patch.object(showing, "_locked", _unlocked):
        tills, _ended = _at_once(live_server.url)
    assert tills > 1


def _unlocked(message_id: UUID) -> Message | None:
    return Message.objects.select_related("template_version__template").filter(pk=message_id).first()
