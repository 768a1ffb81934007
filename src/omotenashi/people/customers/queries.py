# SPDX-License-Identifier: Apache-2.0
"""Reads about customers: who is behind a node, what is known, and the search."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.base.text import search
from omotenashi.people.customers.models import Node, NodePerson, Person, Profile


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
