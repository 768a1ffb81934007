# SPDX-License-Identifier: Apache-2.0
"""How well the product tells people apart: its persons against the true ones that lie beside the database.

Counted are pairs of identifiers: two of one true person should be one person here, two of different ones should not.
Identifiers that two people share (a family's telephone), and receipts that nobody claimed, say nothing and are left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
from django.db.models import Q

from omotenashi.people.customers.actions.registrations import Identifier, normalise
from omotenashi.people.customers.models import LinkSuggestion, Node, NodePerson, Profile

_BANDS = (0.999, 0.99, 0.98, 0.95, 0.9, 0.0)


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


@dataclass(frozen=True, slots=True)
class Band:
    """Suggestions from a probability on (to the next band): how many, what they say in the mean, what is true."""

    least: float
    pairs: int
    said: float
    true: float


def reliability(*, folder: Path) -> list[Band]:
    """Hold what the open suggestions say against the truth, in bands; those of whom the truth says nothing are left out."""
    owners = _owners(folder)
    people: dict[UUID, set[int]] = defaultdict(set)
    rows = Node.objects.filter(nodeperson__isnull=False).values_list("type", "value", "nodeperson__person_id")
    for kind, value, person in rows.iterator():
        if value and (kind, value) in owners:
            people[person].add(owners[kind, value])
    held: dict[float, list[tuple[float, bool]]] = defaultdict(list)
    person_of = dict(NodePerson.objects.values_list("node_id", "person_id"))
    for one, other, chance in LinkSuggestion.objects.filter(state="open").values_list("a_id", "b_id", "probability"):
        mine, theirs = people[person_of[one]], people[person_of[other]]
        if mine and theirs:
            held[next(least for least in _BANDS if chance >= least)].append((chance, bool(mine & theirs)))
    return [_band(least, held[least]) for least in _BANDS if held[least]]


def _band(least: float, found: Sequence[tuple[float, bool]]) -> Band:
    count = len(found)
    return Band(least, count, sum(said for said, _ in found) / count, sum(true for _, true in found) / count)


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
