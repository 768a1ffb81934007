# SPDX-License-Identifier: Apache-2.0
"""Scenarios that begin each other by tags, lists and fields: the circle is seen before it is published, what ends is not."""

from typing import Any

import pytest

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.tests.drawn import way
from omotenashi.engagement.journeys.tests.test_journeys import live
from omotenashi.engagement.messaging.tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


def where(what: str, value: str, *, no: bool = False) -> segments.Condition:
    """Ask one thing."""
    return segments.Condition(what, {what: value}, no)


def segment(key: str, *asked: segments.Condition, how: Any = "all", no: bool = False) -> dict[str, Any]:
    """Keep a segment of conditions, and begin by it."""
    made, _is_new = audience.create(
        key=key, name=key, definition=segments.Rule(segments.Group(how, asked, no)), now=NOW
    )
    return {"kind": "segment", "segment": str(made.pk)}


def tags(*, put: str = "", off: str = "") -> dict[str, Any]:
    """Draw a step for a tag that is taken off and one for a tag that is put on."""
    first = {"off": {"kind": "tag", "tag": off, "off": True, "next": "put" if put else ""}} if off else {}
    return first | ({"put": {"kind": "tag", "tag": put, "next": ""}} if put else {})


def wrong(steps: dict[str, Any], entry: dict[str, Any], *, again_days: int | None = 0) -> list[tuple[str, str]]:
    """Say what stands in the way of publishing a drawing."""
    drawn = journeys.draft(key="own", name="環", graph=way(steps, entry=entry, again_days=again_days), now=NOW)
    return [(one.reason, one.where) for one in queries.troubles(queries.draft_of(drawn), own=drawn.pk)]


def test_two_that_hand_somebody_to_and_fro_by_tags_are_a_circle() -> None:
    world.house()
    a, b = segment("a", where("tag", "A")), segment("b", where("tag", "B"))
    live(way(tags(put="A", off="B"), entry=b, again_days=0), key="there")
    assert wrong(tags(put="B", off="A"), a) == [("loop", "put")]
    # Who comes once only goes round once; who keeps the tag does not come into the segment again.
    assert wrong(tags(put="B", off="A"), a, again_days=None) == []
    assert wrong(tags(put="B"), a) == []


def test_a_segment_of_those_without_a_tag_is_left_by_it() -> None:
    world.house()
    fresh = segment("fresh", where("tag", "greeted", no=True))
    assert wrong(tags(put="greeted"), fresh) == []
    assert wrong(tags(put="greeted", off="greeted"), fresh) == [("loop", "off")]


def test_a_circle_is_seen_through_segments_that_stand_on_others_and_through_what_is_not() -> None:
    world.house()
    inner = segment("inner", where("tag", "A"), where("orders", "1"), how="any")
    outer = segment("outer", where("segment", inner["segment"]), no=True)
    assert wrong(tags(put="A", off="A"), outer) == [("loop", "off")]
    kept = audience.create(key="kept", name="会", definition=segments.Manual(), now=NOW)[0].pk
    on = {"kind": "list", "segment": str(kept), "next": ""}
    beside = segment("beside", where("segment", str(kept)), where("tag", "A"))
    assert wrong({"on": on | {"next": "off"}, "off": on | {"off": True}}, beside) == [("loop", "on")]
    assert wrong({"on": on}, beside) == []


def test_two_that_set_a_field_to_and_fro_are_a_circle() -> None:
    world.house()
    gold, other = segment("gold", where("member_rank", "金")), segment("other", where("member_rank", "金", no=True))

    def rank(value: str) -> dict[str, Any]:
        return {"rank": {"kind": "profile", "field": "rank", "value": value, "next": ""}}

    assert (wrong(rank("金"), gold), wrong(rank("銀"), gold)) == ([], [])
    live(way(rank("金"), entry=other, again_days=0), key="up")
    assert wrong(rank("銀"), gold) == [("loop", "rank")]


def test_a_circle_of_unknown_segments_or_without_any_asks_nothing(django_assert_num_queries: Any) -> None:
    world.house()
    drawn = journeys.draft(key="own", name="一", graph=way(tags(put="A")), now=NOW)
    with django_assert_num_queries(1):
        assert queries.circles(queries.draft_of(drawn), own=drawn.pk) == []
