# SPDX-License-Identifier: Apache-2.0
"""Say in which time zone somebody lives: what they choose themselves stands above what their device shows."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.base.text import zones
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import profiles
from omotenashi.people.customers.events import ProfileChanged
from omotenashi.people.customers.ports import HOMES, Homes


class NoSuchZone(Exception):
    """No clock goes by this name."""


def know_homes(homes: Homes) -> None:
    """Learn from a floor above in which shop people are at home: its zone counts where nothing else is known."""
    HOMES.append(homes)


@transaction.atomic
def choose_zone(*, node_id: UUID, name: str, source: str, now: datetime) -> None:
    """Keep what somebody says of their own zone; nothing: what their device shows counts again. Raises NoSuchZone."""
    said = zones.known(name)
    if name and not said:
        raise NoSuchZone(name)
    profiles.note_fields([profiles.Said(node_id, "zone", said, source, now, f"{source}:zone")])
    person = queries.person_of(node_id)
    if person is not None:
        profiles.reconcile([person], now=now)
        publish(ProfileChanged(person_id=person, at=now))
