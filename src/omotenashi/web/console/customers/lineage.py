# SPDX-License-Identifier: Apache-2.0
"""この項目の出所: which source said what about a field, when, and which of it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import FieldValue, Node
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.masking import Sight

# Fields that several sources tell, and those that are keys themselves.
TOLD = ("name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank", "zone")
KEYS = ("member_no", "email", "phone")
# An address is told in parts; who asks about it asks about all of them, and by whose clock people live there.
PARTS = {
    "address": ("postal_code", "prefecture", "city", "address", "zone"),
    "zone": ("zone", "device_zone"),
}


@dataclass(frozen=True)
class Saying:
    """What one source said. `holds`: it is what the profile shows."""

    field: str
    value: str
    source: str
    channel: str
    at: datetime
    under: str
    holds: bool
    reason: str = ""
    by: str = ""
    id: int = 0


@dataclass(frozen=True)
class Lineage:
    """A field, what was said about it, and whether sources contradict each other."""

    field: str
    label: str
    sayings: list[Saying]

    @property
    def conflict(self) -> bool:
        """Say whether the newest words of the sources differ."""
        return len({one.value for one in self.sayings}) > 1


def lineage_of(field: str, person_id: UUID, *, sight: Sight) -> list[Lineage]:
    """Give the lineage of a field, one for each of its parts: one read."""
    if field in KEYS:
        return [_of_keys(field, customers.nodes_of(person_id), sight)]
    said = customers.lineage_of(person_id)
    return [_of_values(part, said.get(part), sight) for part in PARTS.get(field, (field,))]


def _of_keys(field: str, nodes: Sequence[Node], sight: Sight) -> Lineage:
    found = [node for node in nodes if node.type == field and node.value]
    sayings = [
        Saying(
            field=field,
            value=sight.key(field, words.key_value(node.type, node.value)) or "",
            source=words.key_name(node.type),
            channel=words.key_channel(node.type),
            at=node.first_seen_at,
            under="",
            holds=place == 0,
        )
        for place, node in enumerate(found)
    ]
    return Lineage(field, str(words.FIELD_NAMES[field]), sayings)


def _of_values(field: str, said: customers.Lineage | None, sight: Sight) -> Lineage:
    standing = said.standing if said else []
    sayings = [_saying(value, sight, holds=place == 0) for place, value in enumerate(standing)]
    return Lineage(field, str(words.FIELD_NAMES[field]), sayings)


def _saying(row: FieldValue, sight: Sight, *, holds: bool) -> Saying:
    correction = getattr(row, "correction", None)
    value = str(words.GENDERS.get(row.value, row.value)) if row.field == "gender" else row.value
    return Saying(
        field=row.field,
        value=sight.field(row.field, value),
        source=words.source_name(row.source),
        channel=words.SOURCE_CHANNELS.get(row.source, ""),
        at=row.said_at,
        under=words.key_name(row.node.type),
        holds=holds,
        reason=correction.reason if correction else "",
        by=correction.by.name if correction else "",
        id=row.pk,
    )


def conflicts(person_id: UUID) -> list[str]:
    """Give the fields about which sources contradict each other now: one read."""
    said = customers.lineage_of(person_id)
    return [field for field in TOLD if field in said and said[field].is_disputed]
