# SPDX-License-Identifier: Apache-2.0
"""Reads about customers: who is behind a node, what is known, and the search."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, prefetch_related_objects

from omotenashi.base import bulk
from omotenashi.base.prepared import Any, Gap, Prepared
from omotenashi.base.statements import Statement
from omotenashi.base.text import search
from omotenashi.base.text.zones import zone_of
from omotenashi.people.customers.models import (
    BlockedValue,
    Care,
    Edge,
    Erasure,
    FieldValue,
    HouseholdMember,
    LinkRun,
    LinkSuggestion,
    MergeLog,
    Node,
    NodePerson,
    Person,
    Profile,
    Tagging,
)
from omotenashi.people.customers.ports import HOMES

# The words of おもてなし: occasions, topics, and when a topic touches what is said.
from omotenashi.people.customers.rules import cares as cares  # noqa: PLC0414  # offered to other apps

# How much of the contact data a reader sees is decided once, for the office and for machines.
from omotenashi.people.customers.rules.masking import Sight as Sight  # noqa: PLC0414  # offered to other apps
from omotenashi.people.customers.rules.masking import hidden as hidden  # noqa: PLC0414  # offered to other apps
from omotenashi.people.customers.rules.masking import masked as masked  # noqa: PLC0414  # offered to other apps
from omotenashi.people.customers.rules.matching import review
from omotenashi.people.customers.rules.splits import Tie, lay
from omotenashi.places.locations import queries as places

_AVOIDED = """
SELECT DISTINCT n.person_id, c.what FROM customers_nodeperson n JOIN customers_care c ON c.node_id = n.node_id
WHERE n.person_id = ANY(%s) AND c.kind = 'avoid' AND c.what <> '' AND c.taken_back_at IS NULL
"""
# Every page about somebody asks these.
_ZONES = """
SELECT person_id, NULL::uuid, CASE WHEN zone <> '' THEN zone ELSE device_zone END FROM customers_profile
WHERE person_id = ANY(%s) AND (zone <> '' OR device_zone <> '')
UNION ALL SELECT NULL, id, zone FROM locations_location WHERE zone <> ''
"""
_LIVED_IN = """
WITH RECURSIVE walk AS (
  (SELECT min(CASE WHEN zone <> '' THEN zone ELSE device_zone END) AS name FROM customers_profile
   WHERE zone <> '' OR device_zone <> '')
  UNION ALL
  SELECT (SELECT min(CASE WHEN zone <> '' THEN zone ELSE device_zone END) FROM customers_profile
    WHERE (zone <> '' OR device_zone <> '') AND CASE WHEN zone <> '' THEN zone ELSE device_zone END > w.name)
  FROM walk w WHERE w.name IS NOT NULL
) SELECT name FROM walk WHERE name IS NOT NULL UNION SELECT zone FROM locations_location WHERE zone <> ''
"""
_DEVICE_ZONES = """
SELECT n.node_id, p.device_zone FROM customers_nodeperson n JOIN customers_profile p ON p.person_id = n.person_id
WHERE n.node_id = ANY(%s) AND p.device_zone <> ''
"""
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
_EDGES = Prepared(
    lambda: Edge.objects.filter(a_id=Any("nodes"), b_id=Any("nodes"), retracted_at=None).order_by("asserted_at", "id")
)
_ERASED = Prepared(lambda: Erasure.objects.filter(person_id=Any("persons")).values_list("person_id"))
_PROFILE = Prepared(lambda: Profile.objects.filter(person_id=Gap("person")))
_CARES = Prepared(
    lambda: Care.objects.filter(node_id=Any("nodes"), taken_back_at=None).order_by("-written_at", "-id")
)  # fmt: skip
_TAGS = Prepared(
    lambda: Tagging.objects.filter(node__nodeperson__person_id=Gap("person"), taken_off_at=None).values_list("tag")
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Bond:
    """The live edges between two keys, the oldest first: seldom more than one."""

    edges: list[Edge]

    @property
    def ends(self) -> frozenset[UUID]:
        """The two keys."""
        return frozenset((self.edges[0].a_id, self.edges[0].b_id))


@dataclass(frozen=True, slots=True)
class Graph:
    """Why this is one person: the keys, and what ties them."""

    nodes: list[Node]
    bonds: list[Bond]

    def bond_of(self, edge_id: UUID) -> Bond | None:
        """Give the bond to which an edge belongs."""
        return next((bond for bond in self.bonds if any(edge.pk == edge_id for edge in bond.edges)), None)

    def parts_without(self, bond: Bond) -> list[list[UUID]]:
        """Give which keys would still hold together if nothing but this bond were taken back."""
        ids = {node.seq: node.pk for node in self.nodes}
        seqs = {node.pk: node.seq for node in self.nodes}
        rest = [edge for other in self.bonds if other is not bond for edge in other.edges]
        ties = [
            Tie(edge.pk, seqs[edge.a_id], seqs[edge.b_id], edge.cause_kind == "staff", edge.joined) for edge in rest
        ]
        laid = lay({node.seq: node.type for node in self.nodes}, ties)
        return [[ids[seq] for seq in part] for part in sorted(laid.parts)]


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


def zones(person_ids: Collection[UUID], *, house: ZoneInfo | None = None) -> dict[UUID, ZoneInfo]:
    """Give the time zone in which each person lives, in the order of trust: the one they said, the one their device showed
    last, that of the shop where they buy, that of the house. One read; one more where shops have zones of their own.
    """
    here, shops = house or places.zone(), dict[UUID, ZoneInfo]()
    found = dict.fromkeys(person_ids, here)
    known: set[UUID] = set()
    for person, shop, name in bulk.rows(_ZONES, [list(found)]) if found else ():
        if zone := zone_of(name):
            if shop is not None:
                shops[shop] = zone
            else:
                found[person] = zone
                known.add(person)
    rest = [person for person in found if person not in known] if shops else []
    for homes in HOMES if rest else ():
        found |= {person: shops[shop] for person, shop in homes(rest).items() if shop in shops}
    return found


def zones_lived_in(*, house: ZoneInfo) -> list[ZoneInfo]:
    """Give the zones in which anybody may live, that of the house first: one short walk along an index."""
    named = {zone.key: zone for (name,) in bulk.rows(_LIVED_IN) if (zone := zone_of(name))}
    return [house, *(zone for key, zone in sorted(named.items()) if key != house.key)]


def device_zones(node_ids: Collection[UUID]) -> dict[UUID, str]:
    """Give the zone that a device showed last of each human behind some keys, where any did."""
    return dict(bulk.rows(_DEVICE_ZONES, [list(node_ids)]))


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
    return _lineages(FieldValue.objects.filter(node__nodeperson__person_id=person_id))


def lineage_among(node_ids: Iterable[UUID]) -> dict[str, Lineage]:
    """Give the same for some keys alone, as if they were a person."""
    return _lineages(FieldValue.objects.filter(node_id__in=list(node_ids)))


def edges_among(node_ids: Collection[UUID]) -> list[Edge]:
    """Give the live edges among some keys, the oldest first."""
    return _EDGES.found(nodes=list(node_ids))


def graph_of(person_id: UUID) -> Graph:
    """Give the keys of a person and what ties them: two reads."""
    nodes = nodes_of(person_id)
    found: dict[frozenset[UUID], list[Edge]] = defaultdict(list)
    for edge in edges_among([node.pk for node in nodes]):
        found[frozenset((edge.a_id, edge.b_id))].append(edge)
    return Graph(nodes=nodes, bonds=[Bond(edges) for edges in found.values()])


def history_of(node_ids: Collection[UUID]) -> QuerySet[MergeLog]:
    """Give what was joined, refused, parted and kept apart around some keys, the newest first."""
    return MergeLog.objects.filter(Q(one_id__in=node_ids) | Q(other_id__in=node_ids)).order_by("-seq")


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


def cares_of(node_ids: Collection[UUID]) -> list[Care]:
    """Give what staff heed with somebody: what to avoid first, then days, then what they like."""
    found = _CARES.found(nodes=list(node_ids))
    if found:
        prefetch_related_objects(found, "author")
    order = {"avoid": 0, "anniversary": 1}
    return sorted(found, key=lambda care: order.get(care.kind, 2))


def avoided(persons: Collection[UUID]) -> dict[UUID, set[str]]:
    """Give the topics that people want left alone, of those who named any: one read for any number."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for person, topic in bulk.rows(_AVOIDED, [list(persons)]):
        found[person].add(topic)
    return dict(found)


def tags_of(person_id: UUID) -> list[str]:
    """Give the tags that somebody carries."""
    return sorted({tag for (tag,) in _TAGS.rows(person=person_id)})


def tagged(tag: str, *, among: Collection[UUID]) -> set[UUID]:
    """Give which of some persons carry a tag."""
    found = Tagging.objects.filter(tag=tag, taken_off_at=None, node__nodeperson__person_id__in=among)
    return set(found.values_list("node__nodeperson__person_id", flat=True))


def all_tags() -> list[str]:
    """Give every tag that somebody carries now."""
    return sorted(Tagging.objects.filter(taken_off_at=None).values_list("tag", flat=True).distinct())


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


def proposed_threshold() -> float:
    """Give the probability from which the product proposes to accept at once: as low as the batch is right as a whole."""
    return review.accept_from(list(LinkSuggestion.objects.filter(state="open").values_list("probability", flat=True)))


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
