# SPDX-License-Identifier: Apache-2.0
"""Entries that Hana and Ken leave, and what the tables hold, to be compared byte for byte."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.people.customers.actions import anchors, links, observations
from omotenashi.people.customers.actions.anchors import Asked
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.observations import Observed, Outcome
from omotenashi.people.customers.models import Node
from omotenashi.people.customers.rules import Identifier, normalise
from omotenashi.people.customers.tests.hana import NOW

# What a merge and its undoing must leave as it was. The change marks, and the log, do tell.
EXACT = {
    "person": "SELECT id, seq, node_count, merge_count, frozen_at FROM customers_person ORDER BY id",
    "node_person": "SELECT node_id, person_id, since FROM customers_nodeperson ORDER BY node_id",
    "profile": "SELECT * FROM customers_profile ORDER BY person_id",
    "node": "SELECT id, seq, type, value, spell, bound_node_id, causes, shared_since, first_seen_at"
    " FROM customers_node ORDER BY id",
    "value": "SELECT * FROM customers_fieldvalue ORDER BY id",
    "edge": "SELECT a_id, b_id, rule, causes, joined FROM customers_edge WHERE retracted_at IS NULL ORDER BY 1, 2, 3",
    "demotion": "SELECT a_id, b_id, rule, reason FROM customers_demotion ORDER BY 1, 2, 3",
    "contact": "SELECT * FROM customers_contactpoint ORDER BY id",
}


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Give what the tables of identity hold."""
    return {name: bulk.rows(sql) for name, sql in EXACT.items()}


def asked(*keys: str, at: datetime = NOW, shared: bool = False, trusted: bool = True) -> Asked:
    """Make a question of identifiers written `type=value`."""
    return Asked(tuple(Identifier(*key.split("=", 1)) for key in keys), at, shared=shared, trusted=trusted)


def seen(
    *keys: str, at: datetime = NOW, now: datetime = NOW, shared: bool = False, trusted: bool = True, **fields: str
) -> UUID | None:
    """Let one entry come in and be read; give its anchor."""
    return seen_all([asked(*keys, at=at, shared=shared, trusted=trusted)], now=now, fields=fields)[0]


def seen_all(items: Sequence[Asked], *, now: datetime = NOW, fields: dict[str, str] | None = None) -> list[UUID | None]:
    """Let entries come in and be read; give their anchors."""
    found = anchors.resolve(items, now=now)
    records = [
        Observed(
            node_id=one.node_id, source="web", others=one.others, fields=fields or {}, observed_at=item.at, cause_id="e"
        )
        for item, one in zip(items, found, strict=True)
        if one is not None
    ]
    observe(records, now=now)
    return [one.node_id if one else None for one in found]


def observe(records: Sequence[Observed], *, now: datetime = NOW) -> list[Outcome]:
    """Read entries of the site."""
    return observations.observe(records, cause_kind="entry", now=now)


def node(key: str) -> UUID:
    """Give the node of an identifier that is known."""
    found = find(key)
    assert found is not None
    return found


def find(key: str) -> UUID | None:
    """Give the node of an identifier, if it is known."""
    wanted = normalise(Identifier(*key.split("=", 1)))
    assert wanted is not None
    known = Node.objects.filter(type=wanted.type, value_hash=hash_of(wanted), spell=0)
    return known.values_list("pk", flat=True).first()


def link(one: str, other: str, *, cause_kind: str = "staff") -> links.Linked:
    """Let a member of staff say that two keys are one human."""
    return links.link(
        node(one), node(other), by="tencho", reason="asked her", cause_kind=cause_kind, cause_id="1", now=NOW
    )


def unmerge(log_id: UUID | None = None, *side: str) -> links.Unmerged:
    """Let a member of staff take a person apart."""
    return links.unmerge(log_id=log_id, side=[node(key) for key in side], by="tencho", reason="two people", now=NOW)
