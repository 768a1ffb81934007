# SPDX-License-Identifier: Apache-2.0
"""Taking persons apart: edges are retracted, what still holds together is laid anew, and the tables follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import edges, identities, nodes, profiles, traits
from omotenashi.people.customers.actions.edges import Join, Line, Refusal
from omotenashi.people.customers.actions.nodes import Cause, NodeRef
from omotenashi.people.customers.events import CustomersMerged, CustomersUnmerged, ProfileChanged
from omotenashi.people.customers.rules.splits import Tie, lay


@dataclass(frozen=True, slots=True)
class _Member:
    ref: NodeRef
    person: UUID


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as it is to stand: its oldest node's number, its nodes, its merges, and whether it is a person."""

    seq: int
    nodes: list[UUID]
    merges: int
    person: bool
    former: UUID


@dataclass(slots=True)
class Split:
    """What came out: for each former person the parts (nodes, the oldest first), and the edges that were retracted.

    `sided` are the ends of the retracted edges that crossed between the sides asked for.
    """

    parts: dict[UUID, list[list[UUID]]] = field(default_factory=dict)
    edges: dict[UUID, list[UUID]] = field(default_factory=dict)
    sided: dict[UUID, list[tuple[UUID, UUID]]] = field(default_factory=dict)
    persons: set[UUID] = field(default_factory=set)

    @property
    def touched(self) -> list[UUID]:
        """All nodes of the persons at work."""
        return [node for parts in self.parts.values() for part in parts for node in part]


def persons_of(node_ids: Iterable[UUID]) -> set[UUID]:
    """Give the persons of some nodes."""
    sql = "SELECT DISTINCT person_id FROM customers_nodeperson WHERE node_id = ANY(%s)"
    return {person for (person,) in bulk.rows(sql, [list(node_ids)])}


def take_apart(
    persons: Collection[UUID],
    *,
    retract: Collection[UUID] = (),
    sides: Sequence[Collection[UUID]] = (),
    by: str,
    reason: str,
    wish: str = "",
    now: datetime,
) -> Split:
    """Retract edges and what crosses between sides, and give every part of these persons a person of its own.

    `wish`: keep the retracted edges as wishes refused for this reason. An edge that only a decision of staff allowed,
    and that breaks a limit now, becomes a wish too.
    """
    keys = sorted(persons)
    bulk.run("SELECT 1 FROM customers_person WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [keys])
    members, ties = _load(keys)
    known = {members[key].ref.seq: found for key, found in traits.of_nodes(keys).items() if key in members}
    ids = {member.ref.seq: key for key, member in members.items()}
    numbered = [{members[key].ref.seq for key in side if key in members} for side in sides]
    gone, split = set(retract), Split()
    wishes: list[tuple[Tie, str]] = []
    rows: list[_Part] = []
    for person, own in _by_person(members).items():
        mine = ties.get(person, [])
        kept = [tie for tie in mine if tie.id not in gone]
        laid = lay({ref.seq: ref.type for ref in own}, kept, sides=numbered, traits=known)
        parts = sorted(laid.parts)
        split.parts[person] = [[ids[seq] for seq in part] for part in parts]
        cut = [(tie, wish) for tie in mine if tie.id in gone] + laid.cut
        split.edges[person] = [tie.id for tie, _ in cut]
        split.sided[person] = [(ids[tie.a], ids[tie.b]) for tie, why in cut if why == "side"]
        wishes += [(tie, why) for tie, why in cut if why not in ("", "side")]
        counts = _joined_in(parts, mine, cut)
        rows += [_part(part, members, n, person) for part, n in zip(split.parts[person], counts, strict=True)]
    split.persons = _write_parts(rows, set(keys))
    _retract([key for cut in split.edges.values() for key in cut], by=by, reason=reason, now=now)
    _keep_wishes([(tie.id, why) for tie, why in wishes], now=now)
    return split


def settle(split: Split, *, by: str, reason: str, kind: str, now: datetime, undoes: UUID | None = None) -> list[UUID]:
    """Log who was taken apart, keep apart what crossed, show what is known of each part, tell, try wishes again."""
    apart = sorted((person, parts) for person, parts in split.parts.items() if len(parts) > 1)
    logs = edges.log(
        (
            _line(person, parts, split.edges[person], by=by, reason=reason, kind=kind, undoes=undoes)
            for person, parts in apart
        ),
        now=now,
    )
    for (person, _), log_id in zip(apart, logs, strict=True):
        forbid(split.sided.get(person, ()), by=by, reason=reason, log_id=log_id, now=now)
    profiles.reconcile(split.persons, now=now)
    came = dict(
        bulk.rows("SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [split.touched])
    )
    for person, parts in apart:
        known = sorted({str(came[node]) for part in parts for node in part if node in came})
        publish(CustomersUnmerged(person_id=person, person_ids=tuple(known), at=now))
    whole = split.persons & {person for person, parts in split.parts.items() if len(parts) == 1}
    publish(*(ProfileChanged(person_id=person, at=now) for person in sorted(whole)))
    retry(split.touched, now=now)
    return logs


def forbid(pairs: Iterable[tuple[UUID, UUID]], *, by: str, reason: str, log_id: UUID | None, now: datetime) -> None:
    """Keep pairs of nodes apart until somebody lifts it."""
    rows = [(new_id(), *sorted(pair)) for pair in sorted(set(pairs))]
    if rows:
        given, values = bulk.given("stage_apart", {"id": "uuid", "a": "uuid", "b": "uuid"}, rows)
        bulk.run(_FORBID.format(given=given), [reason, by, now, log_id, *values])


def retry(node_ids: Collection[UUID], *, now: datetime) -> None:
    """Try again the wishes that were refused around some nodes: what stood against them may be gone."""
    keys = list(node_ids)
    rows = bulk.rows(_DEMOTIONS, [keys, keys])
    if not rows:
        return
    refs = nodes.refs_of(key for a, b, *_ in rows for key in (a, b))
    joins = [Join(refs[a], refs[b], rule, Cause(kind, cause), at) for a, b, rule, kind, cause, at in rows]
    joined = identities.join_nodes(list(refs.values()), joins, now=now)
    ends = {end for edge in joined.new_edges for end in edge}
    profiles.reconcile({joined.person_of[end] for end in ends}, now=now)
    publish(*(CustomersMerged(person_id=new, ended_person_id=old, at=now) for old, new in joined.ended.items()))


def reconsider(node_ids: Collection[UUID], *, by: str, now: datetime) -> bool:
    """More is known of some nodes: lay anew whom it contradicts, try again what it settles. Say if anything moved."""
    doubted = traits.in_doubt(node_ids)
    moved = False
    if doubted:
        split = take_apart(doubted, by=by, reason=rules.REASON, now=now)
        moved = any(len(parts) > 1 for parts in split.parts.values())
        if moved:
            settle(split, by=by, reason=rules.REASON, kind="retract", now=now)
    waiting = traits.doubts_around(node_ids)
    if waiting:
        retry(waiting, now=now)
    return moved or bool(waiting)


def give_persons(node_ids: Collection[UUID], *, now: datetime) -> None:
    """Give nodes that name somebody, and have no person, one of their own."""
    refs = [ref for ref in nodes.refs_of(node_ids).values() if ref.names]
    joined = identities.join_nodes(refs, [], now=now)
    profiles.reconcile(joined.created, now=now)


def _by_person(members: Mapping[UUID, _Member]) -> dict[UUID, list[NodeRef]]:
    found: dict[UUID, list[NodeRef]] = defaultdict(list)
    for member in members.values():
        found[member.person].append(member.ref)
    return found


def _load(persons: Sequence[UUID]) -> tuple[dict[UUID, _Member], dict[UUID, list[Tie]]]:
    members = {
        key: _Member(NodeRef(key, seq, kind, shared, seen, attested), person)
        for person, key, seq, kind, shared, seen, attested in bulk.rows(_MEMBERS, [list(persons)])
    }
    ties: dict[UUID, list[Tie]] = defaultdict(list)
    for key, a, b, staff, joined, rule in bulk.rows(_TIES, [list(persons)]):
        one, other = members[a].ref, members[b].ref
        ground = rules.ground_of(rule, one.type, other.type)
        ties[members[a].person].append(Tie(key, one.seq, other.seq, staff, joined, ground))
    return members, ties


def _joined_in(parts: Sequence[Sequence[int]], ties: Iterable[Tie], cut: Iterable[tuple[Tie, str]]) -> list[int]:
    """Count for each part the edges that joined two persons and still hold."""
    gone = {tie.id for tie, _ in cut}
    part_of = {seq: place for place, part in enumerate(parts) for seq in part}
    counts = [0] * len(parts)
    for tie in ties:
        if tie.joined and tie.id not in gone:
            counts[part_of[tie.a]] += 1
    return counts


def _part(part: list[UUID], members: Mapping[UUID, _Member], merges: int, former: UUID) -> _Part:
    oldest = members[part[0]]
    is_person = len(part) > 1 or oldest.ref.names
    return _Part(oldest.ref.seq, part, merges, is_person, former)


def _write_parts(parts: Sequence[_Part], former: set[UUID]) -> set[UUID]:
    """Bring persons and who belongs to whom in line with the parts. Give the persons there are now."""
    rows = [(part.nodes[0], part.seq, len(part.nodes), part.merges, part.former) for part in parts if part.person]
    kept = {row[0] for row in rows}
    columns = {"id": "uuid", "seq": "bigint", "nodes": "int", "merges": "int", "former": "uuid"}
    given, values = bulk.given("stage_part", columns, rows)
    caps = [rules.MOST_NODES, rules.MOST_MERGES]
    bulk.run(_NEW_PERSONS.format(given=given), [*caps, *values, sorted(former)])
    bulk.run(_SAME_PERSONS.format(given=given), [*caps, *values, sorted(former)])
    moved = [
        (node, part.nodes[0]) for part in parts if part.person and part.nodes[0] != part.former for node in part.nodes
    ]
    given, values = bulk.given("stage_moved", {"node_id": "uuid", "person_id": "uuid"}, moved)
    bulk.run(
        f"UPDATE customers_nodeperson np SET person_id = s.person_id FROM {given} WHERE np.node_id = s.node_id", values
    )
    alone = [part.nodes[0] for part in parts if not part.person]
    if alone:
        bulk.run("DELETE FROM customers_nodeperson WHERE node_id = ANY(%s)", [alone])
        # A person that vanishes leaves no mark; its node tells the lake.
        bulk.run("UPDATE customers_node SET changed_in = 0 WHERE id = ANY(%s)", [alone])
    identities.drop_persons(former - kept)
    return kept


def _retract(keys: Collection[UUID], *, by: str, reason: str, now: datetime) -> None:
    if keys:
        bulk.run(
            "UPDATE customers_edge SET retracted_at = %s, retracted_by = %s, retract_reason = %s"
            " WHERE id = ANY(%s) AND retracted_at IS NULL",
            [now, by, reason, sorted(keys)],
        )


def _keep_wishes(cut: Sequence[tuple[UUID, str]], *, now: datetime) -> None:
    if not cut:
        return
    reasons = dict(cut)
    rows = bulk.rows(_RETRACTED, [sorted(reasons)])
    refs = nodes.refs_of(key for _, a, b, *_ in rows for key in (a, b))
    edges.demote(
        [
            Refusal(Join(refs[a], refs[b], rule, Cause(kind, cause), at), reasons[key])
            for key, a, b, rule, kind, cause, at in rows
        ],
        now=now,
    )


def _line(
    person: UUID, parts: list[list[UUID]], cut: list[UUID], *, by: str, reason: str, kind: str, undoes: UUID | None
) -> Line:
    return Line(
        kind=kind, one=parts[0][0], other=parts[1][0],
        before={"person": str(person), "nodes": [str(node) for part in parts for node in part]},
        after={"parts": [[str(node) for node in part] for part in parts]},
        edges=cut, actor=by, reason=reason, undoes=undoes,
    )  # fmt: skip


_MEMBERS = """
SELECT np.person_id, n.id, n.seq, n.type, n.shared_since IS NOT NULL, n.first_seen_at, n.causes <> '{}'
FROM customers_nodeperson np JOIN customers_node n ON n.id = np.node_id WHERE np.person_id = ANY(%s) ORDER BY n.seq
"""
_TIES = """
SELECT e.id, e.a_id, e.b_id, e.cause_kind = 'staff', e.joined, e.rule FROM customers_nodeperson np
JOIN customers_edge e ON e.a_id = np.node_id
WHERE np.person_id = ANY(%s) AND e.retracted_at IS NULL ORDER BY e.asserted_at, e.id
"""
_FROZEN = "(s.nodes >= %s OR s.merges >= %s)"
_NEW_PERSONS = f"""
INSERT INTO customers_person (id, seq, node_count, merge_count, frozen_at)
SELECT s.id, s.seq, s.nodes, s.merges, CASE WHEN {_FROZEN} THEN p.frozen_at END
FROM {{given}} LEFT JOIN customers_person p ON p.id = s.former WHERE s.id <> ALL(%s) ORDER BY s.seq
"""
_SAME_PERSONS = f"""
UPDATE customers_person p SET node_count = s.nodes, merge_count = s.merges,
  frozen_at = CASE WHEN {_FROZEN} THEN p.frozen_at END
FROM {{given}} WHERE p.id = s.id AND p.id = ANY(%s)
"""
_RETRACTED = "SELECT id, a_id, b_id, rule, cause_kind, cause_id, asserted_at FROM customers_edge WHERE id = ANY(%s)"
_FORBID = """
INSERT INTO customers_nolink (id, a_id, b_id, reason, by, at, log_id, lifted_by)
SELECT s.id, s.a, s.b, %s, %s, %s, %s, '' FROM {given} ON CONFLICT (a_id, b_id) WHERE lifted_at IS NULL DO NOTHING
"""
_DEMOTIONS = """
SELECT d.a_id, d.b_id, d.rule, d.cause_kind, d.cause_id, d.at FROM customers_demotion d
WHERE d.a_id = ANY(%s) OR d.b_id = ANY(%s)
"""
