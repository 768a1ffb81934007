# SPDX-License-Identifier: Apache-2.0
"""Eight people under the keys of the worked example, its lake, and a segment of them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.fixture_a import fixture_a
from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import Person
from omotenashi.places.locations import actions as places

NOW = datetime(2026, 1, 15, tzinfo=UTC)
# What is published now is due by then, whatever the clock of the database says.
LATER = datetime(2100, 1, 1, tzinfo=UTC)
# Those of the worked example who bought again within sixty days: 1, 3 and 6.
AGAIN = queries.Cell("f2", {"as_of": "2025-12-31"}, {"days": "60", "group": "", "part": "repeaters"})


def example(path: Path) -> None:
    """Write the worked example as a lake."""
    tables = fixture_a()
    known = {name: table for name in Tables.__dataclass_fields__ if (table := getattr(tables, name)) is not None}
    batches: dict[str, Any] = {name: table.to_pyarrow().to_batches() for name, table in known.items()}
    feed.refill(Lake(path), batches, now=NOW)


def people(count: int = 8) -> dict[int, UUID]:
    """Register people under the keys that the lake has for them."""
    places.set_up_retailer(name="花店")
    found = {}
    for number in range(1, count + 1):
        record = CustomerRecord(
            identifiers=(Identifier("member_no", f"M{number}"),), fields={"name": f"Customer {number}"}, observed_at=NOW
        )
        [outcome] = customers.register([record], source="test", now=NOW)
        assert outcome.person_id is not None
        Person.objects.filter(pk=outcome.person_id).update(seq=1_000_000 + number)
        found[number] = outcome.person_id
    for number, person_id in found.items():
        Person.objects.filter(pk=person_id).update(seq=number)
    return found


def segment(definition: queries.Definition = AGAIN, *, key: str = "one") -> Segment:
    """Make a segment."""
    return audience.create(key=key, name="Came back", definition=definition, now=NOW)[0]


def members(one: Segment, ids: dict[int, UUID]) -> list[int]:
    """Name who is in a segment by the numbers of the example."""
    numbers = {person_id: number for number, person_id in ids.items()}
    return sorted(numbers[key] for key in queries.members_of(one.pk).values_list("person_id", flat=True))
