# SPDX-License-Identifier: Apache-2.0
"""Observe: what was said about nodes that appeared together becomes edges, field values, persons and profiles.

The identity reader of the timeline comes through here, and `register` with it. The same words twice change nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import blocking, identities, nodes, profiles, splits
from omotenashi.people.customers.actions.edges import Join
from omotenashi.people.customers.actions.identities import Joined
from omotenashi.people.customers.actions.nodes import Cause, NodeRef
from omotenashi.people.customers.actions.profiles import Said
from omotenashi.people.customers.events import CustomerRegistered, CustomersMerged, ProfileChanged

__all__ = ["Observed", "Outcome", "Statement", "observe", "take"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Observed:
    """What one entry of a source says: the anchor, the nodes that appeared with it, fields of the person, and when.

    Without `trusted`, a LINE user is left out: only a token that a server verified may join one.
    """

    node_id: UUID
    source: str
    others: tuple[UUID, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    observed_at: datetime
    cause_id: str = ""
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a record came to: `created`, `updated`, `unchanged`, or `refused` when no identifier could be used."""

    kind: str
    node_id: UUID | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A source's record with its nodes found: the strongest, the others, the fields, when, since when known, the cause."""

    node: NodeRef
    others: tuple[NodeRef, ...]
    fields: Mapping[str, str]
    at: datetime
    first_at: datetime
    cause: Cause
    source: str


REFUSED = Outcome("refused", None, None)


@transaction.atomic
def observe(records: Sequence[Observed], *, cause_kind: str, now: datetime, tell: bool = True) -> list[Outcome]:
    """Assert what records say, in one transaction, and say what became of each, in the order given.

    Records of several sources come in one call: of two in one transaction the second would lock nodes after persons.
    """
    known = nodes.refs_of(key for record in records for key in (record.node_id, *record.others))
    # A node whose last cause was taken back is somebody again, now that it is seen again.
    if lost := [key for key, ref in known.items() if not ref.attested]:
        nodes.attest(lost, cause=Cause(cause_kind, "").key)
        known |= {key: replace(known[key], attested=True) for key in lost}
    statements = [_statement(record, known, cause_kind) for record in records]
    return take(statements, now=now, tell=tell)


def take(statements: Sequence[Statement | None], *, now: datetime, tell: bool, fresh: bool = False) -> list[Outcome]:
    """Take statements in; None stands for a record that names nobody. `fresh` says that most of them are new."""
    said = [statement for statement in statements if statement is not None]
    refs = {ref.id: ref for statement in said for ref in (statement.node, *statement.others)}
    earlier = _seen_earlier(said, refs)
    joins = _joins(said)
    if crowded := blocking.block_crowded(joins, now=now):
        refs |= {key: replace(refs[key], shared=True) for key in crowded}
        joins = [join for join in joins if join.a.id not in crowded and join.b.id not in crowded]
    joins = joins if fresh else _not_settled(joins)
    values = _values(said)
    joined = _join(refs, joins, values, now=now, fresh=fresh)
    told, again = profiles.note_fields(values)
    _reconsider(joined, told, values, now=now)
    new_ends = {end for edge in joined.new_edges for end in edge}
    persons = joined.person_of
    moved = {persons[node] for node in told | new_ends | earlier if node in persons}
    touched = moved | joined.created | set(joined.ended.values())
    again_for = profiles.told_by_several(again) - touched if again else set()
    profiles.reconcile(touched | again_for, now=now)
    _tell(joined, touched, said, now=now, registrations=tell)
    blocking.block_worn_out(joined.refused, now=now)
    return _outcomes(statements, joined, told | new_ends)


def _statement(record: Observed, known: Mapping[UUID, NodeRef], cause_kind: str) -> Statement | None:
    anchor = known.get(record.node_id)
    if anchor is None:
        return None
    others = [known[key] for key in record.others if key in known]
    if not record.trusted:
        others = [] if anchor.type == "line_user_id" else [ref for ref in others if ref.type != "line_user_id"]
    fields = profiles.group_fields(record.fields.items())
    cause = Cause(cause_kind, record.cause_id)
    return Statement(anchor, tuple(others), fields, record.observed_at, record.observed_at, cause, record.source)


def _joins(said: Sequence[Statement]) -> list[Join]:
    """Wish that what appeared together be one human. Two keys of visitors alone say nothing about a human."""
    found: dict[tuple[UUID, UUID, str], Join] = {}
    for statement in said:
        for other in statement.others:
            if not (statement.node.names or other.names or statement.node.shared or other.shared):
                continue
            wish = Join(statement.node, other, _rule(statement.node, other), statement.cause, statement.at)
            known = found.get(wish.key)
            if known is None or (wish.at, wish.cause.id) < (known.at, known.cause.id):
                found[wish.key] = wish
    return list(found.values())


def _rule(one: NodeRef, other: NodeRef) -> str:
    strong, weak = sorted((one.type, other.type), key=lambda kind: (rules.rule_of(kind).priority, kind))
    return f"together:{strong}+{weak}"


def _seen_earlier(said: Sequence[Statement], refs: Mapping[UUID, NodeRef]) -> set[UUID]:
    """Move back the moment at which nodes were first seen, where somebody knew them before. Give those nodes."""
    moved = [(key, at) for key, at in sorted(_first(said).items()) if at < refs[key].seen_at]
    if moved:
        given, values = bulk.given("stage_earlier", {"id": "uuid", "at": "timestamptz"}, moved)
        bulk.run(_EARLIER.format(given=given), [*values, [key for key, _ in moved]])
    return {key for key, _ in moved}


def _first(said: Sequence[Statement]) -> dict[UUID, datetime]:
    first: dict[UUID, datetime] = {}
    for statement in said:
        for ref in (statement.node, *statement.others):
            first[ref.id] = min(statement.first_at, first.get(ref.id, statement.first_at))
    return first


def _not_settled(joins: Sequence[Join]) -> list[Join]:
    """Leave out wishes that were granted or refused before by the same cause: most of what is seen is seen again."""
    if not joins:
        return []
    columns = {"n": "int", "a": "uuid", "b": "uuid", "rule": "text", "cause": "text"}
    rows = [(n, *join.key, join.cause.key) for n, join in enumerate(joins)]
    given, values = bulk.given("stage_wish", columns, rows)
    settled = {n for (n,) in bulk.rows(_SETTLED.format(given=given), values)}
    return [join for n, join in enumerate(joins) if n not in settled]


def _join(
    refs: Mapping[UUID, NodeRef], joins: Sequence[Join], said: Sequence[Said], *, now: datetime, fresh: bool
) -> Joined:
    """Join, and give the person of every node; nodes that have one already need no lock."""
    if fresh:
        return identities.join_nodes(list(refs.values()), joins, now=now, said=said)
    found: dict[UUID, UUID] = dict(
        bulk.rows("SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [list(refs)])
    )
    wanted = {ref.id: ref for join in joins for ref in (join.a, join.b)}
    wanted |= {key: ref for key, ref in refs.items() if ref.names and key not in found}
    if not wanted:
        return Joined(person_of=found, created=set(), ended={}, new_edges=set())
    joined = identities.join_nodes(list(wanted.values()), joins, now=now, said=said)
    joined.person_of = {key: joined.ended.get(person, person) for key, person in found.items()} | joined.person_of
    return joined


def _reconsider(joined: Joined, told: set[UUID], values: Sequence[Said], *, now: datetime) -> None:
    """Let names and days of birth that are new of somebody known count against, and for, what was joined before."""
    named = {one.node_id for one in values if one.field in rules.TRAIT_FIELDS} & told
    known = {node for node in named if (person := joined.person_of.get(node)) and person not in joined.created}
    # A person has the id of its oldest node.
    if not splits.reconsider(known | set(joined.ended.values()), by="rules", now=now):
        return
    sql = "SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)"
    joined.person_of = dict(bulk.rows(sql, [list(joined.person_of)]))
    alive = {key for (key,) in bulk.rows("SELECT id FROM customers_person WHERE id = ANY(%s)", [_persons(joined)])}
    joined.created &= alive
    joined.ended = {old: new for old, new in joined.ended.items() if new in alive and old not in alive}


def _persons(joined: Joined) -> list[UUID]:
    return list({*joined.created, *joined.ended, *joined.ended.values()})


def _values(said: Sequence[Statement]) -> list[Said]:
    return [
        Said(statement.node.id, name, value, statement.source, statement.at, statement.cause.key)
        for statement in said
        for name, value in statement.fields.items()
    ]


def _tell(joined: Joined, touched: set[UUID], said: Sequence[Statement], *, now: datetime, registrations: bool) -> None:
    if registrations and joined.created:
        first = _first(said)
        sources = {joined.person_of.get(one.node.id): one.source for one in reversed(said)}
        publish(
            *(
                CustomerRegistered(
                    node_id=person, person_id=person, at=first.get(person, now), source=sources.get(person, "")
                )
                for person in sorted(joined.created)
            )
        )
    merged = (CustomersMerged(person_id=new, ended_person_id=old, at=now) for old, new in joined.ended.items())
    changed = (ProfileChanged(person_id=person, at=now) for person in sorted(touched - joined.created))
    publish(*merged, *changed)


def _outcomes(statements: Iterable[Statement | None], joined: Joined, changed: set[UUID]) -> list[Outcome]:
    unnamed: set[UUID | None] = set(joined.created)
    outcomes = []
    for statement in statements:
        if statement is None:
            outcomes.append(REFUSED)
            continue
        anchor = statement.node.id
        person = joined.person_of.get(anchor)
        kind = "created" if person in unnamed else "updated" if anchor in changed else "unchanged"
        unnamed.discard(person)
        outcomes.append(Outcome(kind, anchor, person))
    return outcomes


_EARLIER = """
WITH s AS (SELECT * FROM {given}), locked AS (
  SELECT id FROM customers_node WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
) UPDATE customers_node n SET first_seen_at = least(n.first_seen_at, s.at) FROM s JOIN locked USING (id) WHERE n.id = s.id
"""
_SETTLED = """
SELECT s.n FROM {given} WHERE EXISTS (
  SELECT 1 FROM customers_edge e WHERE (e.a_id, e.b_id, e.rule) = (s.a, s.b, s.rule) AND e.retracted_at IS NULL
    AND (e.causes @> ARRAY[s.cause] OR cardinality(e.causes) >= 8)
) OR EXISTS (
  SELECT 1 FROM customers_demotion d WHERE (d.a_id, d.b_id, d.rule) = (s.a, s.b, s.rule) AND d.reason NOT LIKE 'window:%%'
)
"""
