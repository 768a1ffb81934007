# SPDX-License-Identifier: Apache-2.0
"""Take in what channels tell, quickly and once; work it off after the answer. What cannot be worked off is kept."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.jobs import ask_once
from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.actions import friends, replying, returning, texting
from omotenashi.engagement.messaging.models import Heard

MOST_TRIES = 5
_BATCH = 50
_KEEP = """
INSERT INTO messaging_heard (id, channel, key, kind, address_hash, body, heard_at, tries, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, '') ON CONFLICT (channel, key) DO NOTHING
"""


@transaction.atomic
def hear(body: bytes, *, signature: str, now: datetime, channel: str = "line", where: str = "") -> int:
    """Keep what a company tells at `where`; say how much is new. Raises Forged: nothing counts before the signature fits."""
    spoken = ports.listening(channel)
    spoken.check(body, signature, now=now, where=where)
    try:
        events = spoken.events(body)
    except ports.Unreadable:
        digest = hashlib.sha256(body).hexdigest()
        events = [(digest, {"type": "unreadable", "raw": body.decode(errors="replace")[:20_000]})]
    new = sum(_keep(channel, key, event, now=now) for key, event in events)
    if new:
        ask_once("messaging.listen")
    return new


def work_off(*, now: datetime, limit: int = _BATCH) -> int:
    """Do what follows from what was told, the oldest first; say how many events were looked at.

    Welcomes go out afterwards, outside of any transaction.
    """
    welcomes: list[replying.Welcome] = []
    with transaction.atomic():
        waiting = Heard.objects.filter(done_at=None, tries__lt=MOST_TRIES, error="")
        found = list(waiting.select_for_update(skip_locked=True).order_by("heard_at", "id")[:limit])
        for heard in found:
            _work(heard, welcomes, now=now)
    replying.welcome(welcomes, now=now)
    return len(found)


def replay(heard_id: Any) -> bool:
    """Let what failed be tried once more; say whether there was anything."""
    with transaction.atomic():
        again = Heard.objects.filter(pk=heard_id, done_at=None).update(error="", tries=0)
        if again:
            ask_once("messaging.listen")
    return again > 0


def _work(heard: Heard, welcomes: list[replying.Welcome], *, now: datetime) -> None:
    try:
        with transaction.atomic():
            said = ports.listening(heard.channel).told(heard.body)
            welcome = friends.follow_up(said, now=now) if heard.channel == "line" else None
            if heard.channel == "sms":
                texting.follow_up(said, now=now)
            elif heard.channel == "email":
                returning.follow_up(said, now=now)
    except (ports.Unreadable, friends.Impossible) as wrong:
        heard.error, heard.tries = str(wrong)[:500], heard.tries + 1
        heard.save(update_fields=["error", "tries"])
        return
    if welcome is not None:
        welcomes.append(welcome)
    # What was said stands in the person's timeline now; it is not kept twice.
    heard.done_at, heard.body = now, {}
    heard.save(update_fields=["done_at", "body"])


def _keep(channel: str, key: str, event: Mapping[str, Any], *, now: datetime) -> int:
    address = _address_hash(channel, event)
    kind = str(event.get("type") or event.get("MessageStatus") or "message")[:40]
    return bulk.run(_KEEP, [new_id(), channel, key, kind, address, Jsonb(event), now])


def _address_hash(channel: str, event: Mapping[str, Any]) -> bytes | None:
    """Give the hash of whom an event speaks of, so that an erasure finds it."""
    if channel == "sms":
        return texting.address_hash(str(event.get("To" if event.get("MessageStatus") else "From") or ""))
    source = event.get("source")
    user = str(source.get("userId") or "") if isinstance(source, dict) else ""
    return friends.address_hash(user) if user else None
