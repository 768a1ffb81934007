# SPDX-License-Identifier: Apache-2.0
"""The worked example as a stored lake, with the people it speaks of in the database."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import batches
from omotenashi.insight.measures.tests.touches import fixture_with_touches
from omotenashi.people.customers.models import Person
from omotenashi.web.console.tests import shop

DAY = "as_of=2025-12-31"
PEOPLE = 8


def stored(path: Path) -> Path:
    """Write fixture A with its touches as a lake and give its folder."""
    feed.refill(Lake(path), batches(fixture_with_touches()), now=datetime(2026, 1, 1, tzinfo=UTC))
    return path


def people() -> dict[int, UUID]:
    """Register the eight customers under the keys that the lake has for them."""
    found = {}
    for number in range(1, PEOPLE + 1):
        _node, person_id = shop.person(number, name=f"Customer {number}")
        # The record gives keys from its own counter; the lake of the example begins at 1.
        Person.objects.filter(pk=person_id).update(seq=1_000_000 + number)
        found[number] = person_id
    for number, person_id in found.items():
        Person.objects.filter(pk=person_id).update(seq=number)
    return found
