# SPDX-License-Identifier: Apache-2.0
"""Sources: made, changed, given another key, ended."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import KINDS


def internal_source() -> Source:
    """Give the source of what our own record tells."""
    values = {"kind": "internal", "name": "Omotenashi"}
    return Source.objects.get_or_create(code="internal", defaults=values)[0]


@transaction.atomic
def create_source(
    *, kind: str, name: str, write_key: str = "", code: str = "", shared_device: bool = False,
    allowed_origins: Sequence[str] = (), orders_authoritative: bool = False, now: datetime,
) -> Source:  # fmt: skip
    """Make a source with a write key of its own. A code that exists already is given as it is."""
    if kind not in KINDS or kind == "internal":
        raise ValueError(f"{kind} is no kind of source")
    values: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "write_key": write_key or _new_key(),
        "shared_device": shared_device,
        "allowed_origins": list(allowed_origins),
        "orders_authoritative": orders_authoritative,
        "created_at": now,
    }
    return Source.objects.get_or_create(code=code or new_id().hex, defaults=values)[0]


@transaction.atomic
def change_source(
    *, source_id: UUID, name: str, shared_device: bool, allowed_origins: Sequence[str], orders_authoritative: bool,
    bearer_only: bool, rate_limit: int,
) -> None:  # fmt: skip
    """Change what may be changed of a source; its kind may not, because what it sent was read by it."""
    Source.objects.filter(pk=source_id).update(
        name=name, shared_device=shared_device, allowed_origins=list(allowed_origins), rate_limit=rate_limit,
        orders_authoritative=orders_authoritative, bearer_only=bearer_only,
    )  # fmt: skip


@transaction.atomic
def rotate_key(*, source_id: UUID) -> str:
    """Give a source another write key. The old one is unknown from this moment."""
    key = _new_key()
    Source.objects.filter(pk=source_id, revoked_at=None).update(write_key=key)
    return key


@transaction.atomic
def issue_token(*, source_id: UUID) -> str:
    """Give a source a bearer token, in place of any it had. It is told once and never again."""
    token = f"omt_{secrets.token_urlsafe(32)}"
    Source.objects.filter(pk=source_id).update(bearer_hash=hashlib.sha256(token.encode()).digest())
    return token


@transaction.atomic
def revoke_source(*, source_id: UUID, now: datetime) -> None:
    """End a source. What it sent stays."""
    Source.objects.filter(pk=source_id, revoked_at=None).exclude(kind="internal").update(revoked_at=now)


def _new_key() -> str:
    return f"wk_{secrets.token_urlsafe(24)}"
