# SPDX-License-Identifier: Apache-2.0
"""Items become entries once each, and persons shortly after: replayed, reordered and late, the same persons."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omotenashi.people.customers.models import NodePerson, Profile
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry, Rejected, Source, SourceHour

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Source:
    return timeline.create_source(kind="server", name="Server", now=NOW)


def said(n: int, kind: str = "track", **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(minutes=100 - n)).isoformat()
    return {"type": kind, "event": "E", "messageId": f"m{n}", "timestamp": at, **more}


def persons() -> list[list[str]]:
    """Give every person as the sorted keys of the person."""
    found: dict[Any, list[str]] = {}
    for row in NodePerson.objects.select_related("node"):
        found.setdefault(row.person_id, []).append(f"{row.node.type}={row.node.value}")
    return sorted(sorted(keys) for keys in found.values())


def read_all() -> None:
    while timeline.read_identities(now=NOW):
        continue


@pytest.mark.parametrize("start", [NOW + timedelta(days=n) for n in range(7)])
def test_an_item_counts_once_within_seven_days_and_again_after_two_weeks(server: Source, start: datetime) -> None:
    item = said(1, userId="u")
    told = [
        timeline.ingest([item, item], source=server, now=start + timedelta(days=days)).written for days in (0, 1, 7, 14)
    ]
    assert (told, Entry.objects.count()) == ([1, 0, 0, 1], 2)


def test_a_replay_counts_once_around_the_days_of_what_it_replays(server: Source) -> None:
    late = NOW + timedelta(days=30)
    timeline.ingest([said(1, userId="u")], source=server, now=NOW)
    timeline.ingest([said(2, userId="u"), said(3)], source=server, now=late)
    again = Rejected.objects.get()
    Rejected.objects.filter(pk=again.pk).update(raw=again.raw[:-1] + ',"userId":"u","messageId":"m1"}', received_at=NOW)
    done = timeline.replay(rejected_ids=[again.pk], now=late)
    assert (done.written, done.repeated, Entry.objects.count()) == (0, 1, 2)


def test_a_public_key_hides_no_entry_of_a_server(server: Source) -> None:
    web = timeline.create_source(kind="web", name="site", now=NOW)
    told = [timeline.ingest([said(1, userId="u")], source=source, now=NOW).written for source in (web, server, web)]
    assert (told, Entry.objects.values("message_id").distinct().count()) == ([1, 1, 0], 1)


def test_what_a_source_sends_is_counted_by_the_hour(server: Source) -> None:
    timeline.ingest([said(1, userId="u"), said(1, userId="u"), said(2)], source=server, now=NOW)
    assert SourceHour.objects.values_list("hour", "entries", "repeats", "refused", "last_at").get() == (
        NOW, 1, 1, 1, NOW
    )  # fmt: skip


STORY = [
    said(1, anonymousId="a1"),
    said(2, anonymousId="a1"),
    said(3, "identify", anonymousId="a1", userId="u1", traits={"email": "hana@example.com", "name": "山田 花"}),
    said(4, anonymousId="a1", userId="u1"),
    said(5, "alias", userId="u1", previousId="a2"),
    said(6, anonymousId="a2"),
    said(7, "identify", anonymousId="a3", userId="u2", traits={"phone": "090-1234-5678", "name": "鈴木 健"}),
    said(8, "group", anonymousId="a9", userId="u2", groupId="g"),
]
EXPECTED = [
    ["anonymous_id=a1", "anonymous_id=a2", "email=hana@example.com", "user_id=u1"],
    ["anonymous_id=a3", "phone=+819012345678", "user_id=u2"],
]


def test_a_story_becomes_its_persons(server: Source) -> None:
    timeline.ingest(STORY, source=server, now=NOW)
    read_all()
    assert persons() == EXPECTED
    assert sorted(Profile.objects.values_list("name", "email", "phone")) == [
        ("山田 花", "hana@example.com", ""), ("鈴木 健", "", "+819012345678")
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_replayed_reordered_and_late_it_is_the_same(seed: int, server: Source) -> None:
    draw = random.Random(seed)  # a test
    parts = [*STORY, *STORY]
    draw.shuffle(parts)
    for first in range(0, len(parts), 3):
        timeline.ingest(parts[first : first + 3], source=server, now=NOW + timedelta(seconds=first))
        if draw.random() < 0.5:
            read_all()
    read_all()
    timeline.move_reader(name="identity", seq=0, now=NOW)
    read_all()
    assert (persons(), Entry.objects.exclude(type="event").count()) == (EXPECTED, len(STORY))


def test_a_shared_device_joins_nobody() -> None:
    till = timeline.create_source(kind="pos", name="Till", shared_device=True, now=NOW)
    timeline.ingest([said(n, userId=f"u{n}", anonymousId="till") for n in range(5)], source=till, now=NOW)
    read_all()
    assert [keys for keys in persons() if len(keys) > 1] == []
    assert Entry.objects.filter(others=[]).count() == 5


def test_a_million_events_of_one_visitor_are_one_node_and_null_is_nobody(server: Source) -> None:
    items = [said(n, anonymousId="a") for n in range(3000)]
    assert timeline.ingest(items, source=server, now=NOW).written == 3000
    assert Entry.objects.values("node_id").distinct().count() == 1
    everybody = [
        said(5000 + n, "identify", userId=f"u{n}", traits={"email": "null", "phone": "000"}) for n in range(30)
    ]
    timeline.ingest(everybody, source=server, now=NOW)
    read_all()
    assert [keys for keys in persons() if len(keys) > 1] == []


def test_who_signs_in_on_a_visited_browser_opens_a_spell_although_answers_are_remembered(
    server: Source, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        timeline.ingest([said(1, anonymousId="a", userId="u1"), said(2, anonymousId="a")], source=server, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        timeline.ingest([said(3, anonymousId="a", userId="u2"), said(4, anonymousId="a")], source=server, now=NOW)
    timeline.ingest([said(5, anonymousId="a")], source=server, now=NOW)
    by_id = dict(Entry.objects.values_list("message_id", "node_id"))
    assert (by_id["m2"] != by_id["m4"], by_id["m4"] == by_id["m5"]) == (True, True)


def test_a_refused_item_is_sent_again_when_its_reason_is_gone(server: Source) -> None:
    timeline.ingest([said(1)], source=server, now=NOW)
    refused = Rejected.objects.get()
    assert timeline.replay(rejected_ids=[refused.pk], now=NOW).refused == 1
    Rejected.objects.update(raw=refused.raw.replace('"event"', '"userId":"u","event"'))
    assert timeline.replay(rejected_ids=[refused.pk], now=NOW).written == 1
    assert (Entry.objects.get().message_id, Rejected.objects.get().replayed_at) == ("m1", NOW)
