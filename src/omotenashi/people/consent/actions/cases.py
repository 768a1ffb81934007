# SPDX-License-Identifier: Apache-2.0
"""The life of a request about somebody's data. Each step is written into its journal in the same transaction."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.people.consent.models import Case, CaseEntry, CaseRules
from omotenashi.people.consent.rules import cases as rules

# The identity check: a code to a known address, a paper, a call back, a look in the shop.
CHECKS = ("code", "document", "call", "shop")


class WrongStep(Exception):
    """The case is not where this step begins: an answer without identity check, or one that is closed already."""


@transaction.atomic
def receive(
    *,
    kind: str,
    source: str,
    actor: str,
    now: datetime,
    node_id: UUID | None = None,
    name: str = "",
    address: str = "",
    text: str = "",
) -> Case:
    """Open a case. Its deadline follows from the retailer's rule and stays as it is."""
    [(number,)] = bulk.rows("SELECT nextval('consent_case_number')")
    case = Case.objects.create(
        number=number,
        kind=Case.Kind(kind),
        node_id=node_id,
        name=name,
        address=address,
        text=text,
        source=source,
        received_at=now,
        answer_by=now + timedelta(days=answer_days()),
    )
    _write(case, actor=actor, step="received", now=now)
    return case


@transaction.atomic
def name_person(*, case_id: UUID, node_id: UUID, by: str, now: datetime) -> Case:
    """Say whose data the case is about."""
    case = _open(case_id)
    case.node_id = node_id
    case.save(update_fields=["node"])
    _write(case, actor=by, step="person", now=now)
    return case


@transaction.atomic
def verify(*, case_id: UUID, how: str, by: str, now: datetime, text: str = "") -> Case:
    """Write down that the person is who they say, how that was seen and by whom."""
    if how not in CHECKS:
        raise ValueError(how)
    return _step(case_id, "verified", by=by, now=now, text=text, verified_at=now, verified_how=how, verified_by=by)


@transaction.atomic
def answer(*, case_id: UUID, by: str, now: datetime, text: str = "") -> Case:
    """Close a case with what was done."""
    return _step(case_id, "answered", by=by, now=now, text=text, answered_at=now)


@transaction.atomic
def refuse(*, case_id: UUID, by: str, reason: str, now: datetime) -> Case:
    """Close a case without doing what was asked, and say why."""
    if not reason.strip():
        raise WrongStep("a refusal needs its reason")
    return _step(case_id, "refused", by=by, now=now, text=reason, refused_at=now)


@transaction.atomic
def take_back(*, case_id: UUID, by: str, now: datetime, text: str = "") -> Case:
    """Close a case because the person asked for it no longer."""
    return _step(case_id, "withdrawn", by=by, now=now, text=text, withdrawn_at=now)


@transaction.atomic
def note(*, case_id: UUID, by: str, text: str, now: datetime, step: str = "note") -> None:
    """Add a line to the journal, also of a closed case."""
    if text.strip() or step != "note":
        _write(Case.objects.get(pk=case_id), actor=by, step=step, now=now, text=text.strip())


@transaction.atomic
def set_answer_days(*, days: int) -> None:
    """Change how long an answer may take, for cases from now on."""
    CaseRules.objects.update_or_create(only=True, defaults={"answer_days": days})


def answer_days() -> int:
    """Give how many days an answer may take."""
    return CaseRules.objects.values_list("answer_days", flat=True).first() or 14


def _open(case_id: UUID) -> Case:
    case = Case.objects.select_for_update().get(pk=case_id)
    if _state(case) not in rules.OPEN:
        raise WrongStep(_state(case))
    return case


def _step(case_id: UUID, following: str, *, by: str, now: datetime, text: str, **moments: Any) -> Case:
    case = _open(case_id)
    if not rules.may_become(_state(case), following):
        raise WrongStep(f"{_state(case)} → {following}")
    for name, value in moments.items():
        setattr(case, name, value)
    case.save(update_fields=list(moments))
    _write(case, actor=by, step=following, now=now, text=text)
    return case


def _state(case: Case) -> str:
    return rules.state_of(
        verified_at=case.verified_at,
        answered_at=case.answered_at,
        refused_at=case.refused_at,
        withdrawn_at=case.withdrawn_at,
    )


def _write(case: Case, *, actor: str, step: str, now: datetime, text: str = "") -> None:
    CaseEntry.objects.create(case=case, at=now, actor=actor, step=step, text=text)
