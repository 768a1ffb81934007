# SPDX-License-Identifier: Apache-2.0
"""The preference page: opening changes nothing, the button does; one click unsubscribes; mails go over real SMTP."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from http.cookies import SimpleCookie
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent import queries
from omotenashi.people.consent.actions import Proof
from omotenashi.people.consent.models import Challenge, ConsentEntry, Suppression
from omotenashi.people.consent.queries import links
from omotenashi.people.customers.models import ContactPoint, Node, Profile
from omotenashi.people.customers.tests.hana import customer, register
from omotenashi.places.locations import actions as locations
from omotenashi.web.portal import jobs

pytestmark = pytest.mark.django_db
MAIL = "hana@example.jp"


class Sink:
    """Takes mails as a mail server does."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server on a port of its own, and our settings pointing at it."""
    taken = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    options = {"host": "127.0.0.1", "port": port}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    yield taken
    server.stop()


@pytest.fixture
def point(db: None) -> ContactPoint:
    """Hana's mail address at a shop with a name; she agreed once."""
    locations.set_up_retailer(name="酒と茶", currency="JPY")
    register(customer("member_no=M1", f"email={MAIL}", "phone=09012345678"))
    found = ContactPoint.objects.select_related("node").get(node__type="email")
    allow(found)
    return found


def allow(point: ContactPoint) -> None:
    """Say yes to advertising an hour ago."""
    at = clock.now() - timedelta(hours=1)
    consent.give(contact_point=point, purpose="marketing", source="form", now=at, proof=Proof(form="x", own_act=True))


def allowed(point: ContactPoint, purpose: str = "marketing") -> str:
    """Give the verdict in a word."""
    return queries.allows(contact_point=point, purpose=purpose, now=clock.now()).reason


def page_of(point: ContactPoint) -> str:
    """Give the address of the preference page."""
    return reverse("portal:preferences", args=[links.token_of(point)])


def send_all() -> None:
    """Do what the worker does."""
    for challenge in Challenge.objects.filter(sent_at=None):
        jobs.send.func(challenge_id=str(challenge.pk))


def test_opening_a_link_changes_nothing(client: Client, point: ContactPoint) -> None:
    before = ConsentEntry.objects.count()
    for name in ("preferences", "one-click"):
        answer = client.get(reverse(f"portal:{name}", args=[links.token_of(point)]), follow=True)
        assert answer.status_code == 200
    assert (ConsentEntry.objects.count(), Suppression.objects.count(), allowed(point)) == (before, 0, "granted")
    assert "酒と茶" in answer.content.decode()


def test_one_post_unsubscribes_and_two_are_the_same(point: ContactPoint) -> None:
    """RFC 8058: without cookies, without a token of the form, from a mail program."""
    outside = Client(enforce_csrf_checks=True)
    headers = links.headers(contact_point=point, origin="https://shop.example")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("https://shop.example")
    assert path == reverse("portal:one-click", args=[links.token_of(point)])
    for _ in range(2):
        assert outside.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert (allowed(point), allowed(point, "order"), Suppression.objects.count()) == ("suppressed", "needed", 1)


def test_the_switches_are_kept_with_words_and_proof(client: Client, point: ContactPoint) -> None:
    name = f"{point.pk}:profiling"
    assert client.post(page_of(point), {"act": "keep", name: "on"}).status_code == 302
    assert (allowed(point), allowed(point, "profiling"), allowed(point, "sharing")) == (
        "withdrawn",
        "granted",
        "missing",
    )
    entry = ConsentEntry.objects.get(purpose="profiling")
    assert (entry.wording_id, entry.actor, entry.source) == (
        queries.wordings(now=clock.now())["profiling"].pk, "customer", "preference page",
    )  # fmt: skip
    assert entry.proof == {"form": "preferences", "ip": "127.0.0.1", "own_act": True}
    before = ConsentEntry.objects.count()
    client.post(page_of(point), {"act": "keep", name: "on"})
    assert ConsentEntry.objects.count() == before


def test_everything_stops_and_only_an_own_act_begins_again(client: Client, point: ContactPoint) -> None:
    client.post(page_of(point), {"act": "stop"})
    assert (allowed(point), Suppression.objects.filter(lifted_at=None).count()) == ("suppressed", 2)
    client.post(page_of(point), {"act": "keep", f"{point.pk}:marketing": "on"})
    assert allowed(point) == "granted"


def test_another_address_of_the_person_can_be_stopped_but_not_started(client: Client, point: ContactPoint) -> None:
    sms = ContactPoint.objects.get(channel="sms")
    client.post(page_of(point), {"act": "keep", f"{point.pk}:marketing": "on", f"{sms.pk}:marketing": "on"})
    assert allowed(sms) == "missing"
    allow(sms)
    shown = client.get(page_of(point)).content.decode()
    assert ("***-****-5678" in shown, "090-1234-5678" in shown) == (True, False)
    client.post(page_of(point), {"act": "keep", f"{point.pk}:marketing": "on"})
    assert (allowed(sms), allowed(point)) == ("withdrawn", "granted")


@pytest.mark.parametrize("token", ["nothing", "01a201cb-dbb9-7513-8fb2-c321591b33ed:forged"])
def test_a_forged_link_leads_nowhere(client: Client, point: ContactPoint, token: str) -> None:
    assert client.post(reverse("portal:preferences", args=[token]), {"act": "stop"}).status_code == 404
    assert allowed(point) == "granted"


def test_double_opt_in_over_smtp(client: Client, sink: Sink, point: ContactPoint) -> None:
    assert client.post(reverse("portal:news"), {"email": "New.One@example.jp"}).status_code == 302
    assert Node.objects.filter(value="new.one@example.jp").count() == 0
    send_all()
    [mail] = sink.mails
    body = mail.get_body(("plain",)).get_content()
    assert ("酒と茶" in mail["Subject"], mail["To"]) == (True, "new.one@example.jp")
    [path] = re.findall(r"http://testserver(/my/c/\S+)", body)
    assert client.get(path).status_code == 200
    assert ConsentEntry.objects.filter(source="double opt-in").count() == 0
    assert client.post(path).status_code == 200
    new = ContactPoint.objects.get(node__value="new.one@example.jp")
    entry = ConsentEntry.objects.get(source="double opt-in")
    assert (allowed(new), entry.wording_id is not None, entry.proof["own_act"]) == ("granted", True, True)
    for answer in (client.get(path), client.post(path)):
        assert (answer.status_code, ConsentEntry.objects.filter(source="double opt-in").count()) == (410, 1)
    send_all()
    assert len(sink.mails) == 1


def test_an_old_link_explains_itself(client: Client, point: ContactPoint, sink: Sink) -> None:
    client.post(reverse("portal:news"), {"email": "new@example.jp"})
    send_all()
    [path] = re.findall(r"http://testserver(/my/c/\S+)", sink.mails[0].get_body(("plain",)).get_content())
    Challenge.objects.update(expires_at=clock.now())
    client.cookies["omotenashi_language"] = "en"
    answer = client.post(path)
    assert (answer.status_code, "This link is too old" in answer.content.decode()) == (410, True)
    assert ConsentEntry.objects.filter(source="double opt-in").count() == 0


def test_an_address_gets_three_mails_an_hour_and_a_stranger_none(
    client: Client, point: ContactPoint, sink: Sink
) -> None:
    states = [client.post(reverse("portal:door"), {"email": MAIL}).status_code for _ in range(4)]
    assert states == [302, 302, 302, 429]
    assert client.post(reverse("portal:door"), {"email": "stranger@example.jp"}).status_code == 302
    send_all()
    assert [mail["To"] for mail in sink.mails] == [MAIL] * 3
    [path] = set(re.findall(r"http://testserver(/my/p/\S+)", sink.mails[0].get_body(("plain",)).get_content()))
    assert client.get(path).status_code == 200
    assert Challenge.objects.filter(address="stranger@example.jp").count() == 0


def test_the_form_within_another_site_asks_for_one_mail_and_the_proof_names_the_site(
    client: Client, sink: Sink, point: ContactPoint
) -> None:
    form = client.get(reverse("portal:news-within"), headers={"referer": "https://ec.example/top?x=1"})
    assert (form.status_code, form.get("X-Frame-Options"), form.cookies) == (200, None, SimpleCookie())
    assert 'name="site" value="ec.example"' in form.content.decode()
    strict = Client(enforce_csrf_checks=True)
    said = {"email": "neu@example.jp", "site": "ec.example"}
    assert strict.post(reverse("portal:news-within"), said).status_code == 200
    assert strict.post(reverse("portal:news-within"), {**said, "website": "spam"}).status_code == 200
    assert (Challenge.objects.count(), ConsentEntry.objects.filter(source="double opt-in").count()) == (1, 0)
    send_all()
    [path] = re.findall(r"http://testserver(/my/c/\S+)", sink.mails[0].get_body(("plain",)).get_content())
    assert client.post(path).status_code == 200
    entry = ConsentEntry.objects.get(source="double opt-in")
    challenge = Challenge.objects.get()
    assert (entry.proof["form"], entry.proof["ip"], entry.wording_id, entry.occurred_at > challenge.asked_at) == (
        f"mail {challenge.pk} · ec.example", "127.0.0.1", challenge.details["wording"], True,
    )  # fmt: skip


@pytest.mark.parametrize("site", ["<script>", "a b", "x" * 300])
def test_a_site_that_is_no_name_is_not_written_down(client: Client, point: ContactPoint, site: str) -> None:
    client.post(reverse("portal:news-within"), {"email": "neu@example.jp", "site": site})
    assert "site" not in Challenge.objects.get().details


def test_yes_and_no_to_post_are_said_here_with_a_proof_and_the_address_is_not_given_away(
    client: Client, point: ContactPoint
) -> None:
    page = page_of(point)
    assert "post:marketing" not in client.get(page).content.decode()
    register(
        customer(f"email={MAIL}", postal_code="2310023", prefecture="神奈川県", city="横浜市中区", address="山下町10-2")
    )
    body = client.get(page).content.decode()
    assert ("〒231-**** 神奈川県横浜市中区***" in body, "山下町" in body) == (True, False)
    assert not ContactPoint.objects.filter(channel="post").exists()
    mail = f"{point.pk}:marketing"
    client.post(page, {"act": "keep", mail: "on", "post:marketing": "on"})
    box = ContactPoint.objects.get(channel="post")
    assert (allowed(box), allowed(point)) == ("granted", "granted")
    [entry] = ConsentEntry.objects.filter(contact_point=box)
    assert (entry.source, entry.proof["form"]) == ("preference page", "preferences")
    client.post(page, {"act": "keep", mail: "on"})
    assert (allowed(box), allowed(point)) == ("withdrawn", "granted")
    client.post(page, {"act": "keep", mail: "on"})
    assert ConsentEntry.objects.filter(contact_point=box).count() == 2


def test_who_lives_abroad_says_so_on_the_page_and_leaves_it_to_the_device_again(point: ContactPoint) -> None:
    client, page = Client(), page_of(point)
    assert "Pacific/Honolulu" in client.get(page).content.decode()
    found = []
    for said in ("Pacific/Honolulu", "Asia/Edo", ""):
        client.post(page, {"act": "keep", "zone": said})
        found.append(Profile.objects.get().zone)
    # What is no zone changes nothing.
    assert found == ["Pacific/Honolulu", "Pacific/Honolulu", ""]
