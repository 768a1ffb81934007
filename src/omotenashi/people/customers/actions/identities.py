# SPDX-License-Identifier: Apache-2.0
"""Nodes, edges and the persons that follow, in sets. Used by registration; the rules decide, this writes."""

import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.people.customers import rules
from omotenashi.people.customers.rules import Identifier


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A node as the writers here need it."""

    id: UUID
    seq: int
    type: str


@dataclass(frozen=True, slots=True)
class Join:
    """A wish that two nodes be one human, and what said so."""

    a: NodeRef
    b: NodeRef
    rule: str


def hash_of(identifier: Identifier) -> bytes:
    """Give the keyed hash of a normalised identifier: 32 bytes, useless to whoever steals the table."""
    text = f"{identifier.type}\0{identifier.value}".encode()
    return hmac.digest(settings.IDENTIFIER_KEY, text, "sha256")


def ensure_nodes(
    identifiers: Iterable[Identifier], *, seen_at: Mapping[Identifier, datetime]
) -> dict[Identifier, NodeRef]:
    """Make sure that a node exists for each normalised identifier, and give them."""
    wanted = sorted(set(identifiers), key=lambda found: (rules.rule_of(found.type).priority, found))
    if not wanted:
        return {}
    bulk.stage(
        "stage_node",
        {"n": "int", "id": "uuid", "type": "text", "value": "text", "value_hash": "bytea", "seen_at": "timestamptz"},
        ((n, new_id(), i.type, i.value, hash_of(i), seen_at[i]) for n, i in enumerate(wanted)),
    )
    bulk.run(
        "INSERT INTO customers_node (id, type, value, value_hash, spell, first_seen_at)"
        " SELECT id, type, value, value_hash, 0, seen_at FROM stage_node ORDER BY n"
        " ON CONFLICT (type, value_hash, spell) DO NOTHING"
    )
    found = bulk.rows(
        "SELECT s.n, n.id, n.seq, n.type FROM stage_node s"
        " JOIN customers_node n USING (type, value_hash) WHERE n.spell = 0"
    )
    return {wanted[n]: NodeRef(key, seq, kind) for n, key, seq, kind in found}


@dataclass(slots=True)
class Joined:
    """What came of the wishes: person of each touched node, the new ones, and who ended in whom."""

    person_of: dict[UUID, UUID]
    created: set[UUID]
    ended: dict[UUID, UUID]
    new_edges: set[tuple[UUID, UUID]]


def join_nodes(nodes: Sequence[NodeRef], joins: Sequence[Join], *, cause: tuple[str, str], now: datetime) -> Joined:
    """Give every node a person and join those that belong together, as far as the limits allow."""
    before = _locked_persons(nodes)
    components = rules.Components()
    ids: dict[int, UUID] = {}
    for person_id, seq, kinds in _load_components(set(before.values())):
        components.add(seq, kinds)
        ids[seq] = person_id
    seq_of_person = {person_id: seq for seq, person_id in ids.items()}
    start: dict[UUID, int] = {}
    for node in nodes:
        if node.id in before:
            start[node.id] = seq_of_person[before[node.id]]
        else:
            components.add(node.seq, Counter({node.type: 1}))
            ids[node.seq] = node.id
            start[node.id] = node.seq
    accepted: list[Join] = []
    refused: list[Join] = []
    for join in sorted(set(joins), key=lambda j: (j.rule, j.a.seq, j.b.seq)):
        (accepted if components.join(start[join.a.id], start[join.b.id]) else refused).append(join)
    after = {node.id: ids[components.root(start[node.id])] for node in nodes}
    ended = {ids[seq]: ids[components.root(seq)] for seq in seq_of_person.values() if components.root(seq) != seq}
    created = set(after.values()) - set(seq_of_person)
    _write_persons(after, before=before, created=created, ended=ended, seq_of={v: k for k, v in ids.items()}, now=now)
    edges = _write_edges(accepted, cause=cause, now=now)
    _write_log(ended, refused, cause=cause)
    return Joined(person_of=after, created=created, ended=ended, new_edges=edges)


def _locked_persons(nodes: Sequence[NodeRef]) -> dict[UUID, UUID]:
    """Give the present person of each node that has one, with those persons locked in the order of their ids."""
    keys = [node.id for node in nodes]
    locked: set[UUID] = set()
    while True:
        found = dict(bulk.rows("SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [keys]))
        missing = set(found.values()) - locked
        if not missing:
            return found
        bulk.rows("SELECT 1 FROM customers_person WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [sorted(missing)])
        locked |= missing


def _load_components(persons: set[UUID]) -> list[tuple[UUID, int, Counter[str]]]:
    found: dict[tuple[UUID, int], Counter[str]] = defaultdict(Counter)
    sql = (
        "SELECT p.id, p.seq, n.type, count(*) FROM customers_person p"
        " JOIN customers_nodeperson np ON np.person_id = p.id JOIN customers_node n ON n.id = np.node_id"
        " WHERE p.id = ANY(%s) GROUP BY 1, 2, 3"
    )
    for person_id, seq, kind, count in bulk.rows(sql, [list(persons)]):
        found[person_id, seq][kind] = count
    return [(person_id, seq, kinds) for (person_id, seq), kinds in found.items()]


def _write_persons(
    after: Mapping[UUID, UUID],
    *,
    before: Mapping[UUID, UUID],
    created: set[UUID],
    ended: Mapping[UUID, UUID],
    seq_of: Mapping[UUID, int],
    now: datetime,
) -> None:
    bulk.copy(
        "customers_person", ["id", "seq"], ((key, seq_of[key]) for key in sorted(created, key=seq_of.__getitem__))
    )
    fresh = [(node, person, now) for node, person in after.items() if node not in before]
    bulk.copy("customers_nodeperson", ["node_id", "person_id", "since"], fresh)
    if ended:
        bulk.stage("stage_ended", {"old": "uuid", "new": "uuid"}, ended.items())
        bulk.run(
            "UPDATE customers_nodeperson np SET person_id = s.new, since = %s FROM stage_ended s WHERE np.person_id = s.old",
            [now],
        )
        bulk.run("DELETE FROM customers_profile WHERE person_id IN (SELECT old FROM stage_ended)")
        bulk.run("DELETE FROM customers_person WHERE id IN (SELECT old FROM stage_ended)")


def _write_edges(joins: Sequence[Join], *, cause: tuple[str, str], now: datetime) -> set[tuple[UUID, UUID]]:
    pairs = {(*sorted((join.a.id, join.b.id)), join.rule) for join in joins}
    if not pairs:
        return set()
    bulk.stage(
        "stage_edge",
        {"id": "uuid", "a": "uuid", "b": "uuid", "rule": "text"},
        ((new_id(), a, b, rule) for a, b, rule in sorted(pairs)),
    )
    sql = (
        "INSERT INTO customers_edge (id, a_id, b_id, rule, ruleset_version, cause_kind, cause_id, asserted_at)"
        " SELECT id, a, b, rule, %s, %s, %s, %s FROM stage_edge"
        " ON CONFLICT (a_id, b_id, rule) WHERE retracted_at IS NULL DO NOTHING RETURNING a_id, b_id"
    )
    return {(a, b) for a, b in bulk.rows(sql, [rules.RULESET_VERSION, *cause, now])}


def _write_log(ended: Mapping[UUID, UUID], refused: Sequence[Join], *, cause: tuple[str, str]) -> None:
    actor = f"{cause[0]}:{cause[1]}"
    merges = (("merge", {"ended": str(old)}, {"person": str(new)}) for old, new in ended.items())
    kept = (("demote", {"a": str(j.a.id), "b": str(j.b.id)}, {"rule": j.rule}) for j in refused)
    rows = (
        (new_id(), kind, json.dumps(before), json.dumps(after), rules.RULESET_VERSION, actor)
        for kind, before, after in (*merges, *kept)
    )
    bulk.copy("customers_mergelog", ["id", "kind", "before", "after", "ruleset_version", "actor"], rows)
