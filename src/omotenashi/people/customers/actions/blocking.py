# SPDX-License-Identifier: Apache-2.0
"""Values that name nobody: typed-in junk, the retailer's own numbers, and what too many people turned out to share."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from omotenashi.base import bulk
from omotenashi.base.ids import new_id
from omotenashi.base.text import phone
from omotenashi.people.customers.actions import sharing
from omotenashi.people.customers.actions.edges import Join, Refusal
from omotenashi.people.customers.actions.memory import Memory
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.models import BlockedValue
from omotenashi.people.customers.rules import Identifier, normalise, rule_of
from omotenashi.places.locations.models import Location

# A value that more people than this share within a week is nobody's.
MOST_PERSONS = 20
_WINDOW = timedelta(days=7)
_ALL = "all"


@dataclass(frozen=True, slots=True)
class _Blocked:
    hashes: frozenset[tuple[str, bytes]]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    own_phones: frozenset[str]


_known: Memory[str, _Blocked] = Memory(most=1, seconds=60)


def forget() -> None:
    """Forget what this process knows about blocked values."""
    _known.clear()


def usable(keyed: Sequence[tuple[Identifier, ...]]) -> list[tuple[Identifier, ...]]:
    """Leave out the blocked ones among normalised identifiers."""
    blocked = _blocked()
    verdicts = {key: _is_blocked(key, blocked) for keys in keyed for key in keys}
    return [tuple(key for key in keys if not verdicts[key]) for keys in keyed]


@transaction.atomic
def block(identifier: Identifier, *, by: str, reason: str, now: datetime) -> BlockedValue | None:
    """Block a value: it joins nobody any more, and what it joined is taken apart. None when it cannot be one."""
    wanted = normalise(identifier)
    if wanted is None:
        return None
    found = bulk.rows(
        "SELECT id FROM customers_node WHERE type = %s AND value_hash = %s", [wanted.type, hash_of(wanted)]
    )
    made, _new = BlockedValue.objects.get_or_create(
        type=wanted.type, value_hash=hash_of(wanted), lifted_at=None,
        defaults={
            "node_id": found[0][0] if found else None, "reason": reason, "added_by": by, "added_at": now,
            "reviewed_at": now, "reviewed_by": by,
        },
    )  # fmt: skip
    sharing.share([key for (key,) in found], by=by, reason="blocked", now=now)
    connection.on_commit(forget)
    return made


@transaction.atomic
def block_pattern(kind: str, pattern: str, *, by: str, reason: str, now: datetime) -> BlockedValue:
    """Block every value of a type ("" for all) that matches a regular expression from now on."""
    re.compile(pattern)
    made, _new = BlockedValue.objects.get_or_create(
        type=kind, pattern=pattern, value_hash=None, lifted_at=None,
        defaults={"reason": reason, "added_by": by, "added_at": now, "reviewed_at": now, "reviewed_by": by},
    )  # fmt: skip
    connection.on_commit(forget)
    return made


@transaction.atomic
def review(blocked_id: UUID, *, keep: bool, by: str, now: datetime) -> None:
    """Say that a value that blocked itself is rightly blocked, or lift it; what it would join is tried again."""
    blocked = BlockedValue.objects.select_for_update().get(pk=blocked_id)
    blocked.reviewed_at, blocked.reviewed_by = now, by
    blocked.lifted_at = None if keep else now
    blocked.save(update_fields=["reviewed_at", "reviewed_by", "lifted_at"])
    if not keep and blocked.node_id:
        sharing.unshare([blocked.node_id], now=now)
    connection.on_commit(forget)


def block_crowded(joins: Sequence[Join], *, now: datetime) -> set[UUID]:
    """Block what more than twenty stronger keys of one call appear with. Give those nodes."""
    if len(joins) <= MOST_PERSONS:
        return set()
    meets: dict[UUID, set[UUID]] = defaultdict(set)
    for join in joins:
        weak, strong = sorted((join.a, join.b), key=lambda ref: rule_of(ref.type).priority, reverse=True)
        if weak.names and strong.names:
            meets[weak.id].add(strong.id)
    worn = {key for key, others in meets.items() if len(others) > MOST_PERSONS}
    if worn:
        _block_nodes(worn, now=now)
    return worn


def block_worn_out(refused: Iterable[Refusal], *, now: datetime) -> None:
    """Block what was refused just now and has met more than twenty persons within a week."""
    weak = {
        max((no.join.a, no.join.b), key=lambda ref: rule_of(ref.type).priority).id
        for no in refused
        if no.join.a.names and no.join.b.names
    }
    if weak:
        keys, since = sorted(weak), now - _WINDOW
        worn = bulk.rows(_MET, [keys, since, keys, since, keys, since, keys, since, MOST_PERSONS])
        if worn:
            _block_nodes([key for (key,) in worn], now=now)


def _block_nodes(nodes: Iterable[UUID], *, now: datetime) -> None:
    keys = sorted(nodes)
    rows = bulk.rows("SELECT id, type, value_hash FROM customers_node WHERE id = ANY(%s)", [keys])
    BlockedValue.objects.bulk_create(
        (
            BlockedValue(
                id=new_id(), type=kind, value_hash=value_hash, node_id=key, reason="met_too_many", added_by="rules",
                added_at=now,
            )
            for key, kind, value_hash in rows
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    sharing.share(keys, by="rules", reason="met_too_many", now=now)
    connection.on_commit(forget)


def _blocked() -> _Blocked:
    known = _known.get(_ALL)
    if known is None:
        rows = BlockedValue.objects.filter(lifted_at=None).values_list("type", "value_hash", "pattern")
        phones = Location.objects.exclude(phone="").values_list("phone", flat=True)
        known = _Blocked(
            frozenset((kind, bytes(value)) for kind, value, _ in rows if value is not None),
            tuple((kind, re.compile(pattern)) for kind, value, pattern in rows if value is None),
            frozenset(number for text in phones if (number := phone.e164(text))),
        )
        # Kept only once it is committed: what a transaction sees of its own may still be undone.
        found = known
        connection.on_commit(lambda: _known.keep({_ALL: found}))
    return known


def _is_blocked(key: Identifier, blocked: _Blocked) -> bool:
    if key.type == "phone" and key.value in blocked.own_phones:
        return True
    if any(kind in ("", key.type) and found.fullmatch(key.value) for kind, found in blocked.patterns):
        return True
    return bool(blocked.hashes) and (key.type, hash_of(key)) in blocked.hashes


_MET = """
SELECT met.node_id FROM (
  SELECT d.b_id AS node_id, d.a_id AS other_id FROM customers_demotion d WHERE d.b_id = ANY(%s) AND d.refused_at > %s
  UNION ALL SELECT d.a_id, d.b_id FROM customers_demotion d WHERE d.a_id = ANY(%s) AND d.refused_at > %s
  UNION ALL SELECT e.b_id, e.a_id FROM customers_edge e WHERE e.b_id = ANY(%s) AND e.asserted_at > %s
    AND e.retracted_at IS NULL
  UNION ALL SELECT e.a_id, e.b_id FROM customers_edge e WHERE e.a_id = ANY(%s) AND e.asserted_at > %s
    AND e.retracted_at IS NULL
) met JOIN customers_nodeperson np ON np.node_id = met.other_id
GROUP BY 1 HAVING count(DISTINCT np.person_id) > %s
"""
