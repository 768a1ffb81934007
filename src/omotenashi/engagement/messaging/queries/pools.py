# SPDX-License-Identifier: Apache-2.0
"""How our name stands with mailboxes: the plan of a new sender, today's use, what waits, what came back."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from omotenashi.engagement.messaging.models import Message, MessageEvent, Pace, Pool
from omotenashi.engagement.messaging.rules import returns, warming

CHANNEL = "email"
_MARK_BITS = 40
_WEEKS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Standing:
    """A week of advertising by mail: how many went, came back, were complained about, and how many wait for room."""

    sent: int
    bounced: int
    complained: int
    waiting: int

    def share(self, part: int) -> float:
        """Give a part of what went, in percent."""
        return round(100 * part / self.sent, 2) if self.sent else 0.0


def pool(channel: str = CHANNEL) -> Pool:
    """Give the sender of a channel; one that nobody ever thought about is whole."""
    return Pool.objects.filter(pk=channel).first() or Pool(channel=channel)


def stopped() -> dict[str, str]:
    """Give the channels whose advertising stopped by itself, or was stopped, each with why."""
    return dict(Pool.objects.exclude(stopped_at=None).values_list("channel", "stopped_why"))


def paces(channel: str = CHANNEL) -> list[Pace]:
    """Give what is kept to: the ceiling of all first, then domain by domain."""
    return list(Pace.objects.filter(channel=channel).order_by("domain"))


def plan(*, began: date, day: date) -> list[tuple[date, int, bool]]:
    """Give the days of a plan with their ceilings, and which of them is today."""
    days = [began + timedelta(days=at) for at in range(len(warming.PLAN))]
    return [(one, most, one == day) for one, most in zip(days, warming.PLAN, strict=True)]


def sent_since(moment: datetime) -> int:
    """Count the advertising mails that went since a moment."""
    return _advertising(moment).filter(sent_at__gte=moment, state__in=("sent", "unknown", "failed")).count()


def standing(*, now: datetime) -> Standing:
    """Look at the last seven days."""
    since = now - returns.COMPLAINT_WEEK
    mine = _advertising(since).filter(sent_at__gte=since)
    kinds = dict(
        MessageEvent.objects.filter(message__in=mine, kind__in=("bounced", "complained"))
        .values_list("kind")
        .annotate(n=Count("message", distinct=True))
    )
    waiting = Message.objects.filter(channel=CHANNEL, state__in=("queued", "held"), reason__in=("pace", "pool"))
    return Standing(sent_since(since), kinds.get("bounced", 0), kinds.get("complained", 0), waiting.count())


def door_key() -> str:
    """Give the key of the door for returns: this installation's own."""
    return hashlib.blake2b(settings.CARD_KEY, person=b"mail returns", digest_size=18).hexdigest()


def return_address(message_id: UUID, *, base: str) -> str:
    """Give the address that returns of one message come to: the message and a signature stand in it."""
    local, _, domain = base.partition("@")
    return f"{local}+{message_id.hex}.{_signature(message_id.hex)}@{domain}"


def returned(report: returns.Report) -> Message | None:
    """Give the message of a report; nothing where its mark is not ours."""
    if not report.message or (report.mark and not hmac.compare_digest(report.mark, _signature(report.message))):
        return None
    found = Message.objects.select_related("contact_point", "purpose").filter(pk=UUID(report.message), channel=CHANNEL)
    return found.first()


def _signature(message: str) -> str:
    number = int.from_bytes(hmac.digest(settings.CARD_KEY, f"returns {message}".encode(), hashlib.sha256)) >> (
        256 - _MARK_BITS
    )
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[number >> place & 31] for place in range(0, _MARK_BITS, 5))


def _advertising(since: datetime) -> QuerySet[Message]:
    return Message.objects.filter(channel=CHANNEL, purpose__kind="marketing", planned_at__gte=since - _WEEKS)
