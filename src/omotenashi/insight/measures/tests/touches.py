# SPDX-License-Identifier: Apache-2.0
"""Touches for the worked example: views, carts, visits and media, written out so that the numbers can be read off."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import ibis

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.fixture_a import AS_OF, fixture_a, table

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
3 2025-02-25 150 pickup STORE - -
6 2025-12-28 149 pickup STORE - -
"""

# order, who is credited, how, yen, yen taken back
CREDITS = """
02 s1 till    3000 0
02 s2 styling 3000 0
06 s1 till    10000 2000
14 s2 till    3500 0
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


def member(name: str) -> str:
    """The key of "s1", as the record has it."""
    return str(UUID(int=int(name[1:])))


def credit(text: str) -> dict[str, Any]:
    """A row of credits from a line; its day only says where it is stored."""
    key, staff, how, amount, returned = text.split()
    return {
        "order": int(key), "day": AS_OF, "touch": how, "staff": member(staff), "location": None,
        "amount": int(amount), "returned": int(returned),
    }  # fmt: skip


def fixture_with_touches() -> Tables:
    """Fixture A, what its people did before they bought, and who is credited; orders are placed at 3:00 UTC."""
    rows = [touch(text, key) for key, text in enumerate(TOUCHES.strip().splitlines(), start=1)]
    given = [credit(text) for text in CREDITS.strip().splitlines()]
    return replace(
        fixture_a(), touches=ibis.memtable(table("touches", rows)), credits=ibis.memtable(table("credits", given))
    )
