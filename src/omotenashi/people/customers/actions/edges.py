# SPDX-License-Identifier: Apache-2.0
"""Writing down what was asserted, what was refused, and what joined whom: edges, demotions, the merge log."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions.nodes import MOST_CAUSES, Cause, NodeRef

type Written = dict[tuple[UUID, UUID, str], UUID]
_LOG = (
    "id", "at", "kind", "one_id", "other_id", "before", "after", "edge_ids", "ruleset_version", "actor", "reason",
    "undoes_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Join:
    """A wish that two nodes be one human, and what said so. `at` is the moment, for limits within a window."""

    a: NodeRef
    b: NodeRef
    rule: str
    cause: Cause = field(compare=False)
    at: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[UUID, UUID, str]:
        """The edge that it asks for."""
        one, other = sorted((self.a.id, self.b.id))
        return one, other, self.rule

    @property
    def ground(self) -> rules.Ground:
        """What it rests on."""
        return rules.ground_of(self.rule, self.a.type, self.b.type)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wish that was refused, and why."""

    join: Join
    reason: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two sides that became one person, each with all its nodes, the oldest first."""

    join: Join
    one: list[UUID]
    other: list[UUID]
    persons: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the merge log."""

    kind: str
    one: UUID | None
    other: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    actor: str
    edges: Sequence[UUID] = ()
    reason: str = ""
    undoes: UUID | None = None


def assert_edges(joins: Sequence[Join], *, joined: Collection[Join], now: datetime) -> Written:
    """Write an edge for each wish that was granted; give those that are new. A known one gets a further cause."""
    if not joins:
        return {}
    merging = {join.key for join in joined}
    causes = {join.key: join.cause for join in reversed(joins)}
    rows = [
        (new_id(), *key, key in merging, cause.kind, cause.id, cause.key)
        for key, cause in sorted(causes.items(), key=_key)
    ]
    columns = {
        "id": "uuid", "a": "uuid", "b": "uuid", "rule": "text", "joined": "bool", "kind": "text", "cause": "text",
        "key": "text",
    }  # fmt: skip
    given, values = bulk.given("stage_edge", columns, rows)
    bulk.run(
        f"DELETE FROM customers_demotion d USING {given} WHERE (d.a_id, d.b_id, d.rule) = (s.a, s.b, s.rule)", values
    )
    found = bulk.rows(
        _ASSERT.format(given=given),
        [rules.RULESET_VERSION, now, *values, MOST_CAUSES],
    )
    return {(a, b, rule): key for key, a, b, rule, fresh in found if fresh}


def demote(refused: Sequence[Refusal], *, now: datetime) -> None:
    """Keep the wishes that were refused, to be tried again; the log is told once of each."""
    found = {refusal.join.key: refusal for refusal in reversed(refused)}
    rows = [
        (new_id(), *key, no.reason, no.join.at or now, no.join.cause.kind, no.join.cause.id)
        for key, no in sorted(found.items(), key=_key)
    ]
    columns = {
        "id": "uuid", "a": "uuid", "b": "uuid", "rule": "text", "reason": "text", "at": "timestamptz", "kind": "text",
        "cause": "text",
    }  # fmt: skip
    given, values = bulk.given("stage_demotion", columns, rows)
    new = bulk.rows(_DEMOTE.format(given=given), [now, *values])
    log(
        (
            Line(
                kind="demote", one=a, other=b, before={"a": str(a), "b": str(b)},
                after={"rule": rule, "reason": reason}, actor=found[a, b, rule].join.cause.actor, reason=reason,
            )
            for a, b, rule, reason in sorted(new)
        ),
        now=now,
    )  # fmt: skip


def log_merges(merges: Sequence[Merge], written: Written, *, now: datetime) -> list[UUID]:
    """Log who became one person, with all nodes of both sides as they were."""
    return log(
        (
            Line(
                kind="merge", one=merge.one[0], other=merge.other[0],
                before={"one": _texts(merge.one), "other": _texts(merge.other)},
                after={"person": str(merge.one[0]), "ended": str(merge.other[0]), "rule": merge.join.rule},
                edges=[written[merge.join.key]] if merge.join.key in written else [],
                actor=merge.join.cause.actor, reason=merge.join.cause.reason, undoes=merge.join.cause.undoes,
            )
            for merge in merges
        ),
        now=now,
    )  # fmt: skip


def log_freezes(persons: Sequence[UUID], *, now: datetime) -> None:
    """Log who grew so large that nothing is joined by itself any more."""
    log(
        (
            Line(kind="freeze", one=key, other=None, before={}, after={"person": str(key)}, actor="rules")
            for key in persons
        ),
        now=now,
    )


def log(lines: Iterable[Line], *, now: datetime) -> list[UUID]:
    """Append lines to the merge log, in this order, and give their ids."""
    rows = [
        (
            new_id(), now, line.kind, line.one, line.other, json.dumps(line.before), json.dumps(line.after),
            list(line.edges), rules.RULESET_VERSION, line.actor, line.reason, line.undoes,
        )
        for line in lines
    ]  # fmt: skip
    if rows:
        bulk.copy("customers_mergelog", list(_LOG), rows)
    return [row[0] for row in rows]


def _key(item: tuple[tuple[UUID, UUID, str], Any]) -> tuple[UUID, UUID, str]:
    return item[0]


def _texts(keys: Iterable[UUID]) -> list[str]:
    return [str(key) for key in keys]


_ASSERT = """
INSERT INTO customers_edge
  (id, a_id, b_id, rule, ruleset_version, cause_kind, cause_id, causes, asserted_at, joined)
SELECT s.id, s.a, s.b, s.rule, %s, s.kind, s.cause, ARRAY[s.key], %s, s.joined FROM {given}
ORDER BY s.a, s.b, s.rule
ON CONFLICT (a_id, b_id, rule) WHERE retracted_at IS NULL DO UPDATE SET causes = customers_edge.causes || excluded.causes
  WHERE NOT customers_edge.causes @> excluded.causes AND cardinality(customers_edge.causes) < %s
RETURNING id, a_id, b_id, rule, xmax = 0
"""
_DEMOTE = """
INSERT INTO customers_demotion (id, a_id, b_id, rule, reason, at, cause_kind, cause_id, refused_at)
SELECT s.id, s.a, s.b, s.rule, s.reason, s.at, s.kind, s.cause, %s FROM {given}
ORDER BY s.a, s.b, s.rule
ON CONFLICT (a_id, b_id, rule) DO NOTHING RETURNING a_id, b_id, rule, reason
"""
