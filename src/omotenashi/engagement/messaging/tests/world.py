# SPDX-License-Identifier: Apache-2.0
"""A house that says who it is, people who agreed to mails, a template, and a mail server that counts."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import Message, TemplateVersion
from omotenashi.insight import actions as insight
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint
from omotenashi.places.locations import actions as places

# Ten in the morning in Tokyo: nobody is asleep.
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
LEGAL = {"seller": "花店株式会社", "address": "東京都渋谷区1-2-3", "mail": "info@hana.example"}
WORDS: Mapping[str, Any] = {
    "subject": '{{ customer.name | default: "お客さま" }}へ',
    "blocks": [
        {"kind": "text", "text": "春の花が届きました。"},
        {"kind": "button", "label": "見る", "href": "https://hana.example/spring"},
    ],
}


def house(*, holdout: bool = False) -> None:
    """Set the house up; nobody is held out unless that is the matter."""
    places.set_up_retailer(name="花店")
    places.set_brand(colour="", legal=LEGAL, privacy="", now=NOW)
    messaging.set_origin("https://hana.example")
    insight.switch_holdout(on=holdout, now=NOW, by="test")


def people(*names: str, agrees: bool = True) -> dict[str, UUID]:
    """Register people with a mail address each, which they allowed to be written to; give their persons."""
    found = {}
    for name in names:
        record = CustomerRecord(
            identifiers=(Identifier("email", f"{name}@mail.example"),), fields={"name": name}, observed_at=NOW
        )
        [outcome] = customers.register([record], source="test", now=NOW)
        assert outcome.person_id is not None
        found[name] = outcome.person_id
        if agrees:
            agree(name)
    return found


def point(name: str) -> ContactPoint:
    """Give somebody's mail address."""
    return ContactPoint.objects.get(node__value=f"{name}@mail.example")


def agree(name: str) -> None:
    """Let somebody allow advertising."""
    consent.give(contact_point=point(name), purpose="marketing", source="test", now=NOW, proof=Proof(form="test"))


def version(content: Mapping[str, Any] = WORDS, *, key: str = "spring", purpose: str = "marketing") -> TemplateVersion:
    """Publish a template."""
    draft = messaging.draft(key=key, name="春のお知らせ", content=content, purpose=purpose, now=NOW)
    return messaging.publish(draft.pk, now=NOW)


def wish(person: UUID, said: TemplateVersion, *, key: str = "", **changes: Any) -> messaging.Wish:
    """Wish that somebody gets a template."""
    values = {"purpose": said.template.purpose_id, "campaign": "spring", "at": NOW, **changes}
    return messaging.Wish(key=key or f"spring:{person}", node_id=person, version_id=said.pk, **values)


def send(wishes: Sequence[messaging.Wish], *, now: datetime = NOW) -> dict[UUID, Message]:
    """Let messages go all the way; give the newest of each node they were meant for."""
    messaging.intend(wishes)
    while messaging.judge(now=now) + messaging.transmit(now=now):
        pass
    return {message.node_id: message for message in Message.objects.order_by("pk")}


class Sink:
    """Takes mails as a mail server does; `answers` names what it says to an address instead of 250."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.to: list[str] = []
        self.answers: dict[str, str] = {}
        self.senders: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's names
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's names
        self.mails.append(envelope.original_content)
        self.to += envelope.rcpt_tos
        self.senders.append(envelope.mail_from)
        return "250 OK"


@contextmanager
def server(settings: Any) -> Iterator[Sink]:
    """A mail server on a port of its own, and the mail channel pointing at it."""
    sink = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Controller(sink, hostname="127.0.0.1", port=port)
    running.start()
    options = {"host": "127.0.0.1", "port": port}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    settings.MARKETING_FROM_EMAIL = "news@hana.example"
    ports.channel.cache_clear()
    yield sink
    running.stop()
    ports.channel.cache_clear()


@contextmanager
def no_server(settings: Any) -> Iterator[None]:
    """No mail server is set up: mails arrive in the inbox for trials."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    ports.channel.cache_clear()
    yield
    ports.channel.cache_clear()
