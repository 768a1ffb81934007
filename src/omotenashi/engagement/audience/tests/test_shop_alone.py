# SPDX-License-Identifier: Apache-2.0
"""店舗購入あり AND EC購入なし, within 90 days: the count says what SQL says, the rule follows an order, the fixed list does not."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import bulk
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.queries import Condition, Group, Manual, Rule
from omotenashi.engagement.audience.tests import world
from omotenashi.engagement.audience.tests.test_following import hear
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 7, 23, tzinfo=UTC)
WITHIN = {"within": "90"}
ALONE = Rule(
    Group(
        "all",
        (
            Condition("bought", {"channel": "STORE", **WITHIN}),
            Condition("bought", {"channel": "EC", **WITHIN}, no=True),
        ),
    )
)
# Who bought where, so many days ago.
STORY: Mapping[int, tuple[tuple[str, int], ...]] = {
    1: (("STORE", 3),), 2: (("STORE", 3), ("EC", 5)), 3: (("EC", 5),), 4: (("STORE", 200),), 5: (("STORE", 3), ("EC", 200)),
    6: (), 7: (("STORE", 80), ("STORE", 2)), 8: (("STORE", 60), ("EC", 60)),
}  # fmt: skip
# Counted apart from everything of ours.
_TRUTH = """
SELECT count(*) FROM customers_person p WHERE
EXISTS (SELECT 1 FROM customers_nodeperson n JOIN orders_order o ON o.node_id = n.node_id WHERE n.person_id = p.id AND o.channel_id = 'STORE'
  AND o.cancelled_at IS NULL AND o.placed_at > %(now)s - interval '90 days')
AND NOT EXISTS (SELECT 1 FROM customers_nodeperson n JOIN orders_order o ON o.node_id = n.node_id WHERE n.person_id = p.id AND o.channel_id = 'EC'
  AND o.cancelled_at IS NULL AND o.placed_at > %(now)s - interval '90 days')
"""


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> dict[int, UUID]:
    """Eight people and what they bought; no lake yet."""
    settings.LAKE_PATH = tmp_path / "lake"
    found = world.people(8)
    places.register_channels(["EC", "STORE"])
    for number, acts in STORY.items():
        for channel, days in acts:
            buy(found[number], channel, days)
    return found


def buy(person: UUID, channel: str, days: int) -> None:
    """Let somebody buy in a channel, so many days ago."""
    line = orders.LineRecord(sku="A", quantity=1, unit_price=Decimal(1000), amount=1000)
    record = orders.OrderRecord(
        origin="test", number=f"{person}{channel}{days}", channel=channel, node_id=person, placed_at=NOW - timedelta(days=days),
        lines=(line,),
    )  # fmt: skip
    orders.record([record], now=NOW)


def truth() -> int:
    """Count by SQL alone."""
    [(count,)] = bulk.rows(_TRUTH, {"now": NOW})
    return int(count)


def test_the_count_is_what_sql_says_and_an_order_moves_the_rule_and_not_the_list(ids: dict[int, UUID]) -> None:
    assert (queries.preview(ALONE, now=NOW), truth()) == (3, 3)
    rule = world.segment(ALONE)
    audience.recompute(rule.pk, now=NOW)
    fixed = world.segment(Manual(), key="fixed")
    audience.add(
        fixed.pk, persons=list(queries.members_of(rule.pk).values_list("person_id", flat=True)), now=NOW, tells=False
    )
    assert (world.members(rule, ids), world.members(fixed, ids)) == ([1, 5, 7], [1, 5, 7])
    buy(ids[1], "EC", 0)
    buy(ids[6], "STORE", 0)
    hear(now=NOW)
    assert (world.members(rule, ids), world.members(fixed, ids)) == ([5, 6, 7], [1, 5, 7])
    assert (queries.preview(ALONE, now=NOW), truth()) == (3, 3)
