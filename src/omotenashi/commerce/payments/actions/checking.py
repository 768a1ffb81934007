# SPDX-License-Identifier: Apache-2.0
"""Look through everything once a night, so that a look by day is short."""

from datetime import datetime, timedelta
from time import perf_counter

from django.db import transaction

from omotenashi.base.invariants import Broken
from omotenashi.commerce.payments.models import WholeCheck
from omotenashi.commerce.payments.queries.broken import broken_in_all, intents_of

_KEPT = timedelta(days=30)


@transaction.atomic
def check_all(*, now: datetime) -> list[Broken]:
    """Look, and remember when and what was broken; give what does not hold."""
    start = perf_counter()
    found = broken_in_all(now)
    WholeCheck.objects.filter(checked_at__lt=now - _KEPT).delete()
    WholeCheck.objects.update_or_create(
        checked_at=now,
        defaults={
            "took_ms": int((perf_counter() - start) * 1000),
            "broken": len(found),
            "intents": intents_of(found),
        },
    )
    return found
