# SPDX-License-Identifier: Apache-2.0
"""Codes by which somebody without a sign-in finds an order: unguessable, kept as a hash, and tries are counted.

`find` looks an order up and may be asked again until the code expires (a status page); `use` spends the code (a
hand-over by proxy).
"""

import secrets
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from omotenashi.base import bulk
from omotenashi.commerce.orders.models import AccessCode, CodeTry

STATUS = "status"
WRONG_TRIES = 10
WITHIN = timedelta(minutes=15)


class TooManyTries(Exception):
    """Whoever asks has tried too many wrong codes; even the right one waits."""


def issue(order_id: UUID, *, expires_at: datetime, now: datetime, purpose: str = STATUS) -> str:
    """Give a new code for an order: 128 random bits. It is shown this once; only its hash is kept."""
    code = secrets.token_urlsafe(16)
    AccessCode.objects.create(
        order_id=order_id, purpose=purpose, code_hash=_hash(code), issued_at=now, expires_at=expires_at
    )
    return code


@transaction.atomic
def find(code: str, *, asker: str, now: datetime, purpose: str = STATUS) -> UUID | None:
    """Give the order that a code stands for, or nothing. `asker` tells the tries apart: an address, a session.

    Raises TooManyTries, also for the right code.
    """
    _count(asker, now=now)
    found = _open(code, purpose, now).first()
    if found is None:
        CodeTry.objects.create(asker=_asker(asker), at=now)
        return None
    return found.order_id


@transaction.atomic
def use(code: str, *, asker: str, now: datetime, purpose: str) -> UUID | None:
    """Spend a code: the first who shows it gets the order, nobody after. Raises TooManyTries."""
    _count(asker, now=now)
    spent = bulk.rows(
        "UPDATE orders_accesscode SET used_at = %s WHERE code_hash = %s AND purpose = %s AND used_at IS NULL"
        " AND expires_at > %s RETURNING order_id",
        [now, _hash(code), purpose, now],
    )
    if not spent:
        CodeTry.objects.create(asker=_asker(asker), at=now)
        return None
    return spent[0][0]  # type: ignore[no-any-return]  # an id


def withdraw(order_id: UUID, *, now: datetime, purpose: str = STATUS) -> int:
    """End the codes of an order; give how many were open."""
    return _still_open(now).filter(order_id=order_id, purpose=purpose).update(expires_at=now)


def _count(asker: str, *, now: datetime) -> None:
    # One try of an asker at a time, so that a hundred at once are not all the first.
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 17))", [f"codes:{asker}"])
    CodeTry.objects.filter(asker=_asker(asker), at__lte=now - WITHIN).delete()
    if CodeTry.objects.filter(asker=_asker(asker)).count() >= WRONG_TRIES:
        raise TooManyTries


def _open(code: str, purpose: str, now: datetime) -> QuerySet[AccessCode]:
    return _still_open(now).filter(code_hash=_hash(code), purpose=purpose)


def _still_open(now: datetime) -> QuerySet[AccessCode]:
    return AccessCode.objects.filter(used_at=None, expires_at__gt=now)


def _hash(code: str) -> bytes:
    return sha256(code.encode()).digest()


def _asker(asker: str) -> bytes:
    return blake2b(asker.encode(), digest_size=16).digest()
