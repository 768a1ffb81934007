# SPDX-License-Identifier: Apache-2.0
"""Plan products that were wanted in vain, take the draft of their first order out, or drop them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.commerce.catalogue.models import ProductPlan


def plan(*, by: str, now: datetime, **said: Any) -> UUID:
    """Write a plan down as it was foreseen; give its id."""
    return ProductPlan.objects.create(planned_by=by, planned_at=now, **said).pk


def note_draft(plan_id: UUID, *, quantity: int, now: datetime) -> bool:
    """Note that so many were drafted as the first order; False for a plan that was dropped."""
    return ProductPlan.objects.filter(pk=plan_id, dropped_at=None).update(quantity=quantity, drafted_at=now) > 0


def drop(plan_id: UUID, *, now: datetime) -> bool:
    """Drop a plan; False when it was dropped before."""
    return ProductPlan.objects.filter(pk=plan_id, dropped_at=None).update(dropped_at=now) > 0
