# SPDX-License-Identifier: Apache-2.0
"""Who stands behind the nodes on which orders hang, and the other way round."""

from collections.abc import Iterable
from uuid import UUID

from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import NodePerson, Profile

# A search for a very common name looks through the orders of so many people.
MOST = 500


def buyers_of(node_ids: Iterable[UUID]) -> dict[UUID, Profile]:
    """Give the profile behind each node that has one: one read."""
    found = NodePerson.objects.filter(node_id__in=set(node_ids)).values_list("node_id", "person_id")
    persons = dict(found)
    profiles = Profile.objects.in_bulk(set(persons.values()))
    return {node: profiles[person] for node, person in persons.items() if person in profiles}


def nodes_found(text: str) -> list[UUID]:
    """Give the nodes of the people whom a search finds."""
    people = list(customers.search_profiles(text).values_list("person_id", flat=True)[:MOST])
    return list(NodePerson.objects.filter(person_id__in=people).values_list("node_id", flat=True)) if people else []
