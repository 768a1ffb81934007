# SPDX-License-Identifier: Apache-2.0
"""A change of a part: written with what was before and after, told in a history, and taken back by one press."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations.models import Location
from omotenashi.web.console.access import who
from omotenashi.web.console.places import may_at
from omotenashi.web.console.service import words
from omotenashi.web.console.service.parts import ALL, Part, Said
from omotenashi.web.ui import toasts

SHOWN = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change, as the history tells it."""

    id: int
    at: datetime
    by: str
    part: str
    lines: tuple[tuple[str, str, str], ...]


def change(request: HttpRequest, part: Part, said: Said, *, place: Location | None, now: datetime) -> bool:
    """Set a part anew and say so, with a way back; False when nothing differs."""
    code, person = place.code if place else "", who(request)
    with transaction.atomic():
        before = part.read(code, now)
        if before == said:
            toasts.add(request, _("Nothing was changed."), state="info")
            return False
        part.write(code, said, person.name, now)
        details = {"before": before, "after": part.read(code, now)}
        staff.audit(person, part.permission, subject=_subject(part, code), details=details)
        entry = AuditEntry.objects.filter(subject=_subject(part, code)).values_list("pk", flat=True)[0]
    toasts.add(request, _("Saved. It holds from now on."), undo=reverse("console:service-undo", args=[entry]))
    return True


def history(parts: tuple[Part, ...], *, place: Location | None) -> list[Change]:
    """Give the newest changes of some parts: one read."""
    subjects = {_subject(part, place.code if place else ""): part for part in parts}
    rows = AuditEntry.objects.filter(subject__in=subjects, was_allowed=True, details__has_key="before")
    return [
        Change(
            id=row.pk, at=row.at, by=row.staff.name if row.staff else "—", part=str(subjects[row.subject].title),
            lines=tuple(words.differences(row.details["before"], row.details["after"])),
        )
        for row in rows.select_related("staff")[:SHOWN]
    ]  # fmt: skip


def of_entry(entry: AuditEntry) -> tuple[Part, Location | None] | None:
    """Give what an entry of the audit log is about, where it is a change that can be taken back."""
    _of, _sep, rest = entry.subject.partition("service:")
    name, _sep, code = rest.partition(":")
    if not rest or name not in ALL or "before" not in entry.details:
        return None
    place = Location.objects.filter(code=code).first() if code else None
    return None if code and place is None else (ALL[name], place)


def may_change(person: Any, part: Part, place: Location | None) -> bool:
    """Say whether somebody may change a part, of a shop only where it is theirs."""
    return may_at(person, part.permission, place.pk if place else None)


def _subject(part: Part, code: str) -> str:
    return f"service:{part.name}:{code}" if code else f"service:{part.name}"
