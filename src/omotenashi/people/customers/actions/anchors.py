# SPDX-License-Identifier: Apache-2.0
"""Resolve: from the identifiers on a fact to the node that it hangs on, and the nodes that appeared with it.

Nodes are made in a short transaction of their own and are never deleted, so a process may remember them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from omotenashi.people.customers import rules
from omotenashi.people.customers.actions import blocking, nodes, spells
from omotenashi.people.customers.actions.memory import Memory
from omotenashi.people.customers.actions.nodes import NodeRef
from omotenashi.people.customers.rules import Identifier

__all__ = ["Anchored", "Asked", "Identifier", "changed", "find", "forget", "resolve"]

_CAUSE = "entry"
_known: Memory[Identifier, NodeRef] = Memory(most=200_000, seconds=300)


@dataclass(frozen=True, slots=True)
class Asked:
    """The identifiers on one fact and its moment.

    `shared`: the device serves many people (a till, a tablet in the shop), so its keys join nobody. `trusted`: the
    source is a server of ours or verified what it says; a LINE user joins only then.
    """

    identifiers: tuple[Identifier, ...]
    at: datetime
    shared: bool = False
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Anchored:
    """The node that a fact hangs on, and the nodes that appeared with it and may be the same human."""

    node_id: UUID
    others: tuple[UUID, ...]


def resolve(items: Sequence[Asked], *, now: datetime) -> list[Anchored | None]:
    """Give the anchor of each item, in the order given; None where no identifier can be used."""
    found = find(items, cause=_CAUSE, now=now, memory=_known)
    return [Anchored(refs[0].id, tuple(ref.id for ref in refs[1:])) if refs else None for refs in found]


def changed(since: int) -> tuple[int, list[Identifier]]:
    """Forget the visitors' keys that came to other hands after a number of a node; give the last number, and them."""
    return spells.changed(since)


def forget() -> None:
    """Forget what this process knows about nodes: after an erasure, and between tests."""
    _known.clear()
    spells.forget()
    blocking.forget()


def find(
    items: Sequence[Asked], *, cause: str, now: datetime, memory: Memory[Identifier, NodeRef] | None = None
) -> list[tuple[NodeRef, ...]]:
    """Find or make the nodes of each item: the anchor first, then those it may be joined with."""
    keyed = blocking.usable([rules.in_order(item.identifiers) for item in items])
    named, seen = _first_seen(items, keyed)
    refs = _nodes(named, seen, cause=cause, memory=memory)
    visits = [
        spells.Visit(key, refs.get(user) if (user := _user(keys)) else None, item.at, item.shared)
        for item, keys in zip(items, keyed, strict=True)
        for key in keys
        if rules.rule_of(key.type).spelled
    ]
    spelt = iter(spells.pick(visits, cause=cause, now=now))
    return [
        _ordered([next(spelt) if rules.rule_of(key.type).spelled else refs[key] for key in keys], trusted=item.trusted)
        for item, keys in zip(items, keyed, strict=True)
    ]


def _first_seen(
    items: Sequence[Asked], keyed: Sequence[tuple[Identifier, ...]]
) -> tuple[set[Identifier], dict[Identifier, datetime]]:
    seen: dict[Identifier, datetime] = {}
    for item, keys in zip(items, keyed, strict=True):
        for key in keys:
            if not rules.rule_of(key.type).spelled:
                seen[key] = min(item.at, seen.get(key, item.at))
    return set(seen), seen


def _nodes(
    wanted: Iterable[Identifier],
    seen: Mapping[Identifier, datetime],
    *,
    cause: str,
    memory: Memory[Identifier, NodeRef] | None,
) -> dict[Identifier, NodeRef]:
    if memory is None:
        return nodes.ensure_nodes(wanted, seen_at=seen, cause=cause)
    known = {key: ref for key in wanted if (ref := memory.get(key)) is not None}
    if missing := [key for key in wanted if key not in known]:
        with transaction.atomic():
            found = nodes.ensure_nodes(missing, seen_at=seen, cause=cause)
            connection.on_commit(lambda: memory.keep(found))
        known |= found
    return known


def _user(keys: Sequence[Identifier]) -> Identifier | None:
    return next((key for key in keys if key.type == "user_id"), None)


def _ordered(refs: Sequence[NodeRef], *, trusted: bool) -> tuple[NodeRef, ...]:
    """Put the anchor first: what is one person's before what is shared, then the strongest.

    What is shared, and a LINE user that nobody verified, carries a fact only where nothing else does, and joins none.
    """
    able = [ref for ref in refs if not ref.shared and (trusted or ref.type != "line_user_id")]
    return tuple(able) if able else tuple(refs[:1])
