# SPDX-License-Identifier: Apache-2.0
"""Keys of visitors: the spell of an anonymous or device id that something seen belongs to, in sets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.people.customers.actions import sharing
from omotenashi.people.customers.actions.memory import Memory
from omotenashi.people.customers.actions.nodes import NodeRef, hash_of
from omotenashi.people.customers.rules import Identifier
from omotenashi.people.customers.rules.spells import Spell, choose, is_shared

# Short: another process may have seen another user sign in. `changed` tells of it sooner, but for what commits late.
_known: Memory[Identifier, list[Spell]] = Memory(most=100_000, seconds=10)
# Numbers are given before the commit: so many are looked at again.
_AGAIN = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor's key, the user seen with it, when, and whether it came from a device for everybody."""

    key: Identifier
    user: NodeRef | None
    at: datetime
    shared: bool


def forget() -> None:
    """Forget what this process knows about spells."""
    _known.clear()


def changed(since: int) -> tuple[int, list[Identifier]]:
    """Forget the keys that came to other hands after a number, in whatever process; give the last number, and them."""
    if not since:  # whoever knows nothing has nothing to forget
        return bulk.rows("SELECT coalesce(max(seq), 1) FROM customers_node")[0][0], []
    [(last, kinds, values)] = bulk.rows(_CHANGED, [since - _AGAIN])
    keys = [Identifier(kind, value) for kind, value in zip(kinds, values, strict=True)]
    _known.drop(keys)
    return max(since, last), keys


def pick(visits: Sequence[Visit], *, cause: str, now: datetime) -> list[NodeRef]:
    """Give the node of each visit, in the order given: make, bind and share spells as needed.

    Only keys of which something has to be written are locked; whoever reads on meanwhile holds nodes up no longer.
    """
    held = {key: known for visit in visits if (known := _known.get(key := visit.key)) is not None}
    found = _picked(visits, held)
    if left := _left(visits, found):
        with transaction.atomic():
            held = _load(_keys(visits, left), lock=False)
            found = {place: ref for place, ref in found.items() if place not in left}
            found |= _picked(visits, held)
            if work := _left(visits, found):
                held |= _written(visits, work, found, cause=cause, now=now)
            connection.on_commit(partial(_known.keep, dict(held)))
    return [found[place] for place in range(len(visits))]


def _picked(visits: Sequence[Visit], held: Mapping[Identifier, Sequence[Spell]]) -> dict[int, NodeRef]:
    """Give the nodes of those visits for which nothing has to be written, by their places."""
    found = {}
    for place, visit in enumerate(visits):
        spells = held.get(visit.key, ())
        choice = choose(spells, user=visit.user.id if visit.user else None, at=visit.at)
        if choice.act == "use" and choice.spell is not None and (choice.spell.shared or not visit.shared):
            found[place] = _ref(visit.key, choice.spell)
    return found


def _left(visits: Sequence[Visit], found: Mapping[int, NodeRef]) -> dict[int, None]:
    """Give the places of visits whose key has one that was not found: all visits of a key go together."""
    keys = {visit.key for place, visit in enumerate(visits) if place not in found}
    return {place: None for place, visit in enumerate(visits) if visit.key in keys} if keys else {}


def _keys(visits: Sequence[Visit], places: Iterable[int]) -> list[Identifier]:
    return sorted({visits[place].key for place in places})


def _written(
    visits: Sequence[Visit], work: Collection[int], found: dict[int, NodeRef], *, cause: str, now: datetime
) -> dict[Identifier, list[Spell]]:
    """Write what some visits ask for and add their nodes to `found`; give the spells of their keys."""
    chosen = [visits[place] for place in work]
    _open_first(chosen, cause=cause)
    held = _load(_keys(visits, work), lock=any(visit.user or visit.shared for visit in chosen))
    picked = _picked(chosen, held)
    nodes = [picked[n] for n in range(len(chosen))] if len(picked) == len(chosen) else None
    found.update(zip(work, nodes or _work(chosen, held, cause=cause, now=now), strict=True))
    return held


def _work(visits: Sequence[Visit], held: dict[Identifier, list[Spell]], *, cause: str, now: datetime) -> list[NodeRef]:
    """Go through the visits in the order of time, changing the spells; the keys are locked."""
    order = sorted(range(len(visits)), key=lambda place: (visits[place].at, place))
    nodes: dict[int, tuple[Identifier, UUID]] = {}
    changed: dict[UUID, Spell] = {}
    shared: set[UUID] = set()
    for place in order:
        visit = visits[place]
        spells = held.setdefault(visit.key, [])
        choice = choose(spells, user=visit.user.id if visit.user else None, at=visit.at)
        if choice.spell is None:
            spell = _open(visit, number=max((s.number for s in spells), default=-1) + 1, cause=cause)
            spells.append(spell)
        else:
            spell = _change(choice.act, choice.spell, visit)
            if spell is not choice.spell:
                spells[spells.index(choice.spell)] = spell
                changed[spell.node_id] = spell
        if not spell.shared and (visit.shared or is_shared(spells, at=visit.at)):
            held[visit.key] = spells = [replace(one, shared=True) for one in spells]
            shared |= {one.node_id for one in spells}
        nodes[place] = visit.key, spell.node_id
    _write(changed)
    if shared:
        sharing.share(shared, by="rules", reason="shared_device", now=now)
    latest = {spell.node_id: spell for spells in held.values() for spell in spells}
    return [_ref(nodes[place][0], latest[nodes[place][1]]) for place in range(len(visits))]


def _change(act: str, spell: Spell, visit: Visit) -> Spell:
    if act == "bind" and visit.user:
        return replace(spell, bound=visit.user.id, last=max(spell.last, visit.at))
    return replace(spell, last=max(spell.last, visit.at)) if act == "touch" else spell


def _ref(key: Identifier, spell: Spell) -> NodeRef:
    return NodeRef(spell.node_id, spell.seq, key.type, spell.shared, spell.since)


def _open_first(visits: Iterable[Visit], *, cause: str) -> None:
    """Make the first spell of keys never seen before. Whoever is first says when; it is bound under the lock."""
    first: dict[Identifier, datetime] = {}
    for visit in visits:
        first[visit.key] = min(visit.at, first.get(visit.key, visit.at))
    rows = [(new_id(), key.type, key.value, hash_of(key), at) for key, at in sorted(first.items())]
    given, values = bulk.given("stage_visit", _COLUMNS, rows)
    bulk.run(_OPEN_FIRST.format(given=given), [cause, *values])


def _load(keys: Sequence[Identifier], *, lock: bool) -> dict[Identifier, list[Spell]]:
    by_hash = {(key.type, hash_of(key)): key for key in keys}
    given, values = bulk.given("stage_key", {"type": "text", "value_hash": "bytea"}, sorted(by_hash))
    if lock:
        bulk.run(_LOCK.format(given=given), values)
    found: dict[Identifier, list[Spell]] = defaultdict(list)
    for kind, value_hash, *spell in bulk.rows(_LOAD.format(given=given), values):
        found[by_hash[kind, bytes(value_hash)]].append(Spell(*spell))
    return dict(found)


def _open(visit: Visit, *, number: int, cause: str) -> Spell:
    row = (
        new_id(), visit.key.type, visit.key.value, hash_of(visit.key), number, visit.user.id if visit.user else None,
        cause, visit.at, visit.at,
    )  # fmt: skip
    [(key, seq)] = bulk.rows(_OPEN, row)
    return Spell(key, seq, number, row[5], visit.at, visit.at, shared=False)


def _write(changed: Mapping[UUID, Spell]) -> None:
    if changed:
        rows = [(key, spell.bound, spell.last) for key, spell in sorted(changed.items())]
        given, values = bulk.given("stage_spell", {"id": "uuid", "bound": "uuid", "last": "timestamptz"}, rows)
        bulk.run(
            f"UPDATE customers_node n SET bound_node_id = s.bound, last_seen_at = s.last FROM {given} WHERE n.id = s.id",
            values,
        )


_CHANGED = """
SELECT coalesce(max(seq), 0), coalesce(array_agg(type) FILTER (WHERE spell > 0), '{}'),
  coalesce(array_agg(value) FILTER (WHERE spell > 0), '{}')
FROM customers_node WHERE seq > %s
"""
_COLUMNS = {"id": "uuid", "type": "text", "value": "text", "value_hash": "bytea", "at": "timestamptz"}
_OPEN_FIRST = """
INSERT INTO customers_node (id, type, value, value_hash, spell, causes, first_seen_at)
SELECT s.id, s.type, s.value, s.value_hash, 0, ARRAY[%s], s.at FROM {given}
LEFT JOIN customers_node n ON n.type = s.type AND n.value_hash = s.value_hash AND n.spell = 0 WHERE n.id IS NULL
ORDER BY s.type, s.value_hash ON CONFLICT (type, value_hash, spell) DO NOTHING
"""
_LOCK = """
SELECT 1 FROM customers_node n WHERE (n.type, n.value_hash) IN (SELECT s.type, s.value_hash FROM {given})
AND n.spell = 0 ORDER BY n.id FOR NO KEY UPDATE
"""
_LOAD = """
SELECT n.type, n.value_hash, n.id, n.seq, n.spell, n.bound_node_id, n.first_seen_at,
  coalesce(n.last_seen_at, n.first_seen_at), n.shared_since IS NOT NULL
FROM {given} JOIN customers_node n USING (type, value_hash) ORDER BY n.spell
"""
_OPEN = """
INSERT INTO customers_node (id, type, value, value_hash, spell, bound_node_id, causes, first_seen_at, last_seen_at)
VALUES (%s, %s, %s, %s, %s, %s, ARRAY[%s], %s, %s) RETURNING id, seq
"""
