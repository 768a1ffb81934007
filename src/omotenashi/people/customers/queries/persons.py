# SPDX-License-Identifier: Apache-2.0
"""Who is behind a key: persons, their keys, what is known of them, and the search."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.base.prepared import Any, Gap, Prepared
from omotenashi.base.statements import Statement
from omotenashi.base.text import search
from omotenashi.people.customers.models import Erasure, HouseholdMember, Node, NodePerson, Person, Profile

# Every page about somebody asks these.
_NODES = Prepared(lambda: Node.objects.filter(nodeperson__person_id=Gap("person")).order_by("seq"))
_WITH = Statement("""
SELECT n.id FROM jsonb_to_record($1::jsonb) AS d(node uuid) JOIN customers_nodeperson one ON one.node_id = d.node
JOIN customers_nodeperson each ON each.person_id = one.person_id JOIN customers_node n ON n.id = each.node_id
ORDER BY n.seq
""")
_WITH_EACH = Statement("""
SELECT d.place, n.id FROM (
  SELECT * FROM jsonb_to_record($1::jsonb) AS r(nodes uuid[]), unnest(r.nodes) WITH ORDINALITY AS u(node, place)
) d JOIN customers_nodeperson one ON one.node_id = d.node
JOIN customers_nodeperson each ON each.person_id = one.person_id JOIN customers_node n ON n.id = each.node_id
ORDER BY d.place, n.seq
""")
_ERASED = Prepared(lambda: Erasure.objects.filter(person_id=Any("persons")).values_list("person_id"))
_PROFILE = Prepared(lambda: Profile.objects.filter(person_id=Gap("person")))


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
    return _NODES.found(person=person_id)


def memberships(node_id: UUID) -> list[UUID]:
    """Give all identifiers of the person behind one of them, the oldest first; none where nobody stands behind it.

    An id of a person, also a former one, is that of the oldest identifier.
    """
    return [node for (node,) in _WITH.rows({"node": node_id})]


def memberships_of(node_ids: Sequence[UUID]) -> list[list[UUID]]:
    """Give the memberships behind each of some identifiers, as `memberships` does: one read for all."""
    found: list[list[UUID]] = [[] for _ in node_ids]
    for place, node in _WITH_EACH.rows({"nodes": list(node_ids)}):
        found[place - 1].append(node)
    return found


def profile_of(person_id: UUID) -> Profile | None:
    """Give what is known about a person."""
    return next(iter(_PROFILE.found(person=person_id)), None)


def erased_among(person_ids: Collection[UUID]) -> set[UUID]:
    """Give which of some persons were erased: they stay in the books, without a name."""
    return {person for (person,) in _ERASED.rows(persons=list(person_ids))}


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


def frozen_persons() -> QuerySet[Person]:
    """Give the persons that grew so large that nothing joins them by itself any more."""
    return Person.objects.exclude(frozen_at=None).order_by("frozen_at", "id")


def households_of(person_id: UUID) -> QuerySet[HouseholdMember]:
    """Give the memberships of a person, of whatever node, in households that there are."""
    mine = HouseholdMember.objects.filter(node__nodeperson__person_id=person_id, until=None)
    return mine.filter(household__dissolved_at=None).select_related("household").order_by("since", "id")
