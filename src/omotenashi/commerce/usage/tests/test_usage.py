# SPDX-License-Identifier: Apache-2.0
"""How far people get: never back, told once, the same by the API and along the timeline, gone with the person."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from omotenashi.base import clock
from omotenashi.base.outbox import actions as outbox
from omotenashi.base.outbox.models import Event
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.usage import actions as usage
from omotenashi.commerce.usage import queries
from omotenashi.commerce.usage.actions import UsageRecord
from omotenashi.commerce.usage.models import Progress
from omotenashi.commerce.usage.rules import NAME, Said, State, Step, after, said
from omotenashi.people.customers.actions import erasures, registrations
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline.models import Entry
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 1, 15, 3, tzinfo=UTC)
NODE = PRODUCT = UUID(int=1)


def person(*keys: tuple[str, str]) -> tuple[UUID, UUID]:
    record = CustomerRecord(identifiers=tuple(Identifier(*key) for key in keys), observed_at=NOW)
    made = registrations.register([record], source="test", now=NOW)[0]
    assert made.node_id is not None
    assert made.person_id is not None
    return made.node_id, made.person_id


@pytest.fixture
def hana(db: None) -> tuple[UUID, UUID]:
    """Hana, and a book in one volume."""
    places.set_up_retailer(name="本屋")
    catalogue.register([catalogue.ProductRecord(sku="BOOK-1", code="BOOK", name="茶の本")])
    return person(("member_no", "M1"))


def read(node: UUID, progress: float, *, hours: int = 0, kind: str = "read", sku: str = "BOOK-1") -> UsageRecord:
    return UsageRecord(
        node_id=node, said=Said(sku=sku, kind=kind, progress=progress), at=NOW - timedelta(hours=10 - hours)
    )


def told() -> list[tuple[str, Any]]:
    return [
        (event.name, event.payload["kind"]) for event in Event.objects.filter(name__startswith="usage.").order_by("pk")
    ]


@pytest.mark.parametrize(
    ("props", "found"),
    [
        ({"sku": "A", "progress": 0.2, "kind": "Read"}, Said(sku="A", kind="read", progress=0.2)),
        ({"product_id": "P", "kind": "opened"}, Said(product="P", kind="opened", progress=1.0)),
        ({"sku": "A"}, None), ({"progress": 0.5}, None), ({"sku": "A", "progress": 1.2}, None),
        ({"sku": "A", "progress": True}, None), ({"sku": "A", "progress": "0.5"}, None),
        ({"sku": "A", "progress": float("nan")}, None), ({"sku": "A", "progress": 0.5, "kind": "eaten"}, None),
    ],
)  # fmt: skip
def test_an_entry_says_a_product_and_how_far_or_nothing(props: dict[str, Any], found: Said | None) -> None:
    assert said(props) == found


def test_progress_never_goes_back_and_late_entries_move_only_the_first_moments() -> None:
    def step(progress: float, hour: int) -> Step:
        return Step(node=NODE, product=PRODUCT, kind="read", progress=progress, at=NOW + timedelta(hours=hour))

    state = after(State(), [step(1.0, 5), step(0.0, 1), step(0.4, 2), step(1.0, 9)])
    assert state == State(
        progress=1.0, first_at=NOW + timedelta(hours=1), last_at=NOW + timedelta(hours=9),
        began_at=NOW + timedelta(hours=2), finished_at=NOW + timedelta(hours=5),
    )  # fmt: skip


def test_from_a_fifth_to_the_end_is_told_as_begun_and_finished_once(hana: tuple[UUID, UUID]) -> None:
    node, _person = hana
    steps = [0.2, 0.4, 0.6, 0.8, 1.0, 1.0]
    verdicts = [usage.note([read(node, part, hours=n)], now=NOW) for n, part in enumerate(steps)]
    assert verdicts == [["created"], ["updated"], ["updated"], ["updated"], ["updated"], ["unchanged"]]
    assert told() == [("usage.UsageBegun", "read"), ("usage.UsageFinished", "read")]
    [one] = queries.completion_of(Product.objects.get().pk)
    assert (one.kind, one.people, one.begun, one.finished, one.mean) == ("read", 1, 1, 1, 1.0)


def test_what_we_do_not_sell_is_unknown_and_writes_nothing(hana: tuple[UUID, UUID]) -> None:
    assert usage.note([read(hana[0], 0.5, sku="NONE")], now=NOW) == ["unknown"]
    assert (Progress.objects.count(), Entry.objects.filter(name=NAME).count()) == (0, 0)


def test_a_variant_named_as_the_product_is_understood_and_a_product_is_no_variant(hana: tuple[UUID, UUID]) -> None:
    by_sku, no_sku = Said(product="BOOK-1", kind="read", progress=0.5), Said(sku="BOOK", kind="read", progress=0.5)
    records = [UsageRecord(node_id=hana[0], said=one, at=NOW) for one in (by_sku, no_sku)]
    assert usage.note(records, now=NOW) == ["created", "unknown"]


def test_the_timeline_is_read_by_cursor_and_again_says_the_same(hana: tuple[UUID, UUID]) -> None:
    node, _person = hana
    told_of: list[dict[str, object]] = [
        {"sku": "BOOK-1", "kind": "read", "progress": 0.5}, {"product_id": "BOOK", "kind": "read", "progress": 1},
        {"sku": "NONE", "progress": 1}, {"sku": "BOOK-1", "progress": "much"},
    ]  # fmt: skip
    entries = [
        timeline.EntryRecord(message_id=str(n), name=NAME, node_id=node, at=NOW, props=props)
        for n, props in enumerate(told_of)
    ]
    timeline.append(entries, source=timeline.internal_source(), now=NOW)
    assert usage.follow(now=NOW) >= 4
    assert usage.follow(now=NOW) == 0
    timeline.move_reader(name="usage", seq=0, now=NOW)
    usage.follow(now=NOW)
    assert told() == [("usage.UsageBegun", "read"), ("usage.UsageFinished", "read")]
    assert list(Progress.objects.values_list("kind", "progress")) == [("read", 1.0)]


def test_what_the_api_wrote_the_reader_finds_done(hana: tuple[UUID, UUID]) -> None:
    usage.note([read(hana[0], 1.0)], now=NOW)
    usage.follow(now=NOW)
    assert (told(), Progress.objects.count()) == ([("usage.UsageBegun", "read"), ("usage.UsageFinished", "read")], 1)


def test_a_person_counts_once_under_several_keys(hana: tuple[UUID, UUID]) -> None:
    other, _person = person(("email", "h@example.jp"))
    usage.note([read(hana[0], 0.3), read(other, 0.9)], now=NOW)
    product = Product.objects.get().pk
    assert queries.completion_of(product)[0].people == 2
    person(("member_no", "M1"), ("email", "h@example.jp"))
    assert (queries.completion_of(product)[0].people, queries.completion_of(product)[0].mean) == (1, 0.9)
    assert [(one.name, one.progress) for one in queries.usage_of([hana[0], other])] == [("茶の本", 0.9)]


def test_an_erased_person_used_nothing(hana: tuple[UUID, UUID]) -> None:
    node, person_id = hana
    usage.note([read(node, 0.5)], now=NOW)
    erasures.erase(person_id, by="CS", now=NOW, reason="test")
    outbox.deliver(now=clock.now())
    assert Progress.objects.count() == 0
