# SPDX-License-Identifier: Apache-2.0
"""Reads about requests: where each stands and how much time is left."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.people.consent.models import Case
from omotenashi.people.consent.rules import cases as rules
from omotenashi.people.consent.rules.cases import Clock

__all__ = ["OPEN", "Clock", "cases_of", "clock_of", "in_state", "open_cases", "state_of"]

OPEN = Q(answered_at=None, refused_at=None, withdrawn_at=None)


def state_of(case: Case) -> str:
    """Give `received`, `verified`, `answered`, `refused` or `withdrawn`."""
    return rules.state_of(
        verified_at=case.verified_at,
        answered_at=case.answered_at,
        refused_at=case.refused_at,
        withdrawn_at=case.withdrawn_at,
    )


def clock_of(case: Case, *, now: datetime) -> Clock:
    """Give how much time is left."""
    return rules.clock(state=state_of(case), answer_by=case.answer_by, now=now)


def in_state(state: str) -> Q:
    """Give the filter of a state."""
    return {
        "received": OPEN & Q(verified_at=None),
        "verified": OPEN & Q(verified_at__isnull=False),
        "answered": Q(answered_at__isnull=False),
        "refused": Q(refused_at__isnull=False),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }[state]


def open_cases() -> QuerySet[Case]:
    """Give the requests that wait for us, the most urgent first."""
    return Case.objects.filter(OPEN).order_by("answer_by", "id")


def cases_of(node_ids: Iterable[UUID]) -> QuerySet[Case]:
    """Give the requests about these nodes, the newest first."""
    return Case.objects.filter(node_id__in=set(node_ids)).prefetch_related("journal").order_by("-received_at", "id")
