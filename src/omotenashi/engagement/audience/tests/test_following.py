# SPDX-License-Identifier: Apache-2.0
"""People enter and leave with what happens and at the instant a day turns, and no older answer undoes a newer one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import bulk
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.orders.actions import records as orders
from omotenashi.commerce.orders.actions.records import LineRecord, OrderRecord
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.actions import computing, reading
from omotenashi.engagement.audience.models import Segment, SegmentTimer
from omotenashi.engagement.audience.queries import Condition, Group, Known, Rule, meaning
from omotenashi.engagement.audience.tests import world
from omotenashi.engagement.audience.tests.world import LATER
from omotenashi.people.customers.actions import erasures, links
from omotenashi.people.timeline.models import Reader
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
# 08:00 in Tokyo; the day there turns at 15:00 UTC.
NOW = datetime(2026, 3, 7, 23, tzinfo=UTC)
DAY = date(2026, 3, 8)


def midnight(days: int) -> datetime:
    """The moment at which a day begins, so many days after that of NOW."""
    return datetime(2026, 3, 7, 15, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> dict[int, UUID]:
    """Four people and no lake yet."""
    settings.LAKE_PATH = tmp_path / "lake"
    found = world.people(4)
    places.register_channels(["EC", "STORE"])
    return found


def rule(*conditions: Condition) -> Rule:
    return Rule(Group("all", conditions))


def bought(no: bool = False, **values: str) -> Condition:
    return Condition("bought", values, no)


def segment(meant: Rule, *, key: str = "one") -> Segment:
    """A segment, filled as of NOW."""
    made = world.segment(meant, key=key)
    audience.recompute(made.pk, now=NOW)
    return made


def buy(
    person: UUID, number: str, *, at: datetime = NOW, amount: int = 1000, cancelled_at: datetime | None = None
) -> None:
    line = LineRecord(sku="A", quantity=1, unit_price=Decimal(amount), amount=amount)
    record = OrderRecord(
        origin="test",
        number=number,
        channel="EC",
        node_id=person,
        placed_at=at,
        lines=(line,),
        cancelled_at=cancelled_at,
    )
    orders.record([record], now=at)


def hear(*, now: datetime = NOW) -> None:
    """What was told is delivered, and the segments follow."""
    outbox.deliver(now=LATER)
    while audience.follow(now=now):
        pass
    outbox.deliver(now=LATER)


def members(one: Segment, ids: dict[int, UUID]) -> list[int]:
    found = world.members(one, ids)
    one.refresh_from_db()
    assert one.size == len(found)
    return found


def told() -> list[tuple[str, str]]:
    found = Event.objects.filter(name__startswith="audience.").order_by("id")
    return [(event.name.removeprefix("audience."), person) for event in found for person in event.payload["person_ids"]]


def test_an_order_lets_in_at_once_and_its_cancellation_lets_go(ids: dict[int, UUID]) -> None:
    one = segment(rule(bought(within="30", amount_from="800")))
    buy(ids[1], "1")
    buy(ids[2], "2", amount=500)
    hear()
    assert (members(one, ids), told()) == ([1], [("SegmentEntered", str(ids[1]))])
    buy(ids[1], "1", cancelled_at=NOW)
    hear()
    assert (members(one, ids), told()[1:]) == ([], [("SegmentLeft", str(ids[1]))])


def test_what_is_heard_twice_or_late_moves_nobody_again(ids: dict[int, UUID]) -> None:
    one = segment(rule(bought(within="30")))
    buy(ids[1], "late", at=NOW - timedelta(days=29, hours=1))
    hear()
    Reader.objects.filter(name="segments").update(seq=0)
    hear()
    assert (members(one, ids), len(told())) == ([1], 1)


def test_a_window_closes_at_the_midnight_of_the_zone(ids: dict[int, UUID]) -> None:
    buy(ids[1], "1", at=midnight(-29) + timedelta(hours=5))
    one = segment(rule(bought(within="30")))
    hear()
    assert (members(one, ids), list(SegmentTimer.objects.values_list("person_id", "flips_at"))) == (
        [1], [(ids[1], midnight(1))],
    )  # fmt: skip
    assert audience.turn_due(now=midnight(1) - timedelta(microseconds=1)) == 0
    assert members(one, ids) == [1]
    assert (audience.turn_due(now=midnight(1)), members(one, ids)) == (1, [])
    assert (told(), SegmentTimer.objects.count()) == ([("SegmentLeft", str(ids[1]))], 0)


def test_who_has_not_come_for_days_enters_when_the_day_begins(ids: dict[int, UUID]) -> None:
    buy(ids[1], "1", at=NOW - timedelta(days=58))
    one = segment(rule(Condition("last", {"days_from": "60"})))
    assert members(one, ids) == []
    assert (audience.turn_due(now=midnight(2)), members(one, ids)) == (1, [1])


def test_somebody_new_is_among_those_who_did_not(ids: dict[int, UUID]) -> None:
    one = segment(rule(bought(no=True)))
    assert members(one, ids) == [1, 2, 3, 4]
    buy(ids[4], "1")
    hear()
    assert members(one, ids) == [1, 2, 3]


def test_a_merge_is_judged_of_both_together_and_an_unmerge_of_each(ids: dict[int, UUID]) -> None:
    one = segment(rule(bought(least="2")))
    buy(ids[1], "1")
    buy(ids[2], "2", at=NOW - timedelta(days=3))
    hear()
    assert members(one, ids) == []
    asked: Any = {"by": "test", "reason": "one human", "now": NOW}
    linked = links.link(ids[1], ids[2], cause_kind="staff", cause_id="1", **asked)
    hear()
    assert members(one, ids) == [1]
    links.unmerge(log_id=linked.log_id, **asked)
    hear()
    assert members(one, ids) == []


def test_a_segment_may_stand_on_another_and_never_on_itself(ids: dict[int, UUID]) -> None:
    base = segment(rule(bought()))
    upper = segment(rule(Condition("segment", {"segment": str(base.pk)})), key="two")
    buy(ids[3], "1")
    hear()
    assert (members(base, ids), members(upper, ids)) == ([3], [3])
    with pytest.raises(audience.BadSegment) as refused:
        audience.redefine(base.pk, definition=rule(Condition("segment", {"segment": str(upper.pk)})), now=NOW)
    assert refused.value.code == "cycle"


def test_an_erased_person_leaves_no_timer(ids: dict[int, UUID]) -> None:
    buy(ids[1], "1", at=midnight(-29))
    one = segment(rule(bought(within="30")))
    assert SegmentTimer.objects.count() == 1
    erasures.erase(ids[1], by="test", now=NOW)
    outbox.deliver(now=LATER)
    assert (members(one, ids), SegmentTimer.objects.count()) == ([], 0)


def test_frozen_segments_stay_and_their_clocks_are_put_away(ids: dict[int, UUID]) -> None:
    buy(ids[1], "1", at=midnight(-29))
    one = segment(rule(bought(within="30")))
    audience.freeze(one.pk, now=NOW)
    assert (audience.turn_due(now=midnight(1)), members(one, ids), SegmentTimer.objects.count()) == (1, [1], 0)
    assert audience.turn_due(now=midnight(1)) == 0


def test_a_rule_that_cannot_be_read_holds_nobody_else_up(ids: dict[int, UUID]) -> None:
    one, bad = segment(rule(bought())), segment(rule(bought()), key="bad")
    audience.redefine(bad.pk, definition=rule(bought(least="many")), now=NOW)
    Segment.objects.filter(pk=bad.pk).update(lake_version=0, as_of=DAY)
    buy(ids[1], "1")
    hear()
    assert (members(one, ids), members(bad, ids)) == ([1], [])


def test_a_reader_far_behind_has_everybody_computed(ids: dict[int, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    one = segment(rule(bought()))
    buy(ids[1], "1")
    outbox.deliver(now=LATER)
    monkeypatch.setattr(reading, "FAR", 0)
    assert audience.follow(now=NOW) == 0
    one.refresh_from_db()
    assert (one.stage, Reader.objects.get(name="segments").seq > 0) == ("waiting", True)


# An answer of an older lake and what was judged since.


def aged(meant: Rule, *, now: datetime) -> Known:
    """What a lake says that was written before anybody bought: nobody meets anything. It reaches up to now."""
    [(mark,)] = bulk.rows("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    said: dict[Any, Any] = {
        (one.what, tuple(sorted(one.values.items()))): (set(), {}) for one in meant.of.of if isinstance(one, Condition)
    }
    return Known(queries.moment_of(now), 1, said, {"since": mark, "entry": 0, "received": now - timedelta(hours=1)})


def test_an_older_lake_does_not_undo_who_came_since(ids: dict[int, UUID]) -> None:
    meant = rule(bought(within="30"))
    one = segment(meant)
    known = aged(meant, now=NOW)
    buy(ids[1], "1")
    hear()
    computing.apply_rule(one.pk, meant, known, version=1, now=NOW)
    assert (members(one, ids), len(told())) == ([1], 1)


def test_without_a_look_at_what_is_younger_the_older_lake_undoes_it(
    ids: dict[int, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    meant = rule(bought(within="30"))
    one = segment(meant)
    known = aged(meant, now=NOW)
    buy(ids[1], "1")
    hear()
    monkeypatch.setattr(meaning, "since_the_lake", lambda _reaches: {})
    computing.apply_rule(one.pk, meant, known, version=1, now=NOW)
    assert members(one, ids) == []


def test_an_answer_of_yesterday_does_not_undo_what_turned_at_midnight(ids: dict[int, UUID]) -> None:
    buy(ids[1], "1", at=midnight(-29))
    meant = rule(bought(within="30"))
    one = segment(meant)
    known = queries.know(meant, now=NOW)
    audience.turn_due(now=midnight(1))
    assert computing.apply_rule(one.pk, meant, known, version=0, now=NOW).applied is False
    assert members(one, ids) == []


def test_the_day_alone_has_what_follows_at_once_computed_anew(ids: dict[int, UUID]) -> None:
    segment(rule(bought(within="30")))
    soon = NOW + timedelta(minutes=10)
    assert [audience.recompute_due(now=at) for at in (soon, midnight(1), midnight(1) + timedelta(minutes=10))] == [
        0,
        1,
        0,
    ]
