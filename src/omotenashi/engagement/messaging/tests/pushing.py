# SPDX-License-Identifier: Apache-2.0
"""Browsers that take notifications, and a stand-in of their push service that checks and reads what comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from omotenashi.base import standing
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.channels.push import standin as service
from omotenashi.engagement.messaging.channels.push.standin import Standin
from omotenashi.engagement.messaging.models import PushDevice, TemplateVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions.registrations import Identifier

AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
WORDS = {**world.WORDS, "short": "春の花が届きました。"}


@contextmanager
def push_service(monkeypatch: Any) -> Iterator[Standin]:
    """A push service on a port of its own."""
    standin = Standin()
    ports.channel.cache_clear()
    with standing.standing_in("push", standin.answer) as address:
        monkeypatch.setattr(service, "here", lambda: address)
        yield standin
    ports.channel.cache_clear()


def browser(name: str, *, mail: str = "", agent: str = AGENT) -> PushDevice:
    """Let somebody's browser take notifications."""
    owner = Identifier("email", f"{mail}@mail.example") if mail else None
    messaging.vapid_keys(now=world.NOW)
    return messaging.subscribe_device(
        queries.standin_of(name), owner=owner, agent=agent, proof=Proof(form="test", own_act=True), wording=None, now=world.NOW
    )  # fmt: skip


def version(content: Any = WORDS, *, key: str = "note", purpose: str = "marketing") -> TemplateVersion:
    """Publish a message for browsers."""
    draft = messaging.draft(
        key=key, name="春のお知らせ", content=content, purpose=purpose, channels=("push",), now=world.NOW
    )
    return messaging.publish(draft.pk, now=world.NOW)


def person_of(device: PushDevice) -> UUID:
    """Give whose browser it is."""
    return device.contact_point.node.nodeperson.person_id
