# SPDX-License-Identifier: Apache-2.0
"""Joining nodes: edges and the persons that follow, in sets. The rules decide, this reads and writes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import edges, traits
from omotenashi.people.customers.actions.edges import Join, Merge, Refusal
from omotenashi.people.customers.actions.nodes import Cause, NodeRef, ensure_nodes, hash_of
from omotenashi.people.customers.actions.profiles import Said

__all__ = ["Cause", "Join", "Joined", "NodeRef", "ensure_nodes", "hash_of", "join_nodes"]


@dataclass(slots=True)
class Joined:
    """What came of the wishes: person of each touched node that has one, the new ones, and who ended in whom."""

    person_of: dict[UUID, UUID]
    created: set[UUID]
    ended: dict[UUID, UUID]
    new_edges: set[tuple[UUID, UUID]]
    refused: list[Refusal] = field(default_factory=list)
    logs: list[UUID] = field(default_factory=list)


@dataclass(slots=True)
class _Field:
    """The components at work: `ids` gives the node that a number stands for, `start` the component of a node."""

    components: rules.Components
    ids: dict[int, UUID]
    start: dict[UUID, int]
    persons: dict[UUID, int]


def join_nodes(
    nodes: Sequence[NodeRef],
    joins: Sequence[Join],
    *,
    now: datetime,
    said: Sequence[Said] = (),
    forced: bool = False,
    logged: bool = False,
) -> Joined:
    """Give every node that names somebody a person, and join those that belong together, as far as the rules allow.

    `said` is about to be noted and counts already. `forced` overrides limits and contradictions, `logged` writes a
    line also for nodes that nobody had seen before.
    """
    before = _locked_persons(nodes)
    work = _load(nodes, before, there=logged)
    if joins:
        _forbid(work, before, nodes)
        _describe(work, joins, before, said)
    accepted, refused, merging = _weigh(work, joins, forced=forced)
    merges = _merges(work, merging)
    root, ids = work.components.root, work.ids
    after = {node.id: ids[top] for node in nodes if _is_person(work, top := root(work.start[node.id]), node)}
    ended = {key: ids[root(seq)] for key, seq in work.persons.items() if root(seq) != seq}
    made = set(after.values()) - set(work.persons)
    _write_persons(work, after, before=before, made=made, ended=ended, now=now)
    written = edges.assert_edges(accepted, joined={m.join for m in merges if m.persons}, now=now)
    logs = edges.log_merges(merges, written, now=now)
    if refused:
        edges.demote(refused, now=now)
    renamed = set(ended.values())
    return Joined(
        person_of=after,
        created=made - renamed,
        ended=ended,
        new_edges={(a, b) for a, b, _ in written},
        refused=refused,
        logs=logs,
    )


def _weigh(work: _Field, joins: Sequence[Join], *, forced: bool) -> tuple[list[Join], list[Refusal], dict[int, Join]]:
    """Grant what the rules allow, the strongest first; say which wish made which union."""
    accepted: list[Join] = []
    refused: list[Refusal] = []
    merging: dict[int, Join] = {}
    waiting = sorted(set(joins), key=_strongest_first)
    while waiting:
        doubtful: list[Join] = []
        persons = len(work.components.found)
        for join in waiting:
            count = len(work.components.unions)
            reason = _refusal(work, join, forced=forced)
            if reason == rules.REASON:
                doubtful.append(join)
            elif reason:
                refused.append(Refusal(join, reason))
            else:
                accepted.append(join)
            if len(work.components.unions) > count:
                merging[count] = join
        if len(work.components.found) == persons:
            return accepted, refused + [Refusal(join, rules.REASON) for join in doubtful], merging
        # Whoever grew may be known well enough now to settle a doubt.
        waiting = doubtful
    return accepted, refused, merging


def _strongest_first(join: Join) -> tuple[int, int, int, int, str]:
    one, other = sorted((rules.rule_of(join.a.type).priority, rules.rule_of(join.b.type).priority))
    return one, other, join.a.seq, join.b.seq, join.rule


def _refusal(work: _Field, join: Join, *, forced: bool) -> str:
    if join.a.shared or join.b.shared:
        return "shared"
    one, other = work.start[join.a.id], work.start[join.b.id]
    return work.components.join(one, other, at=join.at, forced=forced, ground=join.ground)


def _is_person(work: _Field, root: int, node: NodeRef) -> bool:
    component = work.components.found[root]
    return component.person or component.size > 1 or node.names


def _locked_persons(nodes: Sequence[NodeRef]) -> dict[UUID, UUID]:
    """Give the present person of each node that has one; those persons are locked, and the nodes that have none."""
    keys = [node.id for node in nodes]
    locked: set[UUID] = set()
    alone: set[UUID] = set()
    while True:
        found = dict(bulk.rows("SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [keys]))
        free = {key for key in keys if key not in found} - alone
        missing = set(found.values()) - locked
        if not missing and not free:
            return found
        # A weaker lock than for update: entries and orders may be written to the nodes meanwhile.
        if free:
            bulk.run("SELECT 1 FROM customers_node WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [sorted(free)])
        if missing:
            bulk.run("SELECT 1 FROM customers_person WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [sorted(missing)])
        alone |= free
        locked |= missing


def _load(nodes: Sequence[NodeRef], before: Mapping[UUID, UUID], *, there: bool) -> _Field:
    work = _Field(rules.Components(), {}, {}, {})
    for person_id, seq, component in _load_components(set(before.values())):
        work.components.add(seq, component)
        work.ids[seq] = person_id
        work.persons[person_id] = seq
    for node in nodes:
        if node.id in before:
            work.start[node.id] = work.persons[before[node.id]]
        elif node.seq not in work.ids:
            # What names nobody was seen before it is joined, so the joining is kept in the log.
            seen = {node.type: [node.seen_at]} if node.type in rules.WINDOWED else {}
            alone = rules.Component(Counter({node.type: 1}), seen=seen, there=there or not node.names)
            work.components.add(node.seq, alone)
            work.ids[node.seq] = node.id
            work.start[node.id] = node.seq
    return work


def _load_components(persons: set[UUID]) -> list[tuple[UUID, int, rules.Component]]:
    if not persons:
        return []
    found: dict[UUID, rules.Component] = {}
    seqs: dict[UUID, int] = {}
    for person_id, seq, size, merges, frozen, kind, count, moments in bulk.rows(_COMPONENTS, [list(persons)]):
        if person_id not in found:
            seqs[person_id] = seq
            found[person_id] = rules.Component(
                Counter(), size=size, merges=merges, frozen=frozen, there=True, person=True
            )
        found[person_id].types[kind] = count
        if kind in rules.WINDOWED:
            found[person_id].seen[kind] = moments
    return [(person_id, seqs[person_id], component) for person_id, component in found.items()]


def _forbid(work: _Field, before: Mapping[UUID, UUID], nodes: Sequence[NodeRef]) -> None:
    alone = [node.id for node in nodes if node.id not in before]
    for one, other in bulk.rows(_NO_LINKS, [list(work.persons), alone]):
        ends = [work.persons.get(key, work.start.get(key)) for key in (one, other)]
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            work.components.forbid(ends[0], ends[1])


def _describe(work: _Field, joins: Sequence[Join], before: Mapping[UUID, UUID], said: Sequence[Said]) -> None:
    for owner, known in traits.at_stake(joins, persons=before, said=said).items():
        number = work.persons.get(owner, work.start.get(owner))
        if number is not None:
            work.components.found[number].traits |= known


def _write_persons(
    work: _Field,
    after: Mapping[UUID, UUID],
    *,
    before: Mapping[UUID, UUID],
    made: set[UUID],
    ended: Mapping[UUID, UUID],
    now: datetime,
) -> None:
    numbers = {key: seq for seq, key in work.ids.items()}
    found = {key: work.components.found[numbers[key]] for key in set(after.values())}
    state = {key: _state(component, now=now) for key, component in found.items()}
    _write_made(sorted(made, key=numbers.__getitem__), numbers, state)
    _write_grown([(key, *state[key]) for key in state if key not in made], found)
    _write_members(after, before=before, ended=ended, now=now)
    edges.log_freezes([key for key, (_, _, frozen) in state.items() if frozen and not found[key].frozen], now=now)


type _State = tuple[int, int, datetime | None]


def _state(component: rules.Component, *, now: datetime) -> _State:
    frozen = component.size >= rules.MOST_NODES or component.merges >= rules.MOST_MERGES
    return component.size, component.merges, now if frozen else None


def _write_made(made: Sequence[UUID], numbers: Mapping[UUID, int], state: Mapping[UUID, _State]) -> None:
    columns = {
        "id": "uuid", "seq": "bigint", "node_count": "int", "merge_count": "int", "frozen_at": "timestamptz",
    }  # fmt: skip
    rows = [(key, numbers[key], *state[key]) for key in made]
    if rows:
        given, values = bulk.given("stage_person", columns, rows)
        names = ", ".join(columns)
        bulk.run(f"INSERT INTO customers_person ({names}) SELECT {names} FROM {given} ORDER BY seq", values)


def _write_grown(rows: Sequence[tuple[UUID, int, int, datetime | None]], found: Mapping[UUID, rules.Component]) -> None:
    columns = {"id": "uuid", "node_count": "int", "merge_count": "int", "frozen_at": "timestamptz"}
    grown = [row for row in rows if len(found[row[0]].members) > 1]
    if grown:
        given, values = bulk.given("stage_grown", columns, grown)
        bulk.run(
            "UPDATE customers_person p SET node_count = s.node_count, merge_count = s.merge_count,"
            f" frozen_at = coalesce(p.frozen_at, s.frozen_at) FROM {given} WHERE p.id = s.id",
            values,
        )


def _write_members(
    after: Mapping[UUID, UUID], *, before: Mapping[UUID, UUID], ended: Mapping[UUID, UUID], now: datetime
) -> None:
    fresh = [(node, person, now) for node, person in after.items() if node not in before]
    if fresh:
        given, values = bulk.given(
            "stage_member", {"node_id": "uuid", "person_id": "uuid", "since": "timestamptz"}, fresh
        )
        bulk.run(f"INSERT INTO customers_nodeperson (node_id, person_id, since) SELECT * FROM {given}", values)
    if ended:
        given, values = bulk.given("stage_ended", {"old": "uuid", "new": "uuid"}, list(ended.items()))
        bulk.run(
            f"UPDATE customers_nodeperson np SET person_id = s.new FROM {given} WHERE np.person_id = s.old", values
        )
        drop_persons(ended)


def drop_persons(persons: Iterable[UUID]) -> None:
    """Remove persons that no node belongs to any more, and what was shown of them."""
    keys = sorted(persons)
    if not keys:
        return
    bulk.run("DELETE FROM customers_profile WHERE person_id = ANY(%s)", [keys])
    bulk.run("DELETE FROM customers_person WHERE id = ANY(%s)", [keys])


def _merges(work: _Field, merging: Mapping[int, Join]) -> list[Merge]:
    """Spell out who is about to become one: every node of both sides, read before they change their person."""
    unions = [(work.components.unions[place], join) for place, join in merging.items()]
    persons = [
        key for union, _ in unions for seq in (*union.one, *union.other) if (key := work.ids[seq]) in work.persons
    ]
    held: dict[UUID, list[UUID]] = defaultdict(list)
    for person, node in bulk.rows(_HELD, [persons]) if persons else ():
        held[person].append(node)

    def spelt(side: Iterable[int]) -> list[UUID]:
        return [node for seq in side for node in held.get(work.ids[seq], [work.ids[seq]])]

    return [Merge(join=j, one=spelt(u.one), other=spelt(u.other), persons=u.merge) for u, j in unions]


_HELD = """
SELECT np.person_id, np.node_id FROM customers_nodeperson np JOIN customers_node n ON n.id = np.node_id
WHERE np.person_id = ANY(%s) ORDER BY n.seq
"""
_COMPONENTS = """
SELECT p.id, p.seq, p.node_count, p.merge_count, p.frozen_at IS NOT NULL, n.type, count(*),
  array_agg(n.first_seen_at)
FROM customers_person p JOIN customers_nodeperson np ON np.person_id = p.id JOIN customers_node n ON n.id = np.node_id
WHERE p.id = ANY(%s) GROUP BY 1, 2, 3, 4, 5, 6
"""
_NO_LINKS = """
WITH asked AS (
  SELECT node_id FROM customers_nodeperson WHERE person_id = ANY(%s) UNION ALL SELECT unnest(%s::uuid[])
)
SELECT coalesce(pa.person_id, l.a_id), coalesce(pb.person_id, l.b_id) FROM customers_nolink l
JOIN asked a ON a.node_id = l.a_id JOIN asked b ON b.node_id = l.b_id
LEFT JOIN customers_nodeperson pa ON pa.node_id = l.a_id LEFT JOIN customers_nodeperson pb ON pb.node_id = l.b_id
WHERE l.lifted_at IS NULL
"""
