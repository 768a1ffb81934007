# SPDX-License-Identifier: Apache-2.0
"""Try variants of a message on some of its readers, then give the rest the better one.

Who reads what is drawn when the wish is written down, and stays. The rest are written down, too, under a version of their
own that nobody reads: when the window is over their messages are turned to the winner, in one statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions import templates
from omotenashi.engagement.messaging.actions.waking import wake
from omotenashi.engagement.messaging.models import Message, Split, Template, TemplateVersion
from omotenashi.engagement.messaging.rules import approving, blocks, splitting
from omotenashi.people.customers import queries as customers

LONGEST_HOURS = 24 * 14


class Running(Exception):
    """A test of this message runs already; its variants stay as they are."""


@transaction.atomic
def plan_split(
    template_id: UUID, *, variants: Sequence[Mapping[str, Any]], measure: str, share: int, hours: int, now: datetime,
    by: UUID | None = None,
) -> Split | None:  # fmt: skip
    """Keep what is to be tried; without variants nothing is. Raises Running, BadTemplate, ValueError."""
    template = Template.objects.select_for_update().get(pk=template_id)
    known = Split.objects.filter(template=template, decided_at=None, cancelled_at=None).first()
    if known is not None and known.begun_at:
        raise Running(template.key)
    if not variants:
        if known is not None:
            known.delete()
        return None
    if len(variants) >= splitting.MOST_VARIANTS or not 1 <= share <= 100 or not 1 <= hours <= LONGEST_HOURS:
        raise ValueError(share)
    for said in variants:
        queries.variant_of(template, said)
    values = {"variants": list(variants), "measure": measure, "share": share, "window_hours": hours}
    if known is None:
        return Split.objects.create(template=template, made_at=now, made_by_id=by, **values)
    Split.objects.filter(pk=known.pk).update(**values)
    known.refresh_from_db()
    return known


@transaction.atomic
def begin_split(template_id: UUID, *, now: datetime, by: UUID | None = None) -> Split:
    """Publish the message with its variants. Raises BadTemplate, NeedsApproval, Split.DoesNotExist."""
    template = Template.objects.select_for_update().get(pk=template_id)
    split = Split.objects.select_for_update().get(template=template, begun_at=None, cancelled_at=None)
    said = [blocks.checked(queries.variant_of(template, one)) for one in split.variants]
    for one in said:
        if (claim := queries.forbidden(one)) is not None:
            raise blocks.BadTemplate("forbidden", where=claim.where, detail=claim.word)
    first = templates.publish(template_id, now=now, by=by, demands_approval=True)
    versions = [_version(template, content.kept(), now=now, by=by) for content in said]
    split.rest = _version(template, first.content, now=now, by=by).pk
    split.versions, split.begun_at = [first.pk, *(one.pk for one in versions)], now
    split.save(update_fields=["rest", "versions", "begun_at"])
    return split


def drawn(wishes: Sequence[Any]) -> list[Any]:
    """Give the wishes (`intending.Wish`) with the variant that each gets; inside the transaction that writes them down."""
    running = {
        split.versions[0]: split
        for split in Split.objects.exclude(begun_at=None)
        .filter(cancelled_at=None, versions__0__in={wish.version_id for wish in wishes})
        .order_by("begun_at")
    }
    if not running:
        return list(wishes)
    mine = [wish for wish in wishes if wish.version_id in running]
    persons = customers.persons_of({wish.node_id for wish in mine})
    kept = _kept(running.values(), set(persons.values()))
    for split in running.values():
        _open(split, at=min(wish.at for wish in mine if wish.version_id == split.versions[0]))
    return [
        _drawn(wish, running[wish.version_id], persons.get(wish.node_id, wish.node_id), kept)
        if wish.version_id in running
        else wish
        for wish in wishes
    ]


def decide_splits(*, now: datetime) -> int:
    """Decide every test whose window is over, once; say how many."""
    due = Split.objects.filter(ends_at__lte=now, decided_at=None, cancelled_at=None)
    return sum(_decide(key, now=now) for key in due.values_list("pk", flat=True))


@transaction.atomic
def cancel_split(split_id: UUID, *, now: datetime) -> bool:
    """Give a test up: whoever waits gets the message as it is. Say whether it was still open."""
    split = Split.objects.select_for_update().filter(pk=split_id, decided_at=None, cancelled_at=None).first()
    if split is None:
        return False
    split.cancelled_at = now
    split.save(update_fields=["cancelled_at"])
    if split.versions:
        _release(split, split.versions[0], now=now)
    return True


@transaction.atomic
def _decide(split_id: UUID, *, now: datetime) -> int:
    split = Split.objects.select_for_update().get(pk=split_id)
    if split.decided_at or split.cancelled_at:
        return 0
    counted = queries.counted_of(split)
    verdict = splitting.decide(counted)
    split.winner, split.decided_at = verdict.winner, now
    split.told = {
        "reason": verdict.reason, "chances": list(verdict.chances), "counted": [[one.sent, one.did] for one in counted],
    }  # fmt: skip
    split.save(update_fields=["winner", "decided_at", "told"])
    _release(split, split.versions[verdict.winner], now=now)
    return 1


def _release(split: Split, version: UUID, *, now: datetime) -> None:
    """Turn the messages of all who wait to a version, due now."""
    waiting = Message.objects.filter(template_version_id=split.rest, state__in=["intended", "held"])
    if waiting.update(template_version_id=version, due_at=now):
        wake()


def _open(split: Split, *, at: datetime) -> None:
    """Let the window begin with the first message."""
    if split.ends_at is None:
        split.opened_at, split.ends_at = at, at + timedelta(hours=split.window_hours)
        Split.objects.filter(pk=split.pk, ends_at=None).update(opened_at=split.opened_at, ends_at=split.ends_at)
        split.refresh_from_db(fields=["opened_at", "ends_at"])


def _drawn(wish: Any, split: Split, person: UUID, kept: Mapping[tuple[UUID, UUID], UUID]) -> Any:
    if split.winner is not None:
        return replace(wish, version_id=split.versions[split.winner])
    if (split.pk, person) in kept:
        return replace(wish, version_id=kept[split.pk, person])
    arm = splitting.arm_of(person, seed=split.pk, arms=len(split.versions), share=split.share)
    if arm is not None:
        return replace(wish, version_id=split.versions[arm])
    assert split.rest is not None and split.ends_at is not None  # noqa: S101, PT018  # it has begun
    later = max(split.ends_at, wish.at)
    expires = wish.expires_at + (later - wish.at) if wish.expires_at else None
    return replace(wish, version_id=split.rest, at=later, expires_at=expires)


def _kept(splits: Any, persons: set[UUID]) -> dict[tuple[UUID, UUID], UUID]:
    """Give which variant somebody read before: they go on with it, also after they became one with somebody else."""
    of = {version: split.pk for split in splits for version in split.versions}
    rows = Message.objects.filter(template_version_id__in=of, node__nodeperson__person_id__in=persons)
    said = rows.order_by("-planned_at").values_list("template_version_id", "node__nodeperson__person_id")
    return {(of[version], person): version for version, person in said}


def _version(template: Template, content: Mapping[str, Any], *, now: datetime, by: UUID | None) -> TemplateVersion:
    highest = TemplateVersion.objects.filter(template=template).aggregate(Max("number"))["number__max"] or 0
    return TemplateVersion.objects.create(
        template=template, number=highest + 1, content=content, published_at=now, published_by_id=by,
        checksum=approving.mark(content, purpose=template.purpose_id),
    )  # fmt: skip
