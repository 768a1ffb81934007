# SPDX-License-Identifier: Apache-2.0
"""Write notes, change them, take them back; plan the next visit. Whatever is taken back can be had again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from omotenashi.people.customers.models import Note, NoteEdit, VisitPlan
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff

LONGEST = 4000


class NothingWritten(Exception):
    """A note without text, or longer than anybody would read."""


class NotYours(Exception):
    """A note is changed by who wrote it, or by somebody who may edit customers."""


@transaction.atomic
def write(
    *, node_id: UUID, text: str, by: Staff, now: datetime, pinned: bool = False, roles: Sequence[str] = ()
) -> Note:
    """Write a note on a node. Raises NothingWritten."""
    return Note.objects.create(
        node_id=node_id,
        author=by,
        text=_text(text),
        roles=sorted(set(roles)),
        written_at=now,
        pinned_at=now if pinned else None,
    )


@transaction.atomic
def edit(*, note_id: UUID, text: str, roles: Sequence[str], by: Staff, now: datetime) -> Note:
    """Change a note and keep what it said. The same words again change nothing. Raises NothingWritten, NotYours."""
    note, said, seen = _own(note_id, by), _text(text), sorted(set(roles))
    if (note.text, note.roles) != (said, seen):
        NoteEdit.objects.create(note=note, by=by, at=now, text=note.text, roles=note.roles)
        note.text, note.roles, note.edited_at = said, seen, now
        note.save(update_fields=["text", "roles", "edited_at"])
    return note


@transaction.atomic
def revert(*, note_id: UUID, by: Staff) -> Note:
    """Take the last edit of a note back. Raises NotYours."""
    note = _own(note_id, by)
    before = note.edits.order_by("-at", "-id").first()
    if before is not None:
        earlier = note.edits.exclude(pk=before.pk).order_by("-at", "-id").first()
        note.text, note.roles, note.edited_at = before.text, before.roles, earlier.at if earlier else None
        note.save(update_fields=["text", "roles", "edited_at"])
        before.delete()
    return note


def pin(*, note_id: UUID, pinned: bool, now: datetime) -> None:
    """Keep a note on top, or let it go with the others."""
    Note.objects.filter(pk=note_id).update(pinned_at=now if pinned else None)


@transaction.atomic
def delete(*, note_id: UUID, by: Staff, now: datetime) -> None:
    """Put a note away. Raises NotYours."""
    note = _own(note_id, by)
    if note.deleted_at is None:
        note.deleted_at = now
        note.save(update_fields=["deleted_at"])


@transaction.atomic
def restore(*, note_id: UUID, by: Staff) -> None:
    """Bring a note back. Raises NotYours."""
    note = _own(note_id, by)
    note.deleted_at = None
    note.save(update_fields=["deleted_at"])


def plan_visit(
    *, node_id: UUID, on_date: date, location_id: UUID | None, purpose: str, by: Staff, now: datetime
) -> VisitPlan:
    """Note when somebody wants to come, where, and what for."""
    return VisitPlan.objects.create(
        node_id=node_id,
        on_date=on_date,
        location_id=location_id,
        purpose=purpose.strip()[:LONGEST],
        planned_by=by,
        planned_at=now,
    )


def cancel_visit(*, plan_id: UUID, now: datetime) -> None:
    """Take a planned visit back."""
    VisitPlan.objects.filter(pk=plan_id, cancelled_at=None).update(cancelled_at=now)


def restore_visit(*, plan_id: UUID) -> None:
    """Plan a visit again that was taken back."""
    VisitPlan.objects.filter(pk=plan_id).update(cancelled_at=None)


def _text(text: str) -> str:
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST:
        raise NothingWritten
    return said


def _own(note_id: UUID, by: Staff) -> Note:
    note = Note.objects.select_for_update().get(pk=note_id)
    if note.author_id != by.id and not staff.may(by, "customers.edit"):
        raise NotYours
    return note
