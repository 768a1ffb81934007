# SPDX-License-Identifier: Apache-2.0
"""Nodes: one for each identifier value, found or made, in sets."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.people.customers import rules
from omotenashi.people.customers.rules import Identifier

# Whoever can be taken back by name keeps it among the causes; all others are one cause together.
_NAMED = frozenset({"import", "staff", "suggestion", "claim", "line", "journey"})
# More than so many causes are never all taken back.
MOST_CAUSES = 8


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A node as the writers here need it."""

    id: UUID
    seq: int
    type: str
    shared: bool
    seen_at: datetime
    attested: bool = True

    @property
    def names(self) -> bool:
        """Whether the node alone is a person."""
        return self.attested and not self.shared and rules.rule_of(self.type).names


@dataclass(frozen=True, slots=True)
class Cause:
    """What made something be said: an import run, an entry, a member of staff with a reason."""

    kind: str
    id: str
    by: str = ""
    reason: str = ""
    undoes: UUID | None = None

    @property
    def key(self) -> str:
        """The cause as it stands among the causes of a row."""
        return f"{self.kind}:{self.id}" if self.kind in _NAMED else self.kind

    @property
    def actor(self) -> str:
        """Who did it, for the log."""
        return self.by or f"{self.kind}:{self.id}"


def hash_of(identifier: Identifier) -> bytes:
    """Give the keyed hash of a normalised identifier: 32 bytes, useless to whoever steals the table."""
    text = f"{identifier.type}\0{identifier.value}".encode()
    return hmac.digest(settings.IDENTIFIER_KEY, text, "sha256")


def ensure_nodes(
    identifiers: Iterable[Identifier], *, seen_at: Mapping[Identifier, datetime], cause: str
) -> dict[Identifier, NodeRef]:
    """Make sure that a node exists for each normalised identifier (its first spell), and give them."""
    wanted = sorted(set(identifiers), key=lambda found: (rules.rule_of(found.type).priority, found))
    if not wanted:
        return {}
    given, values = bulk.given(
        "stage_node",
        {"n": "int", "id": "uuid", "type": "text", "value": "text", "value_hash": "bytea", "seen_at": "timestamptz"},
        [(n, new_id(), i.type, i.value, hash_of(i), seen_at[i]) for n, i in enumerate(wanted)],
    )
    found = bulk.rows(_FIND.format(given=given), values)
    if len(found) < len(wanted):
        bulk.run(_INSERT.format(given=given), [cause, *values])
        found = bulk.rows(_FIND.format(given=given), values)
        _ensure_contact_points([(wanted[n], key) for n, key, *_ in found])
    attest([key for _, key, *_, causes in found if _lacks(causes, cause)], cause=cause)
    return {wanted[n]: NodeRef(key, seq, kind, shared, seen) for n, key, seq, kind, shared, seen, _ in found}


def attest(nodes: Sequence[UUID], *, cause: str) -> None:
    """Note that a cause names these nodes too."""
    if nodes:
        bulk.run(_ATTEST, [sorted(nodes), cause, cause, MOST_CAUSES])


def refs_of(keys: Iterable[UUID]) -> dict[UUID, NodeRef]:
    """Give nodes by their ids. Unknown ones are left out."""
    return {row[0]: NodeRef(*row) for row in bulk.rows(_REFS, [list(set(keys))])}


def _ensure_contact_points(nodes: Iterable[tuple[Identifier, UUID]]) -> None:
    reachable = [
        (new_id(), node, rules.CONTACT_CHANNELS[key.type], hash_of(key))
        for key, node in nodes
        if key.type in rules.CONTACT_CHANNELS
    ]
    if not reachable:
        return
    given, values = bulk.given(
        "stage_contact", {"id": "uuid", "node_id": "uuid", "channel": "text", "address_hash": "bytea"}, reachable
    )
    bulk.run(
        "INSERT INTO customers_contactpoint (id, node_id, channel, address_hash)"
        f" SELECT s.* FROM {given} LEFT JOIN customers_contactpoint c USING (node_id) WHERE c.id IS NULL"
        " ON CONFLICT (node_id) DO NOTHING",
        values,
    )


def _lacks(causes: Sequence[Any], cause: str) -> bool:
    return cause not in causes and len(causes) < MOST_CAUSES


_FIND = (
    "SELECT s.n, n.id, n.seq, n.type, n.shared_since IS NOT NULL, n.first_seen_at, n.causes FROM {given}"
    " JOIN customers_node n USING (type, value_hash) WHERE n.spell = 0"
)
_INSERT = (
    "INSERT INTO customers_node (id, type, value, value_hash, spell, causes, first_seen_at)"
    " SELECT id, type, value, value_hash, 0, ARRAY[%s], seen_at FROM {given} ORDER BY n"
    " ON CONFLICT (type, value_hash, spell) DO NOTHING"
)
_ATTEST = """
WITH locked AS (SELECT id FROM customers_node WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
UPDATE customers_node n SET causes = n.causes || %s::text FROM locked
WHERE n.id = locked.id AND NOT n.causes @> ARRAY[%s] AND cardinality(n.causes) < %s
"""
_REFS = """
SELECT id, seq, type, shared_since IS NOT NULL, first_seen_at, causes <> '{}' FROM customers_node WHERE id = ANY(%s)
"""
