# SPDX-License-Identifier: Apache-2.0
"""What is known of people where an edge could be doubted: read in sets, and only where it can matter.

New knowledge may contradict an edge, which then becomes a wish, or settle a doubt, and then the wish is tried again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.people.customers import rules
from omotenashi.people.customers.actions.edges import Join
from omotenashi.people.customers.actions.nodes import NodeRef
from omotenashi.people.customers.actions.profiles import Said
from omotenashi.people.customers.rules import Ground, Traits

_STAFF = "staff"
# By node and field, then by source: values and when they were last said. What staff said of a field of a node counts alone.
type _Values = dict[tuple[UUID, str], dict[str, list[tuple[str, datetime]]]]


def at_stake(joins: Sequence[Join], *, persons: Mapping[UUID, UUID], said: Sequence[Said] = ()) -> dict[UUID, Traits]:
    """Give what is known of the nodes that doubtful wishes would bring together; by person where they have one.

    Nothing is read for a key that is new and meets one other only: nothing can contradict it.
    """
    told = [one for one in said if one.field in rules.TRAIT_FIELDS]
    doubtful = _doubtful(joins, persons=persons, said={one.node_id for one in told})
    if not doubtful:
        return {}
    near = _reached(doubtful, joins)
    wanted = {persons[key] for key in near if key in persons}
    # What names somebody and has no person is new: of it nothing is known but what is said now.
    alone = [key for key, ref in near.items() if key not in persons and not ref.names]
    values = _read(wanted, alone)
    _add(values, [one for one in told if one.node_id in near or persons.get(one.node_id) in wanted])
    return _by_owner(values, persons)


def of_nodes(persons: Collection[UUID]) -> dict[UUID, Traits]:
    """Give what is known of each node of some persons."""
    return _by_owner(_read(persons, ()), {})


def in_doubt(nodes: Collection[UUID]) -> set[UUID]:
    """Name the persons, of those that these nodes belong to, of whom contradictory things are known."""
    if not nodes:
        return set()
    sql = "SELECT DISTINCT person_id FROM customers_nodeperson WHERE node_id = ANY(%s)"
    persons = {person for (person,) in bulk.rows(sql, [sorted(nodes)])}
    held: dict[UUID, list[Traits]] = defaultdict(list)
    known = of_nodes(persons)
    owners = bulk.rows("SELECT node_id, person_id FROM customers_nodeperson WHERE node_id = ANY(%s)", [sorted(known)])
    for node, person in owners:
        held[person].append(known[node])
    return {person for person, all_ in held.items() if _clash(all_)}


def doubts_around(nodes: Collection[UUID]) -> set[UUID]:
    """Give the ends of the wishes that were refused as contradictions around the persons of some nodes."""
    if not nodes:
        return set()
    return {end for row in bulk.rows(_DOUBTS, [sorted(nodes), rules.REASON, rules.REASON]) for end in row}


def _doubtful(joins: Sequence[Join], *, persons: Mapping[UUID, UUID], said: set[UUID]) -> list[Join]:
    degree = Counter(ref.id for join in joins for ref in (join.a, join.b))

    def quiet(ref: NodeRef) -> bool:
        return ref.names and ref.id not in persons and ref.id not in said and degree[ref.id] == 1

    return [
        join
        for join in joins
        if join.ground is not Ground.SURE
        and not (quiet(join.a) or quiet(join.b))
        and (join.a.id not in persons or persons[join.a.id] != persons.get(join.b.id))
    ]


def _reached(doubtful: Sequence[Join], joins: Sequence[Join]) -> dict[UUID, NodeRef]:
    """Give the nodes that may come together with a doubtful wish, by any wishes of the call."""
    beside: dict[UUID, list[NodeRef]] = defaultdict(list)
    for join in joins:
        beside[join.a.id].append(join.b)
        beside[join.b.id].append(join.a)
    found: dict[UUID, NodeRef] = {}
    waiting = [ref for join in doubtful for ref in (join.a, join.b)]
    while waiting:
        ref = waiting.pop()
        if ref.id not in found:
            found[ref.id] = ref
            waiting += beside[ref.id]
    return found


def _clash(known: Sequence[Traits]) -> bool:
    return any(
        rules.contradict(one, other, ground=Ground.GUESS) for n, one in enumerate(known) for other in known[n + 1 :]
    )


def _read(persons: Collection[UUID], alone: Collection[UUID]) -> _Values:
    values: _Values = defaultdict(lambda: defaultdict(list))
    if persons or alone:
        fields = list(rules.TRAIT_FIELDS)
        for node, field, source, value, said_at in bulk.rows(_VALUES, [sorted(persons), sorted(alone), fields]):
            values[node, field][source].append((value, said_at))
    return values


def _add(values: _Values, told: Iterable[Said]) -> None:
    """Add what is said now, as far as `profiles.note_fields` will keep it."""
    kept: dict[tuple[UUID, str, str, datetime], str] = {}
    for one in told:
        key = (one.node_id, one.field, one.source, one.observed_at)
        kept[key] = min(one.value, kept.get(key, one.value))
    before = {
        key: {source: max(at for _, at in said) for source, said in found.items()} for key, found in values.items()
    }
    for (node, field, source, at), value in kept.items():
        newest = before.get((node, field), {}).get(source)
        if newest is None or newest <= at:
            values[node, field][source].append((value, at))


def _by_owner(values: _Values, persons: Mapping[UUID, UUID]) -> dict[UUID, Traits]:
    found: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for (node, field), by_source in values.items():
        if _STAFF in by_source:
            said = [(field, max(by_source[_STAFF], key=itemgetter(1))[0])]
        else:
            said = [(field, value) for told in by_source.values() for value, _at in told]
        found[persons.get(node, node)] |= rules.traits_of(said)
    return {owner: frozenset(traits) for owner, traits in found.items()}


_VALUES = """
SELECT node_id, field, source, value, said_at FROM customers_fieldvalue
WHERE node_id IN (
  SELECT node_id FROM customers_nodeperson WHERE person_id = ANY(%s) UNION ALL SELECT unnest(%s::uuid[])
) AND field = ANY(%s) AND retracted_at IS NULL
"""
_DOUBTS = """
WITH around AS (
  SELECT o.node_id FROM customers_nodeperson n JOIN customers_nodeperson o USING (person_id) WHERE n.node_id = ANY(%s)
)
SELECT a_id, b_id FROM customers_demotion WHERE a_id IN (SELECT node_id FROM around) AND reason = %s
UNION SELECT a_id, b_id FROM customers_demotion WHERE b_id IN (SELECT node_id FROM around) AND reason = %s
"""
