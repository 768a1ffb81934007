# SPDX-License-Identifier: Apache-2.0
"""What changes staff, keys and the audit log."""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces
from omotenashi.people.staff import queries, rules
from omotenashi.people.staff.models import ApiKey, AuditEntry, Staff


class Forbidden(Exception):
    """The role may not do this. The refusal is in the audit log."""


@transaction.atomic
def hire(
    *, email: str, name: str, role: str, password: str | None, location_id: UUID | None = None, is_hashed: bool = False
) -> Staff:
    """Let somebody in, or bring somebody back. Without a password the account waits for one.

    `is_hashed`: the password comes as `make_password` gave it, for many who share one; hashing takes half a second.
    """
    if role not in set(rules.Role):
        raise ValueError(f"{role} is no role; the roles are {', '.join(rules.Role)}")
    person = Staff.objects.filter(email__iexact=email).first() or Staff(email=email.lower())
    person.name, person.role, person.location_id, person.dismissed_at = name, role, location_id, None
    if password is None:
        person.set_unusable_password()
    elif is_hashed:
        person.password = password
    else:
        person.set_password(password)
    person.save()
    return person


@transaction.atomic
def dismiss(*, staff_id: UUID, now: datetime) -> None:
    """End somebody's access. What they did stays theirs."""
    Staff.objects.filter(pk=staff_id, dismissed_at=None).update(dismissed_at=now)


@transaction.atomic
def readmit(*, staff_id: UUID) -> None:
    """Take a dismissal back: name, role and password are as they were."""
    Staff.objects.filter(pk=staff_id).update(dismissed_at=None)


@transaction.atomic
def change_role(*, staff_id: UUID, role: str) -> None:
    """Give somebody another role."""
    Staff.objects.filter(pk=staff_id).update(role=rules.Role(role))


@transaction.atomic
def issue_key(*, name: str, role: str, issued_by: Staff | None) -> tuple[ApiKey, str]:
    """Make an API key. The secret is given once and never again."""
    secret = f"omo_{secrets.token_urlsafe(32)}"
    digest = hashlib.sha256(secret.encode()).digest()
    key = ApiKey.objects.create(
        name=name, prefix=secret[:12], key_hash=digest, role=rules.Role(role), issued_by=issued_by
    )
    return key, secret


@transaction.atomic
def revoke_key(*, key_id: UUID, now: datetime) -> None:
    """End a key."""
    ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now)


def touch_key(*, key_id: UUID, now: datetime) -> None:
    """Note that a key was used, for the list that shows idle keys."""
    ApiKey.objects.filter(pk=key_id).update(last_used_at=now)


def audit(
    who: Any, permission: str, *, subject: str = "", details: dict[str, Any] | None = None, is_theirs: bool = True
) -> bool:
    """Write down that somebody does, or is refused, something; say whether they may.

    `is_theirs`: the thing is one they may touch. What belongs to another shop is refused whatever the role allows.
    """
    allowed = is_theirs and queries.may(who, permission)
    AuditEntry.objects.create(
        staff=who if isinstance(who, Staff) else None,
        api_key=who if isinstance(who, ApiKey) else None,
        permission=permission,
        was_allowed=allowed,
        subject=subject,
        details=details or {},
    )
    return allowed


def note(*, permission: str, subject: str, details: dict[str, Any]) -> None:
    """Write down what was done at the command line, where nobody is signed in and whoever holds the machine may."""
    AuditEntry.objects.create(permission=permission, was_allowed=True, subject=subject, details=details)


def demand(who: Any, permission: str, *, subject: str = "", details: dict[str, Any] | None = None) -> None:
    """As `audit`, and raise Forbidden when the answer is no. The refusal itself is kept."""
    if not audit(who, permission, subject=subject, details=details):
        raise Forbidden(permission)


def scrub(traces: Traces) -> int:
    """Take what leads to somebody out of the audit log: who did what stays. Call it inside `journals_open`."""
    return tables.take_from("staff_auditentry", key="id", columns={"subject": "text", "details": "json"}, traces=traces)
