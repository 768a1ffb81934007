# SPDX-License-Identifier: Apache-2.0
"""What a measure brought within a week, a month, half a year and a year: the same orders, EC and shops apart."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from omotenashi.commerce.orders.actions import records as orders
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.tests import world
from omotenashi.engagement.messaging.tests.world import NOW
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SENT = NOW - 200 * DAY


def _buy(person: UUID, days: float, amount: int, channel: str = "EC") -> None:
    """So many days after the message; half of it is margin."""
    line = orders.LineRecord(
        sku="", name="茶", quantity=1, unit_price=Decimal(amount), amount=amount, tax_rate=0, cost=amount // 2
    )
    record = orders.OrderRecord(
        origin="test",
        number=f"{person}{days}",
        channel=channel,
        node_id=person,
        placed_at=SENT + days * DAY,
        lines=(line,),
    )
    orders.record([record], now=NOW)


@pytest.fixture
def people(db: None) -> list[UUID]:
    """Three who were written to 200 days ago: one buys in the shop of the web, one in a shop and later again."""
    del db
    world.house()
    places.register_channels(["EC", "STORE"])
    persons = list(world.people("hana", "taro", "jiro").values())
    said = world.version()
    messaging.intend([world.wish(one, said, at=SENT) for one in persons])
    Message.objects.update(state="sent", sent_at=SENT, channel="email", cost=10, due_at=None)
    _buy(persons[0], -1, 9_000)
    _buy(persons[0], 2, 1_000)
    _buy(persons[1], 5, 2_000, "STORE")
    _buy(persons[1], 100, 4_000)
    _buy(persons[2], 20, 8_000, "STORE")
    return persons


def test_one_buys_on_the_web_one_in_a_shop_and_both_count(people: list[UUID]) -> None:
    week = queries.horizons_of(["spring"], now=NOW)[0]
    assert (week.days, week.people, week.young, week.buyers, week.again) == (7, 3, 0, 2, 0)
    assert week.parts == {"web": queries.Part(1, 1, 1_000, 500), "store": queries.Part(1, 1, 2_000, 1_000)}
    came = queries.results_of(["spring"])["spring"]
    assert (came.bought, came.sales, came.cost) == (week.buyers, week.sales, week.cost) == (2, 3_000, 30)
    assert len(people) == 3


def test_the_long_horizon_adds_later_orders_of_the_same_people(people: list[UUID]) -> None:
    del people
    by_days = {one.days: one for one in queries.horizons_of(["spring"], now=NOW)}
    found = {days: (one.buyers, one.again, one.sales, one.margin) for days, one in by_days.items()}
    assert found[30] == (3, 0, 11_000, 5_500)
    assert found[180] == (3, 1, 15_000, 7_500)


def test_who_was_not_reached_that_long_ago_is_young_and_counts_nowhere(people: list[UUID]) -> None:
    del people
    year = queries.horizons_of(["spring"], now=NOW)[-1]
    assert (year.days, year.people, year.young, year.buyers, year.sales) == (365, 0, 3, 0, 0)


def test_a_template_is_told_over_every_campaign_that_used_it(people: list[UUID]) -> None:
    del people
    template = Message.objects.all()[0].template_version.template_id
    assert queries.horizons_of([], now=NOW, template=template) == queries.horizons_of(["spring"], now=NOW)
    assert [one.people for one in queries.horizons_of(["nobody's"], now=NOW)] == [0, 0, 0, 0]
