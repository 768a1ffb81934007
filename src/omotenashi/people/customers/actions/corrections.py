# SPDX-License-Identifier: Apache-2.0
"""Correct a field of a profile by hand, with a reason: a field value of source `staff`, which wins until taken back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.base.text import zones
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import profiles, splits
from omotenashi.people.customers.events import ProfileChanged
from omotenashi.people.customers.models import Correction, FieldValue
from omotenashi.people.staff.models import Staff

SOURCE, LONGEST = "staff", 500


class NotAValue(Exception):
    """This field does not exist, or cannot hold this value."""


class NoReason(Exception):
    """A correction says why."""


@transaction.atomic
def correct(*, node_id: UUID, field: str, value: str, reason: str, by: Staff, now: datetime) -> FieldValue:
    """Say what a field really is. Raises NotAValue, NoReason."""
    said, why = _value(field, value), reason.replace("\x00", "").strip()[:LONGEST]
    if not why:
        raise NoReason
    cause = f"{SOURCE}:{by.id}"
    profiles.note_fields([profiles.Said(node_id, field, said, SOURCE, now, cause, str(by.id))])
    found = FieldValue.objects.filter(node_id=node_id, field=field, source=SOURCE, retracted_at=None)
    newest = found.order_by("-observed_at", "-id")[0]
    Correction.objects.update_or_create(value=newest, defaults={"by": by, "reason": why})
    _settle(node_id, now=now)
    return newest


@transaction.atomic
def take_back(*, value_id: int, now: datetime) -> None:
    """Let the sources speak again."""
    _set(value_id, retracted_at=now, now=now)


@transaction.atomic
def restore(*, value_id: int, now: datetime) -> None:
    """Let a correction that was taken back count again."""
    _set(value_id, retracted_at=None, now=now)


def _set(value_id: int, *, retracted_at: datetime | None, now: datetime) -> None:
    value = FieldValue.objects.select_for_update(of=("self",)).get(pk=value_id, correction__isnull=False)
    value.retracted_at = retracted_at
    value.save(update_fields=["retracted_at"])
    _settle(value.node_id, now=now)


def _settle(node_id: UUID, *, now: datetime) -> None:
    # A name that was wrong may have kept somebody apart, or let two be one.
    splits.reconsider([node_id], by=SOURCE, now=now)
    person = queries.person_of(node_id)
    if person is not None:
        profiles.reconcile([person], now=now)
        publish(ProfileChanged(person_id=person, at=now))


def _value(field: str, value: str) -> str:
    said = value.replace("\x00", "").strip()[:LONGEST]
    if field not in profiles.FIELDS or not said:
        raise NotAValue(field)
    if field == "birth_date":
        try:
            return date.fromisoformat(said).isoformat()
        except ValueError as wrong:
            raise NotAValue(field) from wrong
    if field in profiles.ZONES:
        # What a device showed is nobody's to say.
        if field != "zone" or not (named := zones.known(said)):
            raise NotAValue(field)
        return named
    return said
