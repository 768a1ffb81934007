# SPDX-License-Identifier: Apache-2.0
"""Which word of a profile holds, and who said what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.people.customers.models import FieldValue


@dataclass(frozen=True, slots=True)
class Lineage:
    """A field of a profile: what each source says of it now, the word that holds first, and every word ever said."""

    standing: list[FieldValue]
    values: list[FieldValue]

    @property
    def winner(self) -> FieldValue:
        """The word that holds."""
        return self.standing[0]

    @property
    def is_disputed(self) -> bool:
        """Say whether sources contradict each other."""
        return len({value.value for value in self.standing}) > 1


def lineage_of(person_id: UUID) -> dict[str, Lineage]:
    """Give for each field of a profile which word holds, and what every source said, of which node, when: one read.

    What staff entered holds; else what was said last.
    """
    return _lineages(FieldValue.objects.filter(node__nodeperson__person_id=person_id))


def lineage_among(node_ids: Iterable[UUID]) -> dict[str, Lineage]:
    """Give the same for some keys alone, as if they were a person."""
    return _lineages(FieldValue.objects.filter(node_id__in=list(node_ids)))


def _lineages(said: QuerySet[FieldValue]) -> dict[str, Lineage]:
    found: dict[str, list[FieldValue]] = defaultdict(list)
    for value in said.filter(retracted_at=None).select_related("node", "correction__by"):
        found[value.field].append(value)
    return {name: _lineage(values) for name, values in sorted(found.items())}


def _lineage(values: list[FieldValue]) -> Lineage:
    newest: dict[tuple[UUID, str], FieldValue] = {}
    for value in sorted(values, key=lambda value: (value.said_at, value.pk)):
        newest[value.node_id, value.source] = value
    # As the profile chooses (`actions/profiles.py`).
    standing = sorted(newest.values(), key=lambda v: (v.source != "staff", _backwards(v.said_at), v.source, v.value))
    winner = standing[0]
    return Lineage(standing, sorted(values, key=lambda v: (v is not winner, _backwards(v.said_at), -v.pk)))


def _backwards(moment: datetime) -> float:
    return -moment.timestamp()
