# SPDX-License-Identifier: Apache-2.0
"""Hana, Ken and what is true of their tables."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from omotenashi.people.customers.actions import registrations as customers
from omotenashi.people.customers.actions.registrations import CustomerRecord, Outcome
from omotenashi.people.customers.models import Edge, Node, NodePerson, Person
from omotenashi.people.customers.rules import Identifier, rule_of

NOW = datetime(2026, 1, 10, tzinfo=UTC)


def customer(*keys: str, at: datetime = NOW, **fields: str) -> CustomerRecord:
    """Make a record of identifiers written `type=value`."""
    identifiers = tuple(Identifier(*key.split("=", 1)) for key in keys)
    return CustomerRecord(identifiers=identifiers, fields=fields, observed_at=at)


def register(*records: CustomerRecord, source: str = "till", now: datetime = NOW) -> list[Outcome]:
    """Register records from one source."""
    return customers.register(records, source=source, now=now)


def kinds(outcomes: list[Outcome]) -> list[str]:
    """Give the verdicts."""
    return [outcome.kind for outcome in outcomes]


def persons() -> list[set[str]]:
    """Give every person as the set of the person's keys, in an order that does not depend on ids."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for row in NodePerson.objects.select_related("node"):
        found[row.person_id].add(f"{row.node.type}={row.node.value}")
    return sorted(found.values(), key=sorted)


def components() -> list[set[str]]:
    """Compute the persons from nothing: the connected components of live edges (invariant P5)."""
    found = list(Node.objects.all())
    nodes = {node.pk: f"{node.type}={node.value}" for node in found}
    alone = {node.pk for node in found if not node.causes or node.shared_since or not rule_of(node.type).names}
    group = {key: {key} for key in nodes}
    for edge in Edge.objects.filter(retracted_at=None):
        joined = group[edge.a_id] | group[edge.b_id]
        group |= dict.fromkeys(joined, joined)
    unique = {frozenset(keys) for keys in group.values() if len(keys) > 1 or not keys & alone}
    return sorted(({nodes[key] for key in keys} for keys in unique), key=sorted)


def tables_agree() -> bool:
    """Say whether the projections follow from the edges, and each person's id is that of the oldest node."""
    oldest: dict[UUID, Any] = {}
    for row in NodePerson.objects.select_related("node").order_by("node__seq"):
        oldest.setdefault(row.person_id, row.node)
    ids = {person: node.pk for person, node in oldest.items()}
    seqs = dict(Person.objects.values_list("pk", "seq"))
    return (
        persons() == components()
        and ids == {key: key for key in seqs}
        and {person: node.seq for person, node in oldest.items()} == seqs
    )
