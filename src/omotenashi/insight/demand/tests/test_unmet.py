# SPDX-License-Identifier: Apache-2.0
"""Estimates of what was lost, worked by hand, and what must always hold."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omotenashi.insight.demand.unmet import Asked, Share, ranked, share_of

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def asked(kind: str = "search", **more: Any) -> Asked:
    facts: dict[str, Any] = {"persons": 10, "events": 12, "served": 2, "worth": 1_000, "last_at": NOW}
    return Asked(kind=kind, **{**facts, **more})


def test_the_estimate_by_hand() -> None:
    # Eight did not get it, 25 of 100 buy, 1,000 each: 2,000. Wilson for 25 of 100: 17.545 … 34.305 percent.
    [found] = ranked([asked()], {"search": Share(25, 100)})
    assert (found.left, found.lost, found.low, found.high) == (8, 2_000, 1_404, 2_744)


def test_who_had_ordered_had_bought() -> None:
    [found] = ranked([asked("reject", persons=3, served=1)], {})
    assert (found.lost, found.low, found.high) == (2_000, 2_000, 2_000)


def test_nothing_is_estimated_where_too_few_tell_or_nothing_is_known_of_the_price() -> None:
    few = {"search": Share(5, 19), "view": Share(5, 20)}
    found = {one.asked.kind: one.lost for one in ranked([asked("search"), asked("inquiry"), asked("compare")], few)}
    assert found == {"search": None, "inquiry": None, "compare": None}
    assert ranked([asked(worth=None)], {"search": Share(5, 20)})[0].lost is None
    # Too few tried on: who looks tells of them.
    assert share_of("try_on", {"try_on": Share(1, 2), "view": Share(5, 20)}) == Share(5, 20)


def test_what_cost_most_stands_first_then_what_most_asked_for() -> None:
    rows = [
        asked(word="b", worth=10),
        asked(word="a", worth=900),
        asked("compare", persons=50),
        asked("inquiry", persons=60),
    ]
    found = [one.asked.word or one.asked.kind for one in ranked(rows, {"search": Share(25, 100)})]
    assert found == ["a", "b", "inquiry", "compare"]


@settings(max_examples=30, deadline=None)
@given(asked_for=st.integers(20, 10_000), part=st.floats(0, 1), persons=st.integers(0, 500), served=st.integers(0, 500))
def test_the_interval_holds_the_estimate(asked_for: int, part: float, persons: int, served: int) -> None:
    share = Share(round(asked_for * part), asked_for)
    [found] = ranked([asked(persons=persons, served=min(served, persons))], {"search": share})
    assert found.low is not None
    assert found.lost is not None
    assert found.high is not None
    assert 0 <= found.low <= found.lost <= found.high <= persons * 1_000


def test_wilson_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263 is 0.2553 … 0.3662.
    assert Share(81, 263).interval() == pytest.approx((0.2553, 0.3662), abs=5e-5)
