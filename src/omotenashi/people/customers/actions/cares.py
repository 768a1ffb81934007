# SPDX-License-Identifier: Apache-2.0
"""Heed something with somebody, and take it back. Whatever was taken back can be had again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from omotenashi.people.customers.models import Care
from omotenashi.people.customers.models.cares import CARE_KINDS
from omotenashi.people.customers.rules import cares as rules
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff


class NothingToHeed(Exception):
    """A kind that nobody knows, an anniversary without a day, or nothing said."""


class NotYours(Exception):
    """It is taken back by who wrote it, or by somebody who may edit customers."""


@transaction.atomic
def heed(
    *, node_id: UUID, kind: str, by: Staff, now: datetime, what: str = "", text: str = "",
    on_date: date | None = None, yearly: bool = True,
) -> Care:  # fmt: skip
    """Note something to heed. The same again, a second press, is the first. Raises NothingToHeed."""
    said = " ".join(text.replace("\x00", "").split())[: rules.LONGEST]
    if not _is_whole(kind, what=what, text=said, on_date=on_date):
        raise NothingToHeed(kind)
    day = on_date if kind == "anniversary" else None
    # Under whatever key of theirs it was said before.
    person = Care.objects.filter(node__nodeperson__person__nodes__node_id=node_id, taken_back_at=None)
    known = person.filter(kind=kind, what=what, text=said, on_date=day).first()
    if known is not None:
        return known
    fresh = {"author": by, "written_at": now, "yearly": yearly}
    same = {"node_id": node_id, "kind": kind, "what": what, "text": said, "on_date": day, "taken_back_at": None}
    return Care.objects.get_or_create(**same, defaults=fresh)[0]


@transaction.atomic
def take_back(*, care_id: UUID, by: Staff, now: datetime) -> Care:
    """Take back what was noted. Raises NotYours."""
    care = _own(care_id, by)
    if care.taken_back_at is None:
        care.taken_back_at, care.taken_back_by = now, by
        care.save(update_fields=["taken_back_at", "taken_back_by"])
    return care


@transaction.atomic
def heed_again(*, care_id: UUID, by: Staff) -> Care:
    """Bring back what was taken back, unless the same was said again meanwhile. Raises NotYours."""
    care = _own(care_id, by)
    same = {name: getattr(care, name) for name in ("node_id", "kind", "what", "text", "on_date")}
    if not Care.objects.filter(taken_back_at=None, **same).exists():
        care.taken_back_at = care.taken_back_by = None
        care.save(update_fields=["taken_back_at", "taken_back_by"])
    return care


def _is_whole(kind: str, *, what: str, text: str, on_date: date | None) -> bool:
    match kind:
        case "anniversary":
            return on_date is not None and what in rules.OCCASIONS
        case "avoid":
            return rules.is_topic(what) or (not what and bool(text))
        case _:
            return kind in CARE_KINDS and not what and bool(text)


def _own(care_id: UUID, by: Staff) -> Care:
    care = Care.objects.select_for_update().get(pk=care_id)
    if care.author_id != by.id and not staff.may(by, "customers.edit"):
        raise NotYours
    return care
