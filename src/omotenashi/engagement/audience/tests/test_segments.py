# SPDX-License-Identifier: Apache-2.0
"""A segment is made once, follows the record, and says who came and went."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.models import Event
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.actions import computing, telling
from omotenashi.engagement.audience.actions.computing import Change
from omotenashi.engagement.audience.models import Membership, Segment, SegmentVersion
from omotenashi.engagement.audience.queries import Condition
from omotenashi.engagement.audience.tests import world
from omotenashi.engagement.audience.tests.world import AGAIN, NOW
from omotenashi.insight.measures.params import BadParameter
from omotenashi.people.customers.actions import erasures, links

pytestmark = pytest.mark.django_db
ONE, TWO = (1, date(2026, 1, 1)), (2, date(2026, 1, 2))


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE_PATH = tmp_path / "lake"
    world.example(settings.LAKE_PATH)
    return tmp_path / "lake"


def told() -> list[tuple[str, int]]:
    """What the outbox holds of segments: name and number of persons, in order."""
    found = Event.objects.filter(name__startswith="audience.").order_by("id")
    return [(event.name, len(event.payload["person_ids"])) for event in found]


def test_a_command_that_comes_twice_makes_one_segment() -> None:
    made = [audience.create(key="k", name=name, definition=AGAIN, now=NOW) for name in ("Came  back", "Another")]
    assert [(one.name, is_new) for one, is_new in made] == [("Came back", True), ("Came back", False)]
    assert list(SegmentVersion.objects.values_list("number", "definition")) == [(1, AGAIN.as_json())]


@pytest.mark.parametrize(("name", "code"), [("  ", "unnamed"), ("x" * 121, "long")])
def test_a_segment_needs_a_name_that_fits(name: str, code: str) -> None:
    with pytest.raises(audience.BadSegment) as refused:
        audience.create(key="k", name=name, definition=AGAIN, now=NOW)
    assert (refused.value.code, Segment.objects.count()) == (code, 0)


def test_what_a_segment_meant_is_never_rewritten() -> None:
    world.segment()
    with pytest.raises(DatabaseError), transaction.atomic():
        SegmentVersion.objects.update(number=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        SegmentVersion.objects.all().delete()
    assert SegmentVersion.objects.get().number == 1


def test_a_definition_reads_as_it_was_written() -> None:
    for one in (AGAIN, queries.Manual(), queries.Manual(AGAIN)):
        made = world.segment(one, key=str(one))
        assert queries.definition_of(made) == one


@pytest.mark.parametrize(
    ("values", "live"),
    [
        ({"channel": "EC", "from": "2026-01-01"}, True),
        ({"dated": "sent"}, False),
        ({"order_kind": "subscription"}, False),
        ({"seller": "1"}, False),
        ({"tax": "excl"}, False),
    ],
)
def test_what_only_the_lake_knows_of_a_purchase_is_asked_of_the_lake(values: dict[str, str], live: bool) -> None:
    assert [queries.is_live(Condition(what, values)) for what in ("bought", "first")] == [live, live]


@pytest.mark.usefixtures("lake")
def test_the_members_are_the_people_behind_the_cell() -> None:
    ids, one = world.people(), world.segment()
    assert queries.preview(AGAIN, now=NOW) == 3
    assert audience.recompute(one.pk, now=NOW) == Change(applied=True, entered=3, left=0)
    one.refresh_from_db()
    assert (world.members(one, ids), one.size, one.stage, one.lake_version) == ([1, 3, 6], 3, "", 1)
    assert [queries.is_in(one.pk, ids[n]) for n in (1, 2)] == [True, False]
    assert queries.segments_of(ids[1]) == [one]
    assert told() == []  # a first filling is no news


@pytest.mark.usefixtures("lake")
def test_a_fixed_list_is_filled_once_and_stays() -> None:
    ids = world.people()
    fixed, live = world.segment(queries.Manual(AGAIN)), world.segment(key="two")
    assert audience.recompute_due(now=NOW) == 2
    for one in (fixed, live):
        computing.apply(one.pk, [1], stamp=(0, date(2000, 1, 1)), now=NOW)  # too old to count
    Segment.objects.update(lake_version=0)
    Membership.objects.filter(person_id=ids[1]).update(left_at=NOW)
    Segment.objects.update(size=2)
    assert audience.recompute_due(now=NOW) == 1
    assert [world.members(one, ids) for one in (fixed, live)] == [[3, 6], [1, 3, 6]]


def test_who_comes_and_who_goes_is_told_once() -> None:
    ids, one = world.people(), world.segment()
    computing.apply(one.pk, [1, 2, 3], stamp=ONE, now=NOW)
    later = NOW + timedelta(days=1)
    assert computing.apply(one.pk, [2, 3, 4, 5], stamp=TWO, now=later) == Change(applied=True, entered=2, left=1)
    assert computing.apply(one.pk, [2, 3, 4, 5], stamp=TWO, now=later) == Change(applied=True)
    one.refresh_from_db()
    assert (world.members(one, ids), one.size) == ([2, 3, 4, 5], 4)
    assert told() == [("audience.SegmentEntered", 2), ("audience.SegmentLeft", 1)]
    assert queries.moved_since(NOW, [one.pk]) == {one.pk: (2, 1)}


def test_many_are_told_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    world.people()
    one = world.segment()
    monkeypatch.setattr(telling, "BATCH", 2)
    computing.apply(one.pk, [], stamp=ONE, now=NOW)
    computing.apply(one.pk, [1, 2, 3, 4, 5], stamp=TWO, now=NOW)
    assert told() == [("audience.SegmentEntered", 2), ("audience.SegmentEntered", 2), ("audience.SegmentEntered", 1)]


def test_an_answer_of_an_older_lake_or_day_comes_too_late() -> None:
    ids, one = world.people(), world.segment()
    computing.apply(one.pk, [1, 2], stamp=TWO, now=NOW)
    for old in (ONE, (2, date(2026, 1, 1)), (1, date(2026, 1, 9))):
        assert computing.apply(one.pk, [7], stamp=old, now=NOW) == Change(applied=False)
    assert world.members(one, ids) == [1, 2]


@pytest.mark.usefixtures("lake")
def test_frozen_and_archived_segments_stay_as_they_are() -> None:
    ids = world.people()
    frozen, away = world.segment(key="a"), world.segment(key="b")
    audience.recompute_due(now=NOW)
    assert (audience.freeze(frozen.pk, now=NOW), audience.archive(away.pk, now=NOW)) == (True, True)
    assert (audience.freeze(frozen.pk, now=NOW), audience.archive(away.pk, now=NOW)) == (False, False)
    Segment.objects.update(lake_version=0)
    Membership.objects.filter(person_id=ids[1]).delete()
    Segment.objects.update(size=2)
    assert (audience.recompute_due(now=NOW), queries.segments_of(ids[3])) == (0, [frozen])
    assert (audience.thaw(frozen.pk), audience.restore(away.pk)) == (True, True)
    assert audience.recompute_due(now=NOW) == 2
    assert [world.members(one, ids) for one in (frozen, away)] == [[1, 3, 6]] * 2


@pytest.mark.usefixtures("lake")
def test_a_cancelled_computation_changes_nothing() -> None:
    ids, one = world.people(), world.segment()
    assert audience.cancel(one.pk, now=NOW) is False
    assert (audience.request(one.pk, now=NOW), audience.request(one.pk, now=NOW)) == (True, False)
    assert audience.cancel(one.pk, now=NOW) is True
    assert audience.recompute(one.pk, now=NOW, asked=True) == Change(applied=False)
    assert computing.apply(one.pk, [1], stamp=ONE, now=NOW) == Change(applied=False)
    assert world.members(one, ids) == []
    assert audience.recompute(one.pk, now=NOW) == Change(applied=True, entered=3)


@pytest.mark.usefixtures("lake")
def test_what_fails_is_said_and_keeps_the_members() -> None:
    ids = world.people()
    good, bad = world.segment(key="a"), world.segment(queries.Cell("f2", {}, {"days": "soon"}), key="b")
    assert audience.recompute_due(now=NOW) == 1
    bad.refresh_from_db()
    assert (bad.error.startswith("BadParameter"), bad.failed_at, bad.stage) == (True, NOW, "")
    assert world.members(good, ids) == [1, 3, 6]
    with pytest.raises(BadParameter):
        audience.recompute(bad.pk, now=NOW)


def test_a_list_by_hand_takes_people_and_lets_them_go() -> None:
    ids, one = world.people(), world.segment(queries.Manual())
    assert audience.add(one.pk, persons=[ids[1], ids[2], ids[2]], now=NOW, tells=False) == 2
    assert audience.add(one.pk, persons=[ids[2], ids[3]], now=NOW) == 1
    assert audience.remove(one.pk, persons=[ids[1], ids[8]], now=NOW) == 1
    one.refresh_from_db()
    assert (world.members(one, ids), one.size) == ([2, 3], 2)
    assert told() == [("audience.SegmentEntered", 1), ("audience.SegmentLeft", 1)]
    with pytest.raises(audience.BadSegment):
        audience.add(world.segment(key="live").pk, persons=[ids[1]], now=NOW)


def test_a_merge_carries_the_place_over_and_an_unmerge_gives_it_back() -> None:
    ids, one = world.people(), world.segment(queries.Manual())
    audience.add(one.pk, persons=[ids[2], ids[5]], now=NOW, tells=False)
    asked: Any = {"by": "test", "reason": "one human", "now": NOW}
    linked = links.link(ids[1], ids[2], cause_kind="staff", cause_id="1", **asked)
    outbox.deliver(now=world.LATER)
    one.refresh_from_db()
    assert (world.members(one, ids), one.size, queries.is_in(one.pk, ids[2])) == ([1, 5], 2, True)
    links.unmerge(log_id=linked.log_id, **asked)
    outbox.deliver(now=world.LATER)
    one.refresh_from_db()
    assert (world.members(one, ids), one.size, told(), queries.broken()) == ([2, 5], 2, [], [])


def test_two_members_who_become_one_are_counted_once() -> None:
    ids, one = world.people(), world.segment(queries.Manual())
    audience.add(one.pk, persons=[ids[1], ids[2]], now=NOW, tells=False)
    audience.follow_merges([(ids[2], ids[1])], now=NOW)
    one.refresh_from_db()
    assert (world.members(one, ids), one.size) == ([1], 1)
    audience.follow_splits([ids[1], ids[2]])
    one.refresh_from_db()
    assert (world.members(one, ids), one.size) == ([1, 2], 2)


def test_who_is_erased_is_in_no_segment_and_comes_into_none() -> None:
    ids, one = world.people(), world.segment()
    computing.apply(one.pk, [1, 2], stamp=ONE, now=NOW)
    erasure = erasures.erase(ids[1], by="test", now=NOW)
    outbox.deliver(now=world.LATER)
    erasure.refresh_from_db()
    assert (Membership.objects.filter(person_id=ids[1]).count(), erasure.emptied["audience_membership"]) == (0, 1)
    computing.apply(one.pk, [1, 2, 3], stamp=TWO, now=NOW)
    one.refresh_from_db()
    assert (world.members(one, ids), one.size, queries.broken()) == ([2, 3], 2, [])


def test_growth_is_told_day_by_day() -> None:
    world.people()
    one = world.segment()
    computing.apply(one.pk, [1, 2, 3], stamp=ONE, now=NOW - timedelta(days=9))
    computing.apply(one.pk, [3, 4, 5, 6], stamp=TWO, now=NOW - timedelta(days=1))
    found = queries.growth(one.pk, until=NOW.date(), days=3, zone="Asia/Tokyo")
    assert [(day.members, day.entered, day.left) for day in found] == [(3, 0, 0), (4, 3, 2), (4, 0, 0)]
    assert {kind: len(rows) for kind, rows in queries.last_moves(one.pk, limit=5)} == {"entered": 3, "left": 2}
