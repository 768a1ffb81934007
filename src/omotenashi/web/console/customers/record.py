# SPDX-License-Identifier: Apache-2.0
"""What 顧客カルテ knows about one person: a handful of indexed reads, the same number for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import TruncDate

from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.orders import queries as orders
from omotenashi.insight.models import Score
from omotenashi.people.consent import queries as consent
from omotenashi.people.consent.models import ConsentState
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Node, Profile
from omotenashi.web.console.customers.story import ChannelFacts, Facts

YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One person on one page. Amounts are minor units of the retailer's currency."""

    profile: Profile
    nodes: list[Node]
    score: Score | None
    consents: list[ConsentState]
    points: int
    facts: Facts
    heat: list[tuple[date, str, int]]

    @property
    def node_ids(self) -> list[UUID]:
        """The nodes on which this person's facts hang."""
        return [node.id for node in self.nodes]


def record_of(person_id: UUID, *, now: datetime, zone: ZoneInfo) -> Record | None:
    """Read one person; None when the id names nobody today."""
    profile = customers.profile_of(person_id)
    if profile is None:
        return None
    nodes = customers.nodes_of(person_id)
    ids = [node.id for node in nodes]
    return Record(
        profile=profile,
        nodes=nodes,
        score=Score.objects.filter(pk=person_id).first(),
        consents=list(consent.states_of(ids)),
        points=loyalty.balance_of(ids),
        facts=facts_of(ids, now=now, zone=zone),
        heat=_heat(ids, now=now, zone=zone),
    )


def facts_of(node_ids: Sequence[UUID], *, now: datetime, zone: ZoneInfo) -> Facts:
    """Add up what was bought by channel. A cancelled order never was; a return lowers its order, or stands alone."""
    valid = orders.orders_of(node_ids).filter(cancelled_at=None, placed_at__lte=now).order_by()
    lately = Q(placed_at__gte=now - YEAR)
    found: Any = valid.values("channel_id").annotate(
        orders=Count("id"),
        sales=Sum("goods_total"),
        back=Sum("returned_total"),
        year_orders=Count("id", filter=lately),
        year_sales=Sum("goods_total", filter=lately),
        year_back=Sum("returned_total", filter=lately),
        first=Min("placed_at"),
        last=Max("placed_at"),
    )
    channels = [
        ChannelFacts(
            channel=row["channel_id"],
            orders=row["orders"],
            sales=row["sales"] - row["back"],
            year_orders=row["year_orders"],
            year_sales=(row["year_sales"] or 0) - (row["year_back"] or 0),
            first=row["first"].astimezone(zone).date(),
            last=row["last"].astimezone(zone).date(),
        )
        for row in found
    ]
    strays = orders.returns_of(node_ids).filter(order=None, returned_at__lte=now).order_by()
    sums = strays.aggregate(ever=Sum("amount"), year=Sum("amount", filter=Q(returned_at__gte=now - YEAR)))
    return Facts(
        channels=tuple(channels),
        stray_returns=sums["ever"] or 0,
        stray_returns_year=sums["year"] or 0,
        today=now.astimezone(zone).date(),
    )


def _heat(node_ids: Sequence[UUID], *, now: datetime, zone: ZoneInfo) -> list[tuple[date, str, int]]:
    recent = orders.orders_of(node_ids).filter(cancelled_at=None, placed_at__gte=now - 2 * YEAR).order_by()
    days: Any = recent.values("channel_id", day=TruncDate("placed_at", tzinfo=zone)).annotate(n=Count("id"))
    return [(row["day"], row["channel_id"], row["n"]) for row in days]
