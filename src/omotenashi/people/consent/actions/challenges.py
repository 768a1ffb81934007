# SPDX-License-Identifier: Apache-2.0
"""Ask somebody to show that an address is theirs: a message with a link or a code that can be used once.

Nothing secret is stored. A link is the signed id of the row, a code follows from the id and the installation's key.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from omotenashi.base import bulk
from omotenashi.people.consent.models import Challenge
from omotenashi.people.consent.rules import challenges as rules

_SALT = "omotenashi.consent.challenge"


class TooOften(Exception):
    """So many messages went to this address, or were asked for from this place, that no more go out for an hour."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a link or a code: `open` when it was right and is used now, else why not."""

    standing: str
    challenge: Challenge | None


@transaction.atomic
def ask(
    *,
    kind: str,
    address: str,
    address_hash: bytes,
    language: str,
    asked_from: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> Challenge:
    """Write down that a message is to go out. Raises TooOften."""
    # Two askers at once count one after the other.
    number = int.from_bytes(blake2b(address_hash, digest_size=8).digest(), signed=True)
    bulk.rows("SELECT pg_advisory_xact_lock(%s)", [number])
    recent = Challenge.objects.filter(asked_at__gt=now - rules.WINDOW)
    of_address = recent.filter(address_hash=address_hash).count()
    of_sender = recent.filter(asked_from=asked_from).count() if asked_from else 0
    if not rules.may_ask(of_address=of_address, of_sender=of_sender):
        raise TooOften
    return Challenge.objects.create(
        kind=kind,
        address=address,
        address_hash=address_hash,
        language=language,
        details=details or {},
        asked_from=asked_from,
        asked_at=now,
        expires_at=now + rules.LASTS[kind],
    )


def note_sent(*, challenge_id: UUID, now: datetime) -> None:
    """Note that the message went out."""
    Challenge.objects.filter(pk=challenge_id).update(sent_at=now)


def token_of(challenge: Challenge) -> str:
    """Give the signed part of the link."""
    return signing.dumps(str(challenge.pk), salt=_SALT, compress=False)


def code_of(challenge: Challenge) -> str:
    """Give the six digits of the message."""
    number = int.from_bytes(salted_hmac(_SALT, str(challenge.pk), algorithm="sha256").digest()[:8])
    return f"{number % 1_000_000:06}"


def look(*, token: str, kind: str, now: datetime) -> Tried:
    """Say what a link would do; nothing changes."""
    found = _of_token(token, kind=kind)
    return Tried(_standing(found, now=now), found) if found else Tried("unknown", None)


@transaction.atomic
def use(*, token: str, kind: str, now: datetime) -> Tried:
    """Use a link. Of two at once, one is right and the other finds it used."""
    known = _of_token(token, kind=kind)
    return Tried("unknown", None) if known is None else _used(known.pk, now=now)


@transaction.atomic
def guess(*, challenge_id: UUID, code: str, now: datetime) -> Tried:
    """Use a code. A wrong one counts; after five the message is spent."""
    found = Challenge.objects.select_for_update().filter(pk=challenge_id, kind=Challenge.Kind.CASE).first()
    if found is None:
        return Tried("unknown", None)
    standing = _standing(found, now=now)
    if standing != "open":
        return Tried(standing, found)
    if not constant_time_compare(code.strip(), code_of(found)):
        Challenge.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
        return Tried("wrong", found)
    return _used(found.pk, now=now)


def forget(*, before: datetime) -> int:
    """Drop the messages that were asked for before a moment, with their addresses."""
    return Challenge.objects.filter(asked_at__lt=before).delete()[0]


def _used(challenge_id: UUID, *, now: datetime) -> Tried:
    found = Challenge.objects.select_for_update().get(pk=challenge_id)
    standing = _standing(found, now=now)
    if standing == "open":
        found.used_at = now
        found.save(update_fields=["used_at"])
    return Tried(standing, found)


def _of_token(token: str, *, kind: str) -> Challenge | None:
    try:
        key = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None
    return Challenge.objects.filter(pk=key, kind=kind).first()


def _standing(found: Challenge, *, now: datetime) -> str:
    return rules.standing(used_at=found.used_at, expires_at=found.expires_at, tries=found.tries, now=now)
