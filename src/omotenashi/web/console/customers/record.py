# SPDX-License-Identifier: Apache-2.0
"""What 顧客カルテ knows about one person: a handful of indexed reads, the same number for everybody."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from omotenashi.base.prepared import Gap, Prepared
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.insight.models import Score
from omotenashi.people.consent import queries as consent
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Node, Profile
from omotenashi.web.console.customers.happened import Known
from omotenashi.web.console.customers.sales import Back, Sale, backs_of, sales_of
from omotenashi.web.console.customers.story import ChannelFacts, Facts

YEAR = timedelta(days=365)
_SCORE = Prepared(lambda: Score.objects.filter(pk=Gap("person")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """What counts of one valid order: its day in the retailer's zone, and its amount after returns in minor units."""

    channel: str
    at: datetime
    day: date
    sales: int
    id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """One person on one page. Amounts are minor units of the retailer's currency."""

    profile: Profile
    nodes: list[Node]
    score: Score | None
    consents: list[consent.Held]
    points: int
    rank: str
    facts: Facts
    heat: list[tuple[date, str, int]]
    bought: list[Bought]
    known: Known
    tags: Sequence[str] = ()

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
    known = Known(sales_of(ids), backs_of(ids))
    bought = _counting(known.sales, now=now, zone=zone)
    return Record(
        profile=profile,
        nodes=nodes,
        score=next(iter(_SCORE.found(person=person_id)), None),
        consents=consent.held_of(ids),
        points=loyalty.balance_of(ids),
        rank=loyalty.rank_names(dict.fromkeys(ids, profile.pk), now).get(profile.pk, ""),
        facts=facts_of(bought, _strays(known.backs, now=now), now=now, zone=zone),
        heat=_heat(bought, now=now),
        bought=bought,
        known=known,
        tags=customers.tags_of(person_id),
    )


def _counting(sales: Sequence[Sale], *, now: datetime, zone: ZoneInfo) -> list[Bought]:
    """Give what counts of every valid order: added up here, which is cheaper than asking for several sums."""
    return [
        Bought(
            channel=one.channel, at=one.placed_at, day=one.placed_at.astimezone(zone).date(),
            sales=one.goods_total - one.returned_total, id=one.id, number=one.number,
        )
        for one in sales
        if one.cancelled_at is None and one.placed_at <= now
    ]  # fmt: skip


def facts_of(bought: Sequence[Bought], strays: tuple[int, int], *, now: datetime, zone: ZoneInfo) -> Facts:
    """Add up what was bought by channel. A cancelled order never was; a return lowers its order, or stands alone."""
    by_channel: dict[str, list[Bought]] = defaultdict(list)
    for order in bought:
        by_channel[order.channel].append(order)
    return Facts(
        channels=tuple(_channel(code, found, since=now - YEAR) for code, found in sorted(by_channel.items())),
        stray_returns=strays[0],
        stray_returns_year=strays[1],
        today=now.astimezone(zone).date(),
    )


def _channel(code: str, found: Sequence[Bought], *, since: datetime) -> ChannelFacts:
    lately = [order for order in found if order.at >= since]
    return ChannelFacts(
        channel=code,
        orders=len(found),
        sales=sum(order.sales for order in found),
        year_orders=len(lately),
        year_sales=sum(order.sales for order in lately),
        first=min(order.day for order in found),
        last=max(order.day for order in found),
    )


def _strays(returns: Sequence[Back], *, now: datetime) -> tuple[int, int]:
    """Give the amount of returns whose order is unknown: ever, and of the last 365 days."""
    rows = [(one.amount, one.returned_at) for one in returns if one.order_id is None and one.returned_at <= now]
    return sum(amount for amount, _at in rows), sum(amount for amount, at in rows if at >= now - YEAR)


def _heat(bought: Sequence[Bought], *, now: datetime) -> list[tuple[date, str, int]]:
    counts = Counter((order.day, order.channel) for order in bought if order.at >= now - 2 * YEAR)
    return [(day, channel, number) for (day, channel), number in sorted(counts.items())]
