# SPDX-License-Identifier: Apache-2.0
"""How well the product tells people apart: its persons against the true ones that lie beside the database.

Counted are pairs of identifiers: two of one true person should be one person here, two of different ones should not.
Identifiers that two people share (a family's telephone), and receipts that nobody claimed, say nothing and are left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
from django.db.models import Q

from omotenashi.people.customers.actions.registrations import Identifier, normalise
from omotenashi.people.customers.models import Node, Profile


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs that are rightly one (`right`), wrongly one (`wrong`), and wrongly two (`missed`)."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


class NoTruth(Exception):
    """There is no simulated world in this home."""


def silent() -> frozenset[UUID]:
    """Name the identifiers of persons of whom nothing is known that could be compared, such as a LINE account alone."""
    said = Q(kana__contains=" ") | Q(name__contains=" ") | Q(birth_date__isnull=False) | ~Q(phone="") | ~Q(email="")
    unknown = Profile.objects.exclude(said).values("person_id")
    return frozenset(Node.objects.filter(nodeperson__person_id__in=unknown).values_list("pk", flat=True))


def measure(*, folder: Path, without: frozenset[UUID] = frozenset()) -> Quality:
    """Compare the persons of the database with the truth in a folder, leaving some identifiers out. Raises NoTruth."""
    owners = _owners(folder)
    persons = Node.objects.filter(nodeperson__isnull=False).values_list("pk", "type", "value", "nodeperson__person_id")
    found = [
        (owners[kind, value], person)
        for key, kind, value, person in persons.iterator()
        if value and (kind, value) in owners and key not in without
    ]
    together = _pairs(Counter(found).values())
    said = _pairs(Counter(person for _owner, person in found).values())
    true = _pairs(Counter(owner for owner, _person in found).values())
    return Quality(right=together, wrong=said - together, missed=true - together)


def _owners(folder: Path) -> dict[tuple[str, str], int]:
    path = folder / "keys.parquet"
    if not path.is_file():
        raise NoTruth(str(folder))
    owners: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in pq.read_table(path, columns=["type", "value", "person"]).to_pylist():
        key = normalise(Identifier(row["type"], row["value"])) if row["type"] != "receipt" else None
        if key is not None:
            owners[key.type, key.value].add(row["person"])
    return {key: next(iter(people)) for key, people in owners.items() if len(people) == 1}


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
