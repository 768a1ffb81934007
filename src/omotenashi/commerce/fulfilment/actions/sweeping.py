# SPDX-License-Identifier: Apache-2.0
"""What the clock does: goods that nobody fetched in time."""

from datetime import datetime

from omotenashi.commerce.fulfilment.actions import counter
from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.rules.states import NotNow


def end_waiting(*, now: datetime, limit: int = 200) -> int:
    """Say of pick-ups that waited too long that nobody came; each is a transaction of its own. Give how many.

    The goods go back on the shelf when somebody has put them there (`return_to_stock`).
    """
    due = Fulfilment.objects.filter(state="ready", collect_by__lte=now).order_by("collect_by")
    done = 0
    for fulfilment_id in list(due.values_list("id", flat=True)[:limit]):
        try:
            done += counter.no_show(fulfilment_id, key=f"{fulfilment_id}:late", now=now, actor="job")
        except NotNow:
            continue  # fetched at the last moment
    return done
