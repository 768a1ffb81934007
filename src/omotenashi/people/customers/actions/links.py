# SPDX-License-Identifier: Apache-2.0
"""Decisions about who is who: link, unmerge, keep apart, lift, undo, and taking back what one cause said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.people.customers.actions import edges, identities, nodes, profiles, splits
from omotenashi.people.customers.actions.edges import Join, Line
from omotenashi.people.customers.actions.nodes import Cause
from omotenashi.people.customers.events import CustomersMerged, ProfileChanged
from omotenashi.people.customers.models import MergeLog

__all__ = ["LinkRefused", "Linked", "Unmerged", "keep_apart", "lift", "link", "retract_cause", "undo", "unmerge"]

STAFF = "staff"


class LinkRefused(Exception):
    """Two nodes cannot be made one, or taken apart. `reason`: limit:<type>, no_link, frozen, shared, apart, unknown."""

    def __init__(self, reason: str) -> None:
        """Name what went wrong."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Linked:
    """The person that both are now, and the line of the log; None when they were one before."""

    person_id: UUID
    log_id: UUID | None


@dataclass(frozen=True, slots=True)
class Unmerged:
    """The persons that the parts are now, the oldest first, and the lines of the log."""

    persons: tuple[UUID, ...]
    log_ids: tuple[UUID, ...]


@transaction.atomic
def link(a: UUID, b: UUID, *, by: str, reason: str, cause_kind: str, cause_id: str, now: datetime) -> Linked:
    """Make two nodes one human. Staff may go over limits and freezes; nobody over a no-link (raises LinkRefused)."""
    refs = nodes.refs_of((a, b))
    if len(refs) < 2:
        raise LinkRefused("unknown")
    cause = Cause(cause_kind, cause_id, by, reason)
    wish = Join(refs[a], refs[b], f"link:{cause_kind}", cause, now)
    joined = identities.join_nodes(list(refs.values()), [wish], now=now, forced=cause_kind == STAFF, logged=True)
    if joined.refused:
        raise LinkRefused(joined.refused[0].reason)
    person = joined.person_of[a]
    profiles.reconcile([person], now=now)
    merged = (CustomersMerged(person_id=new, ended_person_id=old, at=now) for old, new in joined.ended.items())
    publish(*merged, ProfileChanged(person_id=person, at=now))
    return Linked(person, joined.logs[0] if joined.logs else None)


@transaction.atomic
def unmerge(
    *, log_id: UUID | None = None, side: Collection[UUID] = (), by: str, reason: str, now: datetime
) -> Unmerged:
    """Take a person apart: between the two sides of a merge, or some nodes from the rest. Nothing may re-join them."""
    sides = _sides_of_log(log_id) if log_id else _side_and_rest(side)
    persons = splits.persons_of(sides[0]) & splits.persons_of(sides[1])
    if not persons:
        raise LinkRefused("apart")
    split = splits.take_apart(persons, sides=sides, by=by, reason=reason, now=now)
    logs = splits.settle(split, by=by, reason=reason, kind="unmerge", now=now, undoes=log_id)
    return Unmerged(tuple(_in_age(splits.persons_of(split.touched))), tuple(logs))


@transaction.atomic
def keep_apart(a: UUID, b: UUID, *, by: str, reason: str, now: datetime) -> None:
    """Forbid that two nodes ever be one human. Raises LinkRefused when they are."""
    found = bulk.rows("SELECT person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [[a, b]])
    if a == b or (len(found) == 2 and found[0] == found[1]):
        raise LinkRefused("together")
    splits.forbid([(a, b)], by=by, reason=reason, log_id=None, now=now)
    one, other = sorted((a, b))
    line = Line(
        kind="keep_apart",
        one=one,
        other=other,
        before={},
        after={"a": str(one), "b": str(other)},
        actor=by,
        reason=reason,
    )
    edges.log([line], now=now)


@transaction.atomic
def lift(a: UUID, b: UUID, *, by: str, reason: str, now: datetime, undoes: UUID | None = None) -> bool:
    """Lift what keeps two nodes apart, and try again what was refused because of it. Say whether there was anything."""
    one, other = sorted((a, b))
    sql = (
        "UPDATE customers_nolink SET lifted_at = %s, lifted_by = %s WHERE a_id = %s AND b_id = %s AND lifted_at IS NULL"
    )
    if not bulk.run(sql, [now, by, one, other]):
        return False
    line = Line(
        kind="lift", one=one, other=other, before={"a": str(one), "b": str(other)}, after={}, actor=by, reason=reason,
        undoes=undoes,
    )  # fmt: skip
    edges.log([line], now=now)
    splits.retry(_nodes_around((a, b)), now=now)
    return True


@transaction.atomic
def undo(log_id: UUID, *, by: str, reason: str, now: datetime) -> None:
    """Undo one line of the log: take a merge apart, or bring together what an unmerge parted."""
    line = MergeLog.objects.filter(pk=log_id).first()
    if line is None:
        raise LinkRefused("unknown")
    if line.kind == "merge":
        unmerge(log_id=log_id, by=by, reason=reason, now=now)
    elif line.kind == "unmerge":
        _rejoin(line, by=by, reason=reason, now=now)
    elif line.kind == "keep_apart" and line.one_id and line.other_id:
        lift(line.one_id, line.other_id, by=by, reason=reason, now=now, undoes=line.pk)
    else:
        raise LinkRefused("kind")


@transaction.atomic
def retract_cause(cause_kind: str, cause_id: str, *, by: str, now: datetime) -> int:
    """Take back all that one cause said and nobody else does: edges, field values, persons. Nodes stay.

    Give the number of persons touched. It forbids nothing: said again, all of it comes back.
    """
    key = Cause(cause_kind, cause_id).key
    doubtful = [edge for (edge,) in bulk.rows(_UNSAY_EDGES, [key, key])]
    named = {node for (node,) in bulk.rows(_UNSAY_NODES, [key, key])}
    named |= {node for (node,) in bulk.rows(_UNSAY_VALUES, [key, now, key])}
    bulk.run("DELETE FROM customers_demotion WHERE cause_kind = %s AND cause_id = %s", [cause_kind, cause_id])
    named |= {node for (node,) in bulk.rows("SELECT a_id FROM customers_edge WHERE id = ANY(%s)", [doubtful])}
    persons = splits.persons_of(named)
    reason = f"retracted:{key}"
    split = splits.take_apart(persons, retract=doubtful, by=by, reason=reason, now=now)
    splits.settle(split, by=by, reason=reason, kind="retract", now=now)
    return len(persons)


def _sides_of_log(log_id: UUID) -> tuple[set[UUID], set[UUID]]:
    before = MergeLog.objects.filter(pk=log_id, kind="merge").values_list("before", flat=True).first()
    if before is None:
        raise LinkRefused("unknown")
    one, other = ({UUID(node) for node in before.get(side, ())} for side in ("one", "other"))
    return one, other


def _side_and_rest(side: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    around = set(_nodes_around(side))
    return set(side), around - set(side)


def _nodes_around(nodes_: Collection[UUID]) -> list[UUID]:
    return [node for (node,) in bulk.rows(_AROUND, [list(nodes_), list(nodes_)])]


def _in_age(persons: Collection[UUID]) -> list[UUID]:
    return [
        key for (key,) in bulk.rows("SELECT id FROM customers_person WHERE id = ANY(%s) ORDER BY seq", [list(persons)])
    ]


def _rejoin(line: MergeLog, *, by: str, reason: str, now: datetime) -> None:
    """Bring parts together again: the edges that were retracted are asserted anew, with the causes they had."""
    lifted = "UPDATE customers_nolink SET lifted_at = %s, lifted_by = %s WHERE log_id = %s AND lifted_at IS NULL"
    bulk.run(lifted, [now, by, line.pk])
    rows = bulk.rows(_RETRACTED, [line.edge_ids])
    refs = nodes.refs_of(key for a, b, *_ in rows for key in (a, b))
    wishes = [
        Join(refs[a], refs[b], rule, Cause(kind, cause, by, reason, line.pk), at)
        for a, b, rule, kind, cause, at in rows
    ]
    forced = any(wish.cause.kind == STAFF for wish in wishes)
    joined = identities.join_nodes(list(refs.values()), wishes, now=now, forced=forced, logged=True)
    if joined.refused:
        raise LinkRefused(joined.refused[0].reason)
    touched = {joined.person_of[ref] for ref in refs}
    profiles.reconcile(touched, now=now)
    publish(*(CustomersMerged(person_id=new, ended_person_id=old, at=now) for old, new in joined.ended.items()))
    splits.retry(_nodes_around(list(refs)), now=now)


_AROUND = """
SELECT np.node_id FROM customers_nodeperson np
WHERE np.person_id IN (SELECT person_id FROM customers_nodeperson WHERE node_id = ANY(%s))
UNION SELECT unnest(%s::uuid[])
"""
_RETRACTED = "SELECT a_id, b_id, rule, cause_kind, cause_id, asserted_at FROM customers_edge WHERE id = ANY(%s)"
_UNSAY_EDGES = """
WITH unsaid AS (
  UPDATE customers_edge SET causes = array_remove(causes, %s) WHERE causes @> ARRAY[%s] AND retracted_at IS NULL
  RETURNING id, causes
) SELECT id FROM unsaid WHERE causes = '{}'
"""
_UNSAY_NODES = "UPDATE customers_node SET causes = array_remove(causes, %s) WHERE causes @> ARRAY[%s] RETURNING id"
_UNSAY_VALUES = """
UPDATE customers_fieldvalue SET causes = array_remove(causes, %s),
  retracted_at = CASE WHEN cardinality(causes) = 1 THEN %s::timestamptz END
WHERE causes @> ARRAY[%s] AND retracted_at IS NULL RETURNING node_id
"""
