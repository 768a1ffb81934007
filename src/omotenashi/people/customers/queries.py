# SPDX-License-Identifier: Apache-2.0
"""Reads about customers: who is behind a node, what is known, and the search."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.base.text import search
from omotenashi.people.customers.models import (
    BlockedValue,
    Edge,
    FieldValue,
    HouseholdMember,
    LinkRun,
    LinkSuggestion,
    MergeLog,
    Node,
    NodePerson,
    Person,
    Profile,
)
from omotenashi.people.customers.rules.matching import review
from omotenashi.people.customers.rules.splits import Tie, lay

# Of a very large person, only of the newest edges is said what each would split.
_MOST_BONDS = 200


@dataclass(frozen=True, slots=True)
class Lineage:
    """A field of a profile: the word that holds, and every word that a source said, the strongest first."""

    winner: FieldValue
    values: list[FieldValue]


@dataclass(frozen=True, slots=True)
class Bond:
    """A live edge, and the nodes that would leave the rest if nothing but this edge were taken back."""

    edge: Edge
    parts: list[list[UUID]]


@dataclass(frozen=True, slots=True)
class Graph:
    """Why this is one person: the nodes, the edges, and the lines of the log that built it."""

    nodes: list[Node]
    bonds: list[Bond]
    built_by: list[MergeLog]


def person_of(node_id: UUID) -> UUID | None:
    """Give the person behind a node now; a receipt that nobody claimed has none."""
    return NodePerson.objects.filter(node_id=node_id).values_list("person_id", flat=True).first()


def persons_of(node_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Give the person behind each node that has one."""
    return dict(NodePerson.objects.filter(node_id__in=set(node_ids)).values_list("node_id", "person_id"))


def current_person(person_id: UUID) -> UUID | None:
    """Give the person that an id, also a former one, means today: the oldest node's person."""
    return person_of(person_id)


def nodes_of(person_id: UUID) -> list[Node]:
    """Give the identifiers of a person, the oldest first."""
    return list(Node.objects.filter(nodeperson__person_id=person_id).order_by("seq"))


def profile_of(person_id: UUID) -> Profile | None:
    """Give what is known about a person."""
    return Profile.objects.filter(person_id=person_id).select_related("person").first()


def search_profiles(text: str) -> QuerySet[Profile]:
    """Find profiles by name, kana, phone, mail or member number, folded as Japanese searchers expect."""
    tokens = search.query_tokens(text)
    found = Profile.objects.all()
    return found.filter(tokens__contains=tokens) if tokens else found


def profiles_by_seq(seqs: Sequence[int]) -> QuerySet[Profile]:
    """Give the profiles of persons named by the lake's key."""
    return Profile.objects.filter(person__seq__in=list(seqs))


def count_persons() -> int:
    """Count the persons known."""
    return Person.objects.count()


def lineage_of(person_id: UUID) -> dict[str, Lineage]:
    """Give for each field of a profile which word holds, and what every source said, of which node, when: one read.

    What staff entered holds; else what was said last.
    """
    found: dict[str, list[FieldValue]] = defaultdict(list)
    said = FieldValue.objects.filter(node__nodeperson__person_id=person_id, retracted_at=None).select_related("node")
    for value in said:
        found[value.field].append(value)
    return {name: _lineage(values) for name, values in sorted(found.items())}


def graph_of(person_id: UUID) -> Graph:
    """Give the keys of a person, what joined them, and what taking each edge back would split: three reads."""
    nodes = nodes_of(person_id)
    ids = [node.pk for node in nodes]
    edges = list(Edge.objects.filter(a_id__in=ids, retracted_at=None).order_by("asserted_at", "id"))
    merges = MergeLog.objects.filter(kind="merge", other_id__in=ids, one_id__in=ids)
    undone = MergeLog.objects.filter(undoes__in=merges).values("undoes")
    built = list(merges.exclude(pk__in=undone).order_by("seq"))
    return Graph(nodes=nodes, bonds=_bonds(nodes, edges), built_by=built)


def history_of(person_id: UUID) -> QuerySet[MergeLog]:
    """Give what was joined, refused, parted and kept apart around a person, the newest first."""
    ids = list(NodePerson.objects.filter(person_id=person_id).values_list("node_id", flat=True))
    return MergeLog.objects.filter(Q(one_id__in=ids) | Q(other_id__in=ids)).order_by("-seq")


def values_to_review() -> QuerySet[BlockedValue]:
    """Give the values that blocked themselves, because too many people met on them, and wait for somebody to look."""
    waiting = BlockedValue.objects.filter(reviewed_at=None, lifted_at=None)
    return waiting.select_related("node").order_by("added_at", "id")


def frozen_persons() -> QuerySet[Person]:
    """Give the persons that grew so large that nothing joins them by itself any more."""
    return Person.objects.exclude(frozen_at=None).order_by("frozen_at", "id")


def households_of(person_id: UUID) -> QuerySet[HouseholdMember]:
    """Give the memberships of a person, of whatever node, in households that there are."""
    mine = HouseholdMember.objects.filter(node__nodeperson__person_id=person_id, until=None)
    return mine.filter(household__dissolved_at=None).select_related("household").order_by("since", "id")


def _lineage(values: list[FieldValue]) -> Lineage:
    newest: dict[tuple[UUID, str], FieldValue] = {}
    for value in sorted(values, key=lambda value: (value.said_at, value.pk)):
        newest[value.node_id, value.source] = value
    # As the profile chooses (`actions/profiles.py`).
    winner = min(newest.values(), key=lambda v: (v.source != "staff", _backwards(v.said_at), v.source, v.value))
    return Lineage(winner, sorted(values, key=lambda v: (v is not winner, _backwards(v.said_at), -v.pk)))


def _backwards(moment: datetime) -> float:
    return -moment.timestamp()


def _bonds(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Bond]:
    ids = {node.seq: node.pk for node in nodes}
    seqs = {node.pk: node.seq for node in nodes}
    types = {node.seq: node.type for node in nodes}
    ties = [Tie(edge.pk, seqs[edge.a_id], seqs[edge.b_id], edge.cause_kind == "staff", edge.joined) for edge in edges]
    bonds = [Bond(edge, []) for edge in edges[:-_MOST_BONDS]]
    for edge in edges[-_MOST_BONDS:]:
        laid = lay(types, [tie for tie in ties if tie.id != edge.pk])
        bonds.append(Bond(edge, [[ids[seq] for seq in part] for part in sorted(laid.parts)]))
    return bonds


def proposed_threshold() -> float:
    """Give the probability from which the product proposes to accept suggestions at once."""
    return review.ACCEPT_FROM


def open_suggestions(*, least: float = 0.0) -> int:
    """Count the pairs that wait for a decision, from a probability on."""
    return LinkSuggestion.objects.filter(state="open", probability__gte=least).count()


def reviewed_precision(least: float) -> review.Precision:
    """Say how many of the pairs that people looked at, from a probability on, were one human."""
    looked = LinkSuggestion.objects.filter(batch_id=None, probability__gte=least)
    right, wrong = (looked.filter(state=state).count() for state in ("accepted", "rejected"))
    return review.precision(right=right, reviewed=right + wrong)


def newest_search() -> LinkRun | None:
    """Give the newest search for doubles."""
    return LinkRun.objects.order_by("-asked_at").first()
