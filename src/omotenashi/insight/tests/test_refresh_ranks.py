# SPDX-License-Identifier: Apache-2.0
"""The lake catches up with ranks alone: one that a night takes away is news, a night that changes none is not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.tests.wallets import NOW, member_of
from omotenashi.commerce.orders.tests.records import furnish, order, record
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.tests.test_refresh import in_lake, refresh

pytestmark = pytest.mark.django_db(transaction=True)
YEARS_LATER = NOW + timedelta(days=800)


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    """A lake with one member of a rank, filled once."""
    settings.LAKE_PATH = tmp_path / "lake"
    furnish()
    record(order())
    earning = loyalty.Earning(node_id=member_of("M1"), amount=1, key="e1", basis=50_000)
    loyalty.earn([earning], now=NOW - timedelta(days=1))
    loyalty.decide_all_tiers(now=NOW)
    refresh()
    return Lake(settings.LAKE_PATH)


def _ranks(lake: Lake) -> list[str]:
    return [tier for (tier,) in in_lake(lake, "persons", "tier") if tier]


def test_a_rank_that_a_night_takes_away_reaches_the_lake_by_itself(lake: Lake) -> None:
    assert (lake.manifest().version, _ranks(lake)) == (1, ["silver"])
    assert loyalty.decide_all_tiers(now=YEARS_LATER) == 1
    refresh()

    assert (lake.manifest().version, _ranks(lake)) == (2, ["regular"])


def test_a_night_that_leaves_every_rank_as_it_is_wakes_nobody(lake: Lake) -> None:
    assert loyalty.decide_all_tiers(now=NOW + timedelta(hours=1)) == 0
    refresh()

    assert lake.manifest().version == 1
