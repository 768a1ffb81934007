# SPDX-License-Identifier: Apache-2.0
"""Keep what is foretold of a send when it is published, and what came once its readers have had their week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from omotenashi.engagement.messaging.models import Forecast
from omotenashi.engagement.messaging.queries import quotas
from omotenashi.engagement.messaging.queries import runs as past
from omotenashi.engagement.messaging.queries.results import WINDOW
from omotenashi.insight.forecasts.campaigns import Foretold, foretell

# So long is what goes out held against what was foretold.
DAYS = timedelta(days=7)
_BATCH = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Send:
    """A send that is about to be published: how many of whom over which channel. `key` makes it one.

    `pieces` is what is paid for: a message each, and of a long short text each of its parts.
    """

    key: str
    campaign: str
    channel: str
    purpose: str
    name: str
    people: int
    pieces: int


@transaction.atomic
def keep_forecasts(sends: Sequence[Send], *, now: datetime) -> int:
    """Write down what is foretold of sends; say of how many something could be. Once written it stays."""
    if not sends:
        return 0
    known, rows = past.runs(now=now), []
    for send in sends:
        said = foretell(known, campaign=send.campaign, channel=send.channel, purpose=send.purpose, people=send.people)
        if isinstance(said, Foretold):
            rows.append(_row(send, said, now=now))
    return len(Forecast.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def settle_forecasts(*, now: datetime) -> int:
    """Count what came of the sends whose readers have had their week; say of how many."""
    due = Forecast.objects.select_for_update(skip_locked=True).filter(settled_at=None, until__lte=now - WINDOW)
    found = list(due.order_by("until", "id")[:_BATCH])
    for one in found:
        came = past.came(one)
        one.settled_at = now
        one.actual_people, one.actual_buyers, one.actual_cost = came.people, came.buyers, came.cost
        one.actual_sales, one.actual_margin = came.sales, came.margin
        one.save(
            update_fields=[
                "settled_at", "actual_people", "actual_buyers", "actual_cost", "actual_sales", "actual_margin",
            ]
        )  # fmt: skip
    return len(found)


def _row(send: Send, said: Foretold, *, now: datetime) -> Forecast:
    return Forecast(
        key=send.key, campaign=send.campaign, channel=send.channel, purpose=send.purpose, name=send.name, model=said.model,
        runs=said.runs, people=said.people, rate=said.rate, rate_low=min(said.rate_low, said.rate),
        rate_high=max(said.rate_high, said.rate), sales=said.sales, margin=said.margin,
        cost=quotas.price_of(send.channel) * send.pieces, made_at=now, until=now + DAYS,
    )  # fmt: skip
