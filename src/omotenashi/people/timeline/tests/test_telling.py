# SPDX-License-Identifier: Apache-2.0
"""What says something of who is who is marked, and the identity reader looks at nothing else."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omotenashi.base import bulk
from omotenashi.people.customers.models import Edge
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.actions import placing
from omotenashi.people.timeline.models import Entry, Reader, Source

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Source:
    return timeline.create_source(kind="server", name="Server", now=NOW)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Do what waits for a commit at the end of a block."""

    def block() -> AbstractContextManager[Any]:
        return django_capture_on_commit_callbacks(execute=True)  # type: ignore[no-any-return]

    return block


def said(n: int, kind: str = "track", *, key: str = "", **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(minutes=100 - n)).isoformat()
    return {"type": kind, "event": "E", "messageId": key or f"m{n}", "timestamp": at, **more}


def telling() -> list[str]:
    """Give the message ids of the entries that tell."""
    return list(Entry.objects.filter(tells=True).order_by("seq").values_list("message_id", flat=True))


def test_who_is_known_says_it_once(server: Source, committed: Any) -> None:
    for n in range(1, 4):
        with committed():
            timeline.ingest([said(n, userId="u", anonymousId="a")], source=server, now=NOW)
    assert (telling(), timeline.read_identities(now=NOW), Edge.objects.count()) == (["m1"], 1, 1)
    assert timeline.read_identities(now=NOW) == 0


def test_a_visitor_alone_says_nothing_and_an_identify_always_does(server: Source, committed: Any) -> None:
    for n, kind in enumerate(("track", "page", "identify", "identify"), start=1):
        with committed():
            timeline.ingest([said(n, kind, anonymousId="a", traits={"name": "花"})], source=server, now=NOW)
    assert telling() == ["m3", "m4"]


def test_an_earlier_moment_says_it_again(server: Source, committed: Any) -> None:
    for n in (5, 6, 3, 4):
        with committed():
            timeline.ingest([said(n, userId="u", anonymousId="a")], source=server, now=NOW)
    assert telling() == ["m5", "m3"]


def test_what_another_process_was_told_is_said_again(server: Source, committed: Any) -> None:
    for n in (1, 2):
        with committed():
            timeline.ingest([said(n, userId="u", anonymousId="a")], source=server, now=NOW)
        placing.forget()
    assert telling() == ["m1", "m2"]


def test_it_is_said_again_after_a_while(server: Source, committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "TOLD_SECONDS", -1.0)
    for n in (1, 2):
        with committed():
            timeline.ingest([said(n, userId="u", anonymousId="a")], source=server, now=NOW)
    assert telling() == ["m1", "m2"]


def test_only_what_was_committed_was_said(server: Source, committed: Any) -> None:
    timeline.ingest([said(1, userId="u", anonymousId="a")], source=server, now=NOW)  # the commit never comes
    timeline.ingest([said(2, userId="u", anonymousId="a")], source=server, now=NOW)
    assert telling() == ["m1", "m2"]


def test_a_repeat_says_nothing_so_the_next_item_does(server: Source, committed: Any) -> None:
    with committed():
        timeline.ingest([said(1, key="same", userId="u", anonymousId="a")], source=server, now=NOW)
    with committed():
        # The same message id with another visitor: dropped, and with it what it would have said.
        done = timeline.ingest([said(2, key="same", userId="u", anonymousId="b")], source=server, now=NOW)
    with committed():
        timeline.ingest([said(3, userId="u", anonymousId="b")], source=server, now=NOW)
    assert ((done.written, done.repeated, done.telling), telling()) == ((0, 1, 0), ["same", "m3"])


def test_a_replay_reads_what_tells_and_the_house_before_the_mark(server: Source, committed: Any) -> None:
    for n in (1, 2):
        with committed():
            timeline.ingest([said(n, userId="u", anonymousId="a")], source=server, now=NOW)
    assert (timeline.read_identities(now=NOW), Reader.objects.get().seq) == (1, Entry.objects.get(message_id="m1").seq)
    timeline.move_reader(name="identity", seq=0, now=NOW)
    assert (timeline.read_identities(now=NOW), Edge.objects.count()) == (1, 1)


def test_the_reader_walks_along_the_index_of_what_tells(server: Source) -> None:
    timeline.ingest([said(1, userId="u")], source=server, now=NOW)
    bulk.run("SET LOCAL enable_seqscan = off")
    plan = "EXPLAIN SELECT seq FROM timeline_entry_2026_11 WHERE seq > 5 {} ORDER BY seq LIMIT 10"
    with_mark, without = (
        " ".join(line for (line,) in bulk.rows(plan.format(more))) for more in ("AND tells", "AND NOT tells")
    )
    # What the index leaves out need not be filtered.
    assert ("Filter" in with_mark, "Filter" in without) == (False, True)
