# SPDX-License-Identifier: Apache-2.0
"""The timeline: every customer event becomes one entry, numbered in the order of commits, and stays as it is."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox import registry
from omotenashi.base.tests.together import together
from omotenashi.people.customers.events import CustomerEvent
from omotenashi.people.customers.tests.hana import customer, register
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline import queries
from omotenashi.people.timeline.actions import EntryRecord
from omotenashi.people.timeline.models import Entry

NOW = datetime(2026, 1, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def entry(message_id: str, *, node_id: UUID | None = None, at: datetime = NOW, name: str = "x.Seen") -> EntryRecord:
    """Make an entry."""
    return EntryRecord(message_id=message_id, name=name, node_id=node_id or new_id(), at=at, props={})


def append(*records: EntryRecord, now: datetime = NOW) -> int:
    """Append entries from our own source."""
    return timeline.append(records, source=timeline.internal_source(), now=now)


def test_a_customer_event_becomes_an_entry() -> None:
    [hana] = register(customer("member_no=M1"))
    outbox.deliver(now=datetime.now(UTC) + timedelta(minutes=1))
    found = Entry.objects.get()
    assert (found.name, found.node_id, found.at) == ("customers.CustomerRegistered", hana.node_id, NOW)
    assert found.props == {"person_id": str(hana.person_id), "source": "till"}


def test_every_event_about_a_customer_is_heard_and_no_other() -> None:
    name = "omotenashi.people.timeline.handlers.write_entries"
    heard = {stored for stored, kind in registry.known_events().items() if name in registry.handlers_of(kind)}
    assert heard == {stored for stored, kind in registry.known_events().items() if issubclass(kind, CustomerEvent)}


def test_a_message_id_counts_once() -> None:
    assert append(entry("a"), entry("b"), entry("a")) == 2
    assert append(entry("b"), entry("c")) == 1
    assert list(Entry.objects.order_by("seq").values_list("message_id", flat=True)) == ["a", "b", "c"]


def test_each_month_has_its_partition_whatever_the_zone_of_the_clock() -> None:
    tokyo = timezone(timedelta(hours=9))
    append(entry("a"), now=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    append(entry("b"), now=datetime(2026, 2, 1, 8, 45, tzinfo=tokyo))
    append(entry("c"), now=datetime(2026, 2, 1, 9, 0, tzinfo=tokyo))
    append(entry("d"), now=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    found = bulk.rows("SELECT tableoid::regclass::text, message_id FROM timeline_entry ORDER BY message_id")
    assert found == [
        ("timeline_entry_2026_01", "a"), ("timeline_entry_2026_01", "b"), ("timeline_entry_2026_02", "c"),
        ("timeline_entry_2026_12", "d"),
    ]  # fmt: skip


@pytest.mark.parametrize("sql", ["UPDATE timeline_entry SET name = 'y'", "DELETE FROM timeline_entry"])
def test_an_entry_cannot_be_changed(sql: str) -> None:
    append(entry("a"))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        bulk.run(sql)
    assert Entry.objects.get().name == "x.Seen"


def test_a_persons_entries_come_newest_first_and_can_be_narrowed() -> None:
    hana, ken = new_id(), new_id()
    days = [NOW + timedelta(days=n) for n in range(4)]
    append(
        *(entry(str(n), node_id=hana, at=day, name="x.Odd" if n % 2 else "x.Even") for n, day in enumerate(days)),
        now=days[3],
    )
    append(entry("k", node_id=ken))
    assert [found.message_id for found in queries.entries_of([hana])] == ["3", "2", "1", "0"]
    assert [found.message_id for found in queries.entries_of([hana], before=days[2])] == ["1", "0"]
    assert [found.message_id for found in queries.entries_of([hana], names=["x.Odd"])] == ["3", "1"]


def test_a_reader_goes_on_from_where_it_was() -> None:
    append(*(entry(str(n)) for n in range(5)))
    first = list(queries.entries_after(0, limit=2))
    rest = list(queries.entries_after(first[-1].seq, limit=10))
    assert [found.message_id for found in (*first, *rest)] == ["0", "1", "2", "3", "4"]


def _seen_by_a_reader_while_two_write() -> tuple[list[str], list[str]]:
    """A slow writer begins first and commits last. Give what a reader along the cursor saw, and all there is."""
    source = timeline.internal_source()
    has_written, may_commit = threading.Event(), threading.Event()
    seen: list[str] = []

    def slow() -> None:
        with transaction.atomic():
            timeline.append([entry("slow")], source=source, now=NOW)
            has_written.set()
            may_commit.wait(5)

    def quick() -> None:
        has_written.wait(5)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        try:
            timeline.append([entry("quick")], source=source, now=NOW)
        except Exception:  # noqa: BLE001  # with the lock the quick one must wait; it comes again below
            seen.append("(waited)")
        last = max((found.seq for found in queries.entries_after(0, limit=9)), default=0)
        seen.extend(found.message_id for found in queries.entries_after(0, limit=9))
        may_commit.set()
        threading.Event().wait(0.5)
        seen.extend(found.message_id for found in queries.entries_after(last, limit=9))

    together([slow, quick])
    return seen, sorted(Entry.objects.values_list("message_id", flat=True))


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_who_follows_the_cursor_misses_nothing() -> None:
    append(entry("before"))
    seen, written = _seen_by_a_reader_while_two_write()
    assert seen == ["(waited)", "before", "slow"]
    assert written == ["before", "slow"]


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_reader_misses_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the slow writer took its number first and committed after the reader had gone by."""
    append(entry("before"))
    rows = bulk.rows
    unlocked: Any = lambda sql, parameters=(): [] if "advisory" in sql else rows(sql, parameters)  # noqa: E731
    monkeypatch.setattr(bulk, "rows", unlocked)
    seen, written = _seen_by_a_reader_while_two_write()
    assert written == ["before", "quick", "slow"]
    assert seen == ["before", "quick"]
