# SPDX-License-Identifier: Apache-2.0
"""A send is foretold when it is published, from runs counted as its results are, and held to its word a week after."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from omotenashi.commerce.orders.actions import records as orders
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Forecast, Message, TemplateVersion
from omotenashi.engagement.messaging.tests import world
from omotenashi.engagement.messaging.tests.world import NOW
from omotenashi.insight.forecasts.campaigns import LEAST_RUNS
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
WEEK, DAY = timedelta(days=7), timedelta(days=1)
PEOPLE = 20


@pytest.fixture
def persons(db: None) -> list[UUID]:
    """Twenty people who agreed to mails."""
    del db
    world.house()
    places.register_channels(["EC", "STORE"])
    return list(world.people(*(f"p{number}" for number in range(PEOPLE))).values())


def _sent(said: TemplateVersion, persons: Sequence[UUID], *, campaign: str, at: datetime) -> None:
    """Let a campaign have gone to people."""
    messaging.intend([world.wish(one, said, key=f"{campaign}:{one}", campaign=campaign, at=at) for one in persons])
    mine = Message.objects.filter(campaign=campaign)
    mine.update(state="sent", sent_at=at, channel="email", cost=3, due_at=None)


def _buy(persons: Sequence[UUID], *, at: datetime, amount: int = 1_000, channel: str = "EC") -> None:
    """Let people buy; half of it is margin."""
    line = orders.LineRecord(
        sku="", name="茶", quantity=1, unit_price=Decimal(amount), amount=amount, tax_rate=0, cost=amount // 2
    )
    records = [
        orders.OrderRecord(
            origin="test", number=f"{one}{at}", channel=channel, node_id=one, placed_at=at, lines=(line,)
        )
        for one in persons
    ]
    orders.record(records, now=NOW)


def _past(said: TemplateVersion, persons: Sequence[UUID], *, runs: int = LEAST_RUNS) -> None:
    """So many campaigns, one a week, each with two buyers on the day after, one of them in a shop."""
    for number in range(runs):
        at = NOW - (3 + number) * WEEK
        _sent(said, persons, campaign=f"c{number}", at=at)
        _buy(persons[:1], at=at + DAY)
        _buy(persons[1:2], at=at + DAY, channel="STORE")


def _send(key: str = "new") -> messaging.Send:
    return messaging.Send(
        key=key, campaign="new", channel="email", purpose="marketing", name="春のお知らせ", people=PEOPLE, pieces=PEOPLE
    )


def test_a_run_is_counted_as_the_results_of_its_campaign_are(persons: list[UUID]) -> None:
    _past(world.version(), persons, runs=1)
    _buy(persons[2:3], at=NOW - 3 * WEEK - DAY)
    _buy(persons[3:4], at=NOW - 3 * WEEK + WEEK + DAY)
    [run] = queries.earlier_runs(now=NOW)
    came = queries.results_of(["c0"])["c0"]
    assert (run.people, run.buyers, run.sales, run.cost) == (came.states["sent"], came.bought, came.sales, came.cost)
    assert (run.people, run.buyers, run.sales, run.margin, run.cost) == (PEOPLE, 2, 2_000, 1_000, 60)


def test_a_run_whose_readers_had_no_week_yet_is_none(persons: list[UUID]) -> None:
    _sent(world.version(), persons, campaign="late", at=NOW - 3 * DAY)
    assert queries.earlier_runs(now=NOW) == []
    assert [run.campaign for run in queries.earlier_runs(now=NOW + 3 * WEEK)] == ["late"]


def test_what_is_foretold_is_kept_once_and_what_came_stands_beside_it(persons: list[UUID]) -> None:
    said = world.version()
    _past(said, persons)
    assert (messaging.keep_forecasts([_send()], now=NOW), messaging.keep_forecasts([_send()], now=NOW + DAY)) == (1, 1)
    kept = Forecast.objects.get()
    assert (kept.made_at, kept.runs, kept.people, kept.model) == (NOW, LEAST_RUNS, PEOPLE, "beta-binomial-1")
    assert kept.rate_low <= 0.1 <= kept.rate_high
    _sent(said, persons[:10], campaign="new", at=NOW + DAY)
    _buy(persons[:3], at=NOW + 2 * DAY, amount=4_000)
    _buy(persons[9:10], at=NOW + 2 * DAY, channel="STORE")
    assert messaging.settle_forecasts(now=NOW + 2 * WEEK - DAY) == 0
    assert (messaging.settle_forecasts(now=NOW + 2 * WEEK), messaging.settle_forecasts(now=NOW + 3 * WEEK)) == (1, 0)
    kept.refresh_from_db()
    came = queries.results_of(["new"])["new"]
    assert (
        (kept.actual_people, kept.actual_buyers, kept.actual_sales) == (10, came.bought, came.sales) == (10, 4, 13_000)
    )
    assert (kept.actual_margin, kept.actual_cost) == (6_500, 30)


def test_without_a_past_nothing_is_foretold_and_nothing_kept(persons: list[UUID]) -> None:
    _past(world.version(), persons, runs=LEAST_RUNS - 1)
    assert (messaging.keep_forecasts([_send()], now=NOW), Forecast.objects.count()) == (0, 0)


def test_a_send_that_never_went_is_settled_with_nobody(persons: list[UUID]) -> None:
    _past(world.version(), persons)
    messaging.keep_forecasts([_send()], now=NOW)
    messaging.settle_forecasts(now=NOW + 3 * WEEK)
    kept = Forecast.objects.get()
    assert (kept.actual_people, kept.actual_buyers, kept.actual_sales) == (0, 0, 0)
