# SPDX-License-Identifier: Apache-2.0
"""What readers do with what they got: open, click, never see it because a machine did, bounce, complain."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.actions import returning
from omotenashi.engagement.messaging.models import Message, Split
from omotenashi.simulate.draws import generator

_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15"
_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
_SCANNER = "Barracuda Sentinel (EE)"
# Of those who got it: loaded by the mail program itself, opened, and followed where it led.
_MACHINE, _OPENS, _CLICKS = 0.2, 0.34, 0.1
# Of two subjects that are tried every seventh reader follows the first, every other the second: a test shall have a winner.
_EVERY = (7, 2)
_GONE, _ANGRY = 0.015, 0.004
_UNKNOWN_USER = "550 5.1.1 The email account that you tried to reach does not exist"


@transaction.atomic
def read(*, seed: int, code: str, at: datetime, until: datetime | None) -> None:
    """Let the readers of what went at a moment do what readers do; nothing after `until`."""
    tested, seen = _tested(), Counter[int]()
    dice = generator(seed=seed, purpose=f"reading:{code}:{at:%m%d}")
    sent = Message.objects.filter(campaign__startswith="journey:", sent_at=at, state="sent").order_by("node__seq")
    for message in sent.select_related("template_version__template", "contact_point", "purpose"):
        drawn, machine, gone, wait = dice.random(), dice.random(), dice.random(), int(dice.integers(5, 900))
        when = at + timedelta(minutes=wait)
        if until is not None and when > until:
            continue
        if message.channel == "email":
            _machines(message, machine, gone, at=at, now=when)
        follows = drawn < _CLICKS
        if (nth := tested.get(message.template_version_id)) is not None:
            seen[nth] += 1
            follows = seen[nth] % _EVERY[nth] == 0
        if message.channel == "email" and (follows or drawn < _OPENS):
            messaging.opened(message, agent=_PHONE, now=when)
        if follows:
            messaging.clicked(
                message, link=0, address="/shop/", agent=_PHONE, method="GET", now=when + timedelta(seconds=40)
            )


def _machines(message: Message, machine: float, gone: float, *, at: datetime, now: datetime) -> None:
    if gone < _GONE:
        returning.bounced(message, status="5.1.1", said=_UNKNOWN_USER, key=f"demo:{message.pk}", now=at)
    elif gone < _GONE + _ANGRY:
        returning.complained(message, evidence="abuse", key=f"demo:{message.pk}", now=now)
    elif machine < _MACHINE:
        messaging.opened(message, agent=_PROXY, now=at + timedelta(seconds=4))
    elif machine < _MACHINE + 0.05:
        messaging.clicked(
            message, link=0, address="/shop/", agent=_SCANNER, method="GET", now=at + timedelta(seconds=1)
        )


def _tested() -> dict[UUID, int]:
    """Give the versions that are held against each other, and which each is."""
    begun = Split.objects.exclude(begun_at=None).values_list("versions", flat=True)
    return {version: nth for versions in begun for nth, version in enumerate(versions[:2])}
