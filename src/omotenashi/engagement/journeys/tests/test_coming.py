# SPDX-License-Identifier: Apache-2.0
"""What comes for somebody on the way: the steps and their moments, up to where the way parts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules import graphs
from omotenashi.engagement.journeys.rules.coming import Coming, coming

NOW, DAY = datetime(2026, 3, 4, 1, 0, tzinfo=UTC), timedelta(days=1)
STEPS: dict[str, Any] = {
    "wait": {"kind": "wait", "days": 2, "next": "say"},
    "say": {"kind": "send", "template": "x", "next": "rest"},
    "rest": {"kind": "wait", "days": 5, "next": "ask"},
    "ask": {"kind": "split", "what": "bought", "yes": "", "no": "again"},
    "again": {"kind": "send", "template": "y", "next": "gift"},
    "gift": {"kind": "points", "points": 5, "next": ""},
}


def ahead(name: str, *, most: int = 4) -> Coming:
    """Ask what comes for who stands on a step until in two days."""
    graph = graphs.read({"entry": {"kind": "event", "event": "x"}, "first": "wait", "steps": STEPS})
    return coming(graph, name, at=NOW + 2 * DAY, most=most, zone=ZoneInfo("Asia/Tokyo"))


def test_a_wait_ends_in_the_message_and_the_way_is_open_at_a_question() -> None:
    assert ahead("wait") == Coming([("say", NOW + 2 * DAY)], parts=True)


def test_behind_the_last_step_nothing_comes() -> None:
    assert ahead("again") == Coming([("gift", NOW + 2 * DAY)], parts=False)


def test_who_stands_at_a_question_goes_nobody_knows_where() -> None:
    assert ahead("ask") == Coming([], parts=True)


def test_only_so_many_are_told() -> None:
    assert ahead("wait", most=1) == Coming([("say", NOW + 2 * DAY)], parts=True)
