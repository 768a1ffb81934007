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


# entry, customer, order, why it was bought: one changes its mind, one names a cancelled order, one is nobody of here
ANSWERS = """
1 1 O01 口コミ
2 2 O04 スタッフ
3 2 O04 口コミ
4 3 O06 スタッフ
5 7 O15 口コミ
6 8 O17 スタッフ
7 9 O01 スタッフ
8 8 O18 スタッフ
"""


# contract (analyses.md 4.5), customer, deliveries so far, ended on, medium, product, why it ended
SUBSCRIPTIONS = """
1 1 4 -          TV01 A -
2 2 2 2025-09-01 TV01 A 価格
3 3 3 -          FL02 B -
4 4 2 -          FL02 A -
5 7 1 -          -    B -
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


def answer(text: str) -> dict[str, Any]:
    """A row of answers from a line."""
    entry, node, number, reason = text.split()
    return {
        "entry": int(entry), "node": int(node), "at": datetime(2025, 12, 1, tzinfo=UTC), "day": date(2025, 12, 1),
        "number": number, "origin": None, "reason": reason,
    }  # fmt: skip


def contract(text: str) -> dict[str, Any]:
    """A row of subscriptions from a line; the fourth is paused."""
    key, customer, _sent, ended, medium, product, why = text.split()
    return {
        "subscription": int(key), "node": int(customer), "every": 30, "began": date(2025, 6, 1), "channel": "EC",
        "ended": None if ended == "-" else date.fromisoformat(ended), "paused": date(2025, 9, 1) if key == "4" else None,
        "medium": None if medium == "-" else medium, "product": product,
        "reason": None if why == "-" else why,
    }  # fmt: skip


def sent_by(text: str) -> list[dict[str, Any]]:
    """The deliveries of a line, a month apart from 2025-06-01 on, for 1,000 and 100 more each time."""
    key, _customer, sent = text.split()[:3]
    return [
        {"subscription": int(key), "cycle": n, "day": date(2025, 5 + n, 1), "amount": 900 + 100 * n}
        for n in range(1, int(sent) + 1)
    ]


def fixture_with_touches() -> Tables:
    """Fixture A, what its people did before they bought, and who is credited; orders are placed at 3:00 UTC."""
    rows = [touch(text, key) for key, text in enumerate(TOUCHES.strip().splitlines(), start=1)]
    given = [credit(text) for text in CREDITS.strip().splitlines()]
    held = SUBSCRIPTIONS.strip().splitlines()
    told = [answer(text) for text in ANSWERS.strip().splitlines()]
    return replace(
        fixture_a(), touches=ibis.memtable(table("touches", rows)), credits=ibis.memtable(table("credits", given)),
        answers=ibis.memtable(table("answers", told)),
        subscriptions=ibis.memtable(table("subscriptions", [contract(text) for text in held])),
        deliveries=ibis.memtable(table("deliveries", [row for text in held for row in sent_by(text)])),
    )  # fmt: skip
