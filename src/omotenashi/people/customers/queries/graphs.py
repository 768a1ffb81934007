# SPDX-License-Identifier: Apache-2.0
"""Why somebody is one person: keys, what ties them, and what was joined and parted."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from omotenashi.base.prepared import Any, Prepared
from omotenashi.people.customers.models import Edge, MergeLog, Node
from omotenashi.people.customers.queries.persons import nodes_of
from omotenashi.people.customers.rules.splits import Tie, lay

_EDGES = Prepared(
    lambda: Edge.objects.filter(a_id=Any("nodes"), b_id=Any("nodes"), retracted_at=None).order_by("asserted_at", "id")
)


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
