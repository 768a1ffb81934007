# SPDX-License-Identifier: Apache-2.0
"""この項目の出所: which source said what about a field, when, and which of it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from omotenashi.people.customers.models import FieldValue, Node
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.masking import Sight

# Fields that several sources tell, and those that are keys themselves.
TOLD = ("name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank")
KEYS = ("member_no", "email", "phone")
# An address is told in parts; who asks about it asks about all of them.
PARTS = {"address": ("postal_code", "prefecture", "city", "address")}


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


def lineage_of(field: str, nodes: Sequence[Node], *, sight: Sight) -> list[Lineage]:
    """Give the lineage of a field, one for each of its parts: one read."""
    if field in KEYS:
        return [_of_keys(field, nodes, sight)]
    parts = PARTS.get(field, (field,))
    return [_of_values(part, nodes, sight) for part in parts]


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


def _of_values(field: str, nodes: Sequence[Node], sight: Sight) -> Lineage:
    by_id = {node.id: node for node in nodes}
    found = FieldValue.objects.filter(node_id__in=by_id, field=field, retracted_at=None)
    newest = found.order_by("node_id", "source", "-observed_at", "-id").distinct("node_id", "source")
    rows = list(FieldValue.objects.filter(pk__in=newest.values("pk")).select_related("correction__by"))
    # As the profile chooses: what staff said by hand, then the newest.
    rows.sort(key=lambda row: (row.source != "staff", -row.observed_at.timestamp(), row.source, row.value))
    return Lineage(
        field,
        str(words.FIELD_NAMES[field]),
        [_saying(row, by_id[row.node_id], sight, holds=place == 0) for place, row in enumerate(rows)],
    )


def _saying(row: FieldValue, node: Node, sight: Sight, *, holds: bool) -> Saying:
    correction = getattr(row, "correction", None)
    value = str(words.GENDERS.get(row.value, row.value)) if row.field == "gender" else row.value
    return Saying(
        field=row.field,
        value=sight.field(row.field, value),
        source=words.source_name(row.source),
        channel=words.SOURCE_CHANNELS.get(row.source, ""),
        at=row.observed_at,
        under=words.key_name(node.type),
        holds=holds,
        reason=correction.reason if correction else "",
        by=correction.by.name if correction else "",
        id=row.pk,
    )


def conflicts(node_ids: Sequence[UUID]) -> list[str]:
    """Give the fields about which sources contradict each other now: one read."""
    with connection.cursor() as cursor:
        cursor.execute(_CONFLICTS, [list(node_ids), list(TOLD)])
        return [field for (field,) in cursor.fetchall()]


_CONFLICTS = """
SELECT field FROM (
  SELECT DISTINCT ON (node_id, field, source) field, value FROM customers_fieldvalue
  WHERE node_id = ANY(%s) AND field = ANY(%s) AND retracted_at IS NULL
  ORDER BY node_id, field, source, observed_at DESC, id DESC
) newest GROUP BY field HAVING count(DISTINCT value) > 1 ORDER BY field
"""
