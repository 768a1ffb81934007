# SPDX-License-Identifier: Apache-2.0
"""What people decide on a suggestion: one human, two humans, later; each of it can be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.people.customers.actions import links
from omotenashi.people.customers.actions.matching import searching
from omotenashi.people.customers.models import LinkSuggestion, NoLink
from omotenashi.people.customers.rules.matching import review

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class Decided:
    """`joined`, `waiting` (a second person must say yes), `gone` (decided before), or the reason of a refusal."""

    outcome: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What was accepted at once."""

    batch_id: UUID
    joined: int
    waiting: int
    refused: int


@transaction.atomic
def accept(
    suggestion_id: UUID, *, by: str, now: datetime, money_on_both: bool, batch_id: UUID | None = None
) -> Decided:
    """Make the two one person, with the suggestion as the cause. Points on both sides need a second yes."""
    found = _open(suggestion_id)
    if found is None:
        return Decided("gone")
    if review.verdict(money_on_both=money_on_both, seconded_by=found.seconded_by, by=by) == "wait":
        found.seconded_by = by
        found.save(update_fields=["seconded_by"])
        return Decided("waiting")
    try:
        with transaction.atomic():
            joined = links.link(
                found.a_id,
                found.b_id,
                by=by,
                reason="suggestion",
                cause_kind="suggestion",
                cause_id=str(found.pk),
                now=now,
            )
    except links.LinkRefused as refusal:
        return Decided(refusal.reason)
    _decide(found, ACCEPTED, by=by, now=now, log_id=joined.log_id, batch_id=batch_id)
    return Decided("joined", joined.person_id)


@transaction.atomic
def reject(suggestion_id: UUID, *, by: str, now: datetime) -> Decided:
    """Keep the two apart. They are offered again only if the evidence changes and somebody lifts the no-link."""
    found = _open(suggestion_id)
    if found is None:
        return Decided("gone")
    try:
        with transaction.atomic():
            links.keep_apart(found.a_id, found.b_id, by=by, reason="suggestion", now=now)
    except links.LinkRefused as refusal:
        return Decided(refusal.reason)
    _decide(found, REJECTED, by=by, now=now)
    return Decided("apart")


@transaction.atomic
def postpone(suggestion_id: UUID, *, now: datetime) -> Decided:
    """Put a suggestion at the end of the queue."""
    found = _open(suggestion_id)
    if found is None:
        return Decided("gone")
    found.later_at = now
    found.save(update_fields=["later_at"])
    return Decided("later")


@transaction.atomic
def undo(suggestion_id: UUID, *, by: str, now: datetime) -> bool:
    """Take a decision back: the pair is open again. Say whether there was one."""
    found = LinkSuggestion.objects.select_for_update().filter(pk=suggestion_id).first()
    if found is None or (found.state == OPEN and not (found.later_at or found.seconded_by)):
        return False
    if found.state == ACCEPTED and found.log_id:
        parted = links.unmerge(log_id=found.log_id, by=by, reason="suggestion undone", now=now)
        # Undoing says "not decided", not "two humans": what the unmerge forbade is lifted.
        for ban in NoLink.objects.filter(log_id__in=parted.log_ids, lifted_at=None):
            links.lift(ban.a_id, ban.b_id, by=by, reason="suggestion undone", now=now)
    elif found.state == REJECTED:
        links.lift(found.a_id, found.b_id, by=by, reason="suggestion undone", now=now)
    LinkSuggestion.objects.filter(pk=found.pk).update(
        state=OPEN, decided_at=None, decided_by="", log_id=None, batch_id=None, later_at=None, seconded_by=""
    )
    return True


def accept_above(*, least: float, by: str, now: datetime, money_on_both: Callable[[LinkSuggestion], bool]) -> Batch:
    """Accept every open suggestion from a probability on, the surest first; all of it can be undone as one.

    What is in doubt (two partners as likely, two live numbers of one series) waits for somebody who looks at it.
    """
    batch, doubted = new_id(), searching.in_doubt()
    outcomes = []
    for found in LinkSuggestion.objects.filter(state=OPEN, probability__gte=least).order_by("-weight", "id"):
        if found.pk in doubted:
            outcomes.append("waiting")
            continue
        decided = accept(found.pk, by=by, now=now, money_on_both=money_on_both(found), batch_id=batch)
        outcomes.append(decided.outcome)
    joined, waiting = outcomes.count("joined"), outcomes.count("waiting")
    return Batch(batch, joined, waiting, len(outcomes) - joined - waiting)


@transaction.atomic
def undo_batch(batch_id: UUID, *, by: str, now: datetime) -> int:
    """Undo what was accepted at once, the last first; give the number."""
    accepted = LinkSuggestion.objects.filter(batch_id=batch_id, state=ACCEPTED).order_by("weight", "-id")
    return sum(undo(key, by=by, now=now) for key in accepted.values_list("pk", flat=True))


def _open(suggestion_id: UUID) -> LinkSuggestion | None:
    return LinkSuggestion.objects.select_for_update().filter(pk=suggestion_id, state=OPEN).first()


def _decide(
    found: LinkSuggestion,
    state: str,
    *,
    by: str,
    now: datetime,
    log_id: UUID | None = None,
    batch_id: UUID | None = None,
) -> None:
    LinkSuggestion.objects.filter(pk=found.pk).update(
        state=state, decided_by=by, decided_at=now, log_id=log_id, batch_id=batch_id
    )
