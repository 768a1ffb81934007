# SPDX-License-Identifier: Apache-2.0
"""Tags, tastes, usage and CPM groups let in and let go at once, and each says by what somebody is in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from omotenashi.base import bulk
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.loyalty.events import TierChanged
from omotenashi.commerce.usage.queries import NAME
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.queries import Condition, Evidence, Group, Rule
from omotenashi.engagement.audience.tests import world
from omotenashi.engagement.audience.tests.test_following import buy
from omotenashi.insight import actions as insight
from omotenashi.insight.models import Taste
from omotenashi.people.customers.actions import tags
from omotenashi.people.timeline import actions as timeline
from omotenashi.places.locations import actions as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 7, 23, tzinfo=UTC)


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> dict[int, UUID]:
    """Three people, two products and no lake yet."""
    settings.LAKE_PATH = tmp_path / "lake"
    found = world.people(3)
    places.register_channels(["EC"])
    catalogue.register([catalogue.ProductRecord(code=code, sku=code, name=f"Name of {code}") for code in ("A", "B")])
    return found


def segment(what: str, **values: str) -> Segment:
    made = world.segment(Rule(Group("all", (Condition(what, values),))))
    audience.recompute(made.pk, now=NOW)
    return made


def hear() -> None:
    outbox.deliver(now=world.LATER)
    while audience.follow(now=NOW):
        pass
    outbox.deliver(now=world.LATER)


def why(one: Segment, person: UUID) -> list[Evidence]:
    meant = queries.definition_of(one)
    assert isinstance(meant, Rule)
    return queries.why(meant, [person], now=NOW)[person]


def test_a_tag_lets_in_and_taken_off_lets_go(ids: dict[int, UUID]) -> None:
    one = segment("tag", tag="VIP,花粉")
    tags.put("ＶＩＰ", nodes=[ids[1], ids[3]], source="test", now=NOW)
    tags.put("gift", nodes=[ids[2]], source="test", now=NOW)
    hear()
    assert (world.members(one, ids), why(one, ids[3])) == ([1, 3], [Evidence("tag", word="VIP")])
    tags.take_off("ＶＩＰ", nodes=[ids[1]], now=NOW)
    hear()
    assert world.members(one, ids) == [3]


def test_a_rank_of_the_programme_lets_in_when_it_is_decided_and_lets_go_with_the_next(ids: dict[int, UUID]) -> None:
    one = segment("tier", tier="gold,platinum")
    for tier, before, then in (("gold", "silver", [2]), ("silver", "gold", [])):
        bulk.run("DELETE FROM loyalty_tierstate")
        bulk.run(_TIER, [ids[2], tier, NOW, NOW, NOW])
        publish(TierChanged(node_id=ids[2], at=NOW, before=before, tier=tier, basis=1))
        hear()
        assert world.members(one, ids) == then


def test_a_note_of_a_scenario_lets_in_at_once_and_its_window_lets_go(ids: dict[int, UUID]) -> None:
    one = segment("noted", note="VIP候補", within="2")
    for number, name in ((1, "scenario:ＶＩＰ候補"), (2, "scenario:別"), (3, "VIP候補")):
        entry = timeline.EntryRecord(message_id=f"n{number}", name=name, node_id=ids[number], at=NOW, props={})
        timeline.append([entry], source=timeline.internal_source(), now=NOW)
    hear()
    assert (world.members(one, ids), why(one, ids[1])) == (
        [1], [Evidence("noted", times=1, day=NOW.astimezone(ZoneInfo("Asia/Tokyo")).date(), word="VIP候補")],
    )  # fmt: skip
    audience.turn_due(now=NOW + timedelta(days=2))
    assert world.members(one, ids) == []


_TIER = """
INSERT INTO loyalty_tierstate (node_id, tier, basis, rule_version, window_from, since, decided_at) VALUES (%s, %s, 0, 1, %s, %s, %s)
"""


def lean(ids: dict[int, UUID], *tags: tuple[int, str, str]) -> None:
    """Let people lean towards values of axes."""
    for number, axis, value in tags:
        Taste.objects.create(
            person_id=ids[number],
            axis=axis,
            value=value,
            place=0,
            z=2,
            share=0.5,
            base=0.1,
            version=1,
            as_of=NOW.date(),
        )


def test_a_taste_that_is_taken_away_lets_go_at_once(ids: dict[int, UUID]) -> None:
    lean(ids, (1, "colour", "red"), (1, "category", "tea"), (2, "colour", "red"), (3, "size", "red"))
    one = segment("taste", colour="red,blue")
    assert (world.members(one, ids), why(one, ids[2])) == ([1, 2], [Evidence("taste", word="colour:red")])
    assert insight.refuse_taste(node_id=ids[2], axis="colour", value="red", now=NOW)
    hear()
    assert world.members(one, ids) == [1]


def test_of_several_axes_each_must_fit(ids: dict[int, UUID]) -> None:
    lean(ids, (1, "colour", "red"), (1, "category", "tea"), (2, "colour", "red"))
    assert world.members(segment("taste", colour="red", category="tea,cake"), ids) == [1]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, [1, 2]),
        ({"product": "A"}, [1]),
        ({"product": "A", "stage": "not_begun"}, [2, 3]),
        ({"stage": "finished"}, [1]),
        ({"stage": "under_way"}, [2]),
        ({"use": "opened", "stage": "under_way"}, [2]),
        ({"use": "read", "from": "40", "to": "50"}, [2]),
    ],
)
def test_usage_follows_what_a_site_told(ids: dict[int, UUID], values: dict[str, str], expected: list[int]) -> None:
    one = segment("usage", **values)
    said = [(1, "A", "read", 1.0), (2, "B", "read", 0.5), (2, "B", "opened", 1.0), (3, "B", "used", 0.0)]
    rows = [
        timeline.EntryRecord(
            message_id=f"u{n}", name=NAME, node_id=ids[who], at=NOW,
            props={"product_id": product, "kind": kind, "progress": progress},
        )
        for n, (who, product, kind, progress) in enumerate(said)
    ]  # fmt: skip
    timeline.append(rows, source=timeline.internal_source(), now=NOW)
    hear()
    assert world.members(one, ids) == expected


def test_a_kind_of_cpm_follows_orders_and_turns_when_silence_is_long_enough(ids: dict[int, UUID]) -> None:
    here = segment("kind", kind="fashion,best", state="active", days="30")
    buy(ids[1], "1", at=NOW - timedelta(days=29), amount=9_000)
    buy(ids[1], "2", at=NOW - timedelta(days=28), amount=9_000)
    buy(ids[2], "3", amount=90_000)
    hear()
    assert (queries.follows(queries.definition_of(here)), world.members(here, ids)) == ("at_once", [1])
    assert why(here, ids[1]) == [
        Evidence("kind", times=2, amount=18_000, day=(NOW - timedelta(days=27)).date(), word="fashion")
    ]
    for days, members in ((2, [1]), (3, [])):
        audience.turn_due(now=datetime(2026, 3, 7, 15, tzinfo=UTC) + timedelta(days=days))
        assert world.members(here, ids) == members


def test_a_note_brings_into_a_segment_of_notes_and_out_of_one_with_a_window_or_a_most() -> None:
    asked = {
        "named": Condition("noted", {"note": "VIP,済み"}), "window": Condition("noted", {"note": "VIP", "within": "7"}),
        "never": Condition("noted", {"note": "VIP"}, no=True), "any": Condition("noted"),
    }  # fmt: skip
    meant = {key: Rule(Group("all", (one,))) for key, one in asked.items()}
    by = {
        key: (rules.lets_in(key, meant) - {("segment", key)}, rules.lets_in(key, meant, out=True) - {("left", key)})
        for key in meant
    }
    vip = ("event", "scenario:VIP")
    assert by == {
        "named": ({vip, ("event", "scenario:済み")}, set()), "window": ({vip}, {vip}), "never": (set(), {vip}),
        "any": ({("other event", "")}, set()),
    }  # fmt: skip
