# SPDX-License-Identifier: Apache-2.0
"""Friends on LINE, and a stand-in of LINE that the real SDK speaks to over HTTP."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.channels.line import hearing
from omotenashi.engagement.messaging.channels.line.standin import server
from omotenashi.engagement.messaging.channels.line.standin.contract import Standin, user_id
from omotenashi.engagement.messaging.models import TemplateVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import ContactPoint

__all__ = [
    "SECRET", "TOKEN", "Standin", "body", "event", "friends", "line", "point", "tell", "user_id", "version", "without_keys",
]  # fmt: skip
TOKEN, SECRET = "token-of-tests", "secret-of-tests"


@contextmanager
def line(settings: Any, **values: Any) -> Iterator[Standin]:
    """A stand-in on a port of its own, and the LINE channel speaking to it with keys."""
    standin = Standin(token=TOKEN, **values)
    with server.standing_in(standin) as address:
        settings.CHANNEL_KEYS = {"line": {"token": TOKEN, "secret": SECRET}}
        settings.LINE_API = address
        ports.channel.cache_clear()
        yield standin
    ports.channel.cache_clear()


@contextmanager
def without_keys(settings: Any, monkeypatch: Any) -> Iterator[Standin]:
    """No keys are entered: the house's own stand-in takes LINE's place."""
    standin = Standin(token=server.TOKEN)
    settings.CHANNEL_KEYS = {}
    with server.standing_in(standin) as address:
        monkeypatch.setattr(server, "here", lambda: address)
        yield standin


def friends(*names: str, agrees: bool = True, mail: bool = False) -> dict[str, UUID]:
    """Register people who are friends on LINE, some with a mail address, too; give their persons."""
    found = {}
    for name in names:
        keys = [
            Identifier("line_user_id", user_id(name)),
            *([Identifier("email", f"{name}@mail.example")] if mail else []),
        ]
        record = CustomerRecord(identifiers=tuple(keys), fields={"name": name}, observed_at=world.NOW)
        [outcome] = customers.register([record], source="line", now=world.NOW)
        assert outcome.person_id is not None
        found[name] = outcome.person_id
        points = [point(name), *([world.point(name)] if mail else [])] if agrees else []
        for one in points:
            proof = Proof(form="test")
            consent.give(contact_point=one, purpose="marketing", source="test", now=world.NOW, proof=proof)
    return found


def point(name: str) -> ContactPoint:
    """Give somebody's contact point on LINE."""
    return ContactPoint.objects.get(node__value=user_id(name))


def version(
    content: Mapping[str, Any] = world.WORDS, *, channels: tuple[str, ...] = ("line",), **names: Any
) -> TemplateVersion:
    """Publish a template for LINE."""
    key, purpose = names.get("key", "chat"), names.get("purpose", "marketing")
    draft = messaging.draft(
        key=key, name="春のお知らせ", content=content, purpose=purpose, channels=channels, now=world.NOW
    )
    return messaging.publish(draft.pk, now=world.NOW)


def event(kind: str, name: str, *, at: datetime = world.NOW, **more: Any) -> dict[str, Any]:
    """Give an event as LINE sends it."""
    return {
        "type": kind, "mode": "active", "timestamp": int(at.timestamp() * 1000),
        "source": {"type": "user", "userId": user_id(name)}, "webhookEventId": f"{kind}-{name}-{at.timestamp()}",
        "deliveryContext": {"isRedelivery": False}, **more,
    }  # fmt: skip


def body(*events: Mapping[str, Any]) -> tuple[bytes, str]:
    """Give the body of a webhook and its signature."""
    said = json.dumps({"destination": "U0", "events": list(events)}, ensure_ascii=False).encode()
    return said, hearing.sign(said, SECRET)


def tell(*events: Mapping[str, Any], now: datetime = world.NOW) -> int:
    """Let LINE tell something, and work it off; say how much was new."""
    said, signature = body(*events)
    new = messaging.hear(said, signature=signature, now=now)
    while messaging.work_off(now=now):
        pass
    return new
