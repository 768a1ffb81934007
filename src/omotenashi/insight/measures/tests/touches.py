# SPDX-License-Identifier: Apache-2.0
"""Touches for the worked example: views, carts, visits and media, written out so that the numbers can be read off."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ibis

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.fixture_a import fixture_a, table

# customer, day, minute of the day (UTC), act, channel, medium, product
TOUCHES = """
1 2025-01-05 60  view  EC    TV01 A
1 2025-02-05 60  view  EC    -    B
1 2025-02-08 60  visit STORE -    -
3 2025-01-19 60  page  EC    FL02 -
5 2025-11-28 60  click MAIL  NEWS -
5 2025-11-28 90  view  EC    -    C
5 2025-11-28 95  cart  EC    -    C
6 2025-10-01 60  view  EC    -    A
6 2025-10-02 60  cart  EC    -    A
7 2025-12-18 60  view  EC    -    B
7 2025-12-18 65  cart  EC    -    B
8 2025-09-20 60  view  EC    -    C
8 2025-12-30 60  view  EC    IGAD C
8 2025-12-30 61  cart  EC    IGAD C
"""


def touch(text: str, key: int) -> dict[str, Any]:
    """A row of touches from a line."""
    customer, day, minute, act, channel, medium, product = text.split()
    placed = date.fromisoformat(day)
    return {
        "entry": key, "node": int(customer), "day": placed, "act": act, "channel": channel,
        "at": datetime.combine(placed, time(0), UTC) + timedelta(minutes=int(minute)), "location": None,
        "medium": None if medium == "-" else medium, "product": None if product == "-" else product,
    }  # fmt: skip


def fixture_with_touches() -> Tables:
    """Fixture A and what its people did before they bought; orders are placed at 3:00 UTC."""
    rows = [touch(text, key) for key, text in enumerate(TOUCHES.strip().splitlines(), start=1)]
    return replace(fixture_a(), touches=ibis.memtable(table("touches", rows)))
