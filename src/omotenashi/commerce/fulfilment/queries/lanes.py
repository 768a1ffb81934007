# SPDX-License-Identifier: Apache-2.0
"""受渡ボード: what is under way at one place or at all, by state, the most urgent first; so many cards a state."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from omotenashi.commerce.fulfilment.models import Fulfilment
from omotenashi.commerce.fulfilment.queries.board import Task, tasks_of

# What somebody has to look at, in the order of the work.
LANES = ("planned", "accepted", "picking", "packed", "ready", "no_show", "shipped")
# What is to be done in time; what waits for a customer or a carrier has no clock of ours.
TIMED = ("planned", "accepted", "picking", "packed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What is looked for: places (all where none), kinds, only what is late, the beginning of an order's number."""

    location_ids: Collection[UUID] = ()
    kinds: Collection[str] = ()
    is_late: bool = False
    number: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One state: how many there are, how many of them are late, and the first cards."""

    state: str
    count: int = 0
    late: int = 0
    tasks: list[Task] = field(default_factory=list)


def lanes(sought: Sought, *, now: datetime, most: int = 40) -> list[Lane]:
    """Give the lanes of the board: four reads, however much there is."""
    found = _sought(sought, now=now)
    counts = {
        state: (count, late)
        for state, count, late in found.values_list("state")
        .annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lte=now, state__in=TIMED)))
        .order_by()
    }
    ranked = found.annotate(
        place=Window(RowNumber(), partition_by=F("state"), order_by=[F("due_at").asc(), F("id").asc()])
    )
    cards: dict[str, list[Task]] = defaultdict(list)
    for task in tasks_of(ranked.filter(place__lte=most).order_by("due_at", "id"), now=now):
        cards[task.state].append(task)
    return [
        Lane(state=state, count=counts.get(state, (0, 0))[0], late=counts.get(state, (0, 0))[1], tasks=cards[state])
        for state in LANES
    ]


def late_at(location_ids: Collection[UUID], *, now: datetime) -> int:
    """Count what waits to be done at some places (all where none is named) and is due within a quarter of an hour."""
    soon = Q(state__in=TIMED, due_at__lte=now + timedelta(minutes=15))
    return _sought(Sought(location_ids=location_ids), now=now).filter(soon).count()


def _sought(sought: Sought, *, now: datetime) -> QuerySet[Fulfilment]:
    found = Fulfilment.objects.filter(state__in=LANES)
    if sought.location_ids:
        # Goods on their way to a shop are its business as well.
        here = Q(location_id__in=sought.location_ids) | Q(destination_id__in=sought.location_ids, state="shipped")
        found = found.filter(here)
    if sought.kinds:
        found = found.filter(kind__in=sought.kinds)
    if sought.is_late:
        found = found.filter(due_at__lte=now, state__in=TIMED)
    if sought.number:
        found = found.filter(order__number__startswith=sought.number)
    # A parcel to a customer is the carrier's; only what goes to a shop of ours is waited for here.
    return found.exclude(~Q(kind="ship_to_store"), state="shipped")
