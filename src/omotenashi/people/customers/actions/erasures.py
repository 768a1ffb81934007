# SPDX-License-Identifier: Apache-2.0
"""Erase a person: the human goes, the facts stay on nodes without a name (ADR 0021).

`erase` empties everything in this app and publishes CustomerErased in one transaction. The other apps hear it and
empty theirs; until all have, the row keeps what they must look for. A process that dies in between is taken over by
the outbox, and whatever was done already is simply found empty.

The hash of a key is replaced by chance: whoever meets the value again starts as somebody new. Contact points keep
theirs, so that a suppression still meets the address and a consent can be proven for as long as the law asks.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces, from_json
from omotenashi.base.outbox.actions import publish
from omotenashi.base.outbox.models import Delivery
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import anchors
from omotenashi.people.customers.events import CustomerErased
from omotenashi.people.customers.models import NodePerson, Person
from omotenashi.people.customers.models.erasures import Erasure
from omotenashi.people.customers.rules import erasures as rules

# Longer than any process remembers nodes (actions/anchors.py).
_MEMORY = timedelta(minutes=10)


class NobodyThere(Exception):
    """No person has this id."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would empty in this app: rows by table."""

    person_id: UUID
    rows: Mapping[str, int]


def preview(person_id: UUID) -> Preview:
    """Count what an erasure would empty. Raises NobodyThere."""
    today, nodes = _nodes(person_id)
    counted = {
        table: bulk.rows(f"SELECT count(*) FROM {table} t WHERE {which}", [nodes])[0][0] for table, which in _OWN
    }
    return Preview(today, {table.partition("_")[2]: number for table, number in counted.items() if number})


@transaction.atomic
def erase(person_id: UUID, *, by: str, now: datetime, reason: str = "") -> Erasure:
    """Erase whoever an id means today; an erased person is erased already. Raises NobodyThere."""
    today, nodes = _nodes(person_id)
    Person.objects.select_for_update().get(pk=today)
    known = Erasure.objects.filter(person_id=today).first()
    if known is not None:
        return known
    traces = _traces(today, nodes)
    with tables.journals_open():
        emptied = _empty(today, nodes, traces=traces, now=now)
    erasure = Erasure.objects.create(
        person_id=today,
        node_ids=nodes,
        erased_at=now,
        erased_by=by,
        reason=reason,
        traces=traces.as_json(),
        emptied=emptied,
    )
    publish(_event(erasure))
    transaction.on_commit(anchors.forget)
    return erasure


@transaction.atomic
def note_emptied(*, person_id: UUID, rows: Mapping[str, int]) -> None:
    """Add what another app emptied to the account."""
    erasure = Erasure.objects.select_for_update().get(person_id=person_id)
    for table, number in rows.items():
        if number:
            erasure.emptied[table] = erasure.emptied.get(table, 0) + number
    erasure.save(update_fields=["emptied"])


@transaction.atomic
def finish(*, now: datetime) -> int:
    """Where everybody has looked: have them look once more, then drop what was to be looked for. Give the ended ones.

    The second look is for what was on its way: a process may remember a node for some minutes.
    """
    owed = Delivery.objects.filter(event__name="customers.CustomerErased").values_list("event__payload", flat=True)
    waiting = {UUID(payload["person_id"]) for payload in owed}
    done = list(Erasure.objects.select_for_update().filter(finished_at=None).exclude(person_id__in=waiting))
    again = [erasure for erasure in done if erasure.swept_at is None and now >= erasure.erased_at + _MEMORY]
    publish(*(_event(erasure) for erasure in again))
    Erasure.objects.filter(pk__in=[erasure.pk for erasure in again]).update(swept_at=now)
    whole = Erasure.objects.filter(pk__in=[erasure.pk for erasure in done if erasure.swept_at is not None])
    return whole.update(traces=[], finished_at=now)


def traces_of(person_id: UUID) -> Traces:
    """Give what the handlers look for; nothing once the erasure is whole."""
    found = Erasure.objects.filter(person_id=person_id).values_list("traces", flat=True).first()
    return from_json(found or [])


def _event(erasure: Erasure) -> CustomerErased:
    return CustomerErased(person_id=erasure.person_id, node_ids=tuple(map(str, erasure.node_ids)), at=erasure.erased_at)


def _nodes(person_id: UUID) -> tuple[UUID, list[UUID]]:
    today = queries.current_person(person_id)
    if today is None:
        raise NobodyThere(str(person_id))
    return today, sorted(NodePerson.objects.filter(person_id=today).values_list("node_id", flat=True))


def _traces(person_id: UUID, nodes: Sequence[UUID]) -> Traces:
    keys = bulk.rows("SELECT type, value FROM customers_node WHERE id = ANY(%s) AND value IS NOT NULL", [nodes])
    fields = bulk.rows(
        "SELECT DISTINCT field, value FROM customers_fieldvalue WHERE node_id = ANY(%s) AND field = ANY(%s) AND value <> ''",
        [nodes, list(rules.WORDED)],
    )
    shared = bulk.rows(_SHARED, [sorted({value for _, value in fields}), person_id])
    return rules.traces_of(keys=keys, fields=fields, shared={value for (value,) in shared})


def _empty(person_id: UUID, nodes: list[UUID], *, traces: Traces, now: datetime) -> dict[str, int]:
    """Empty this app's tables and give the number of rows by table."""
    fresh = [(node, secrets.token_bytes(32)) for node in nodes]
    bulk.stage("stage_erased", {"id": "uuid", "value_hash": "bytea"}, fresh)
    emptied = {"customers_node": bulk.run(_NODES, [now])}
    for table, sql in _EMPTIED.items():
        emptied[table] = emptied.get(table, 0) + bulk.run(sql, {"nodes": nodes, "person": person_id, "now": now})
    for table, key, columns in _TEXTS:
        emptied[table] = emptied.get(table, 0) + tables.take_from(table, key=key, columns=columns, traces=traces)
    bulk.run("UPDATE customers_person SET changed_in = 0 WHERE id = %s", [person_id])
    return {table: number for table, number in emptied.items() if number}


# Who else has this name, reading or address.
_SHARED = """
SELECT v FROM unnest(%s::text[]) v WHERE EXISTS (
  SELECT 1 FROM customers_profile p WHERE v IN (p.name, p.kana, p.address) AND p.person_id <> %s)
"""
_NODES = """
UPDATE customers_node n SET erased_at = %s,
  -- The number of a receipt is not a human's: the books keep it.
  value = CASE WHEN n.type = 'receipt' THEN n.value END,
  value_hash = CASE WHEN n.type = 'receipt' THEN n.value_hash ELSE s.value_hash END
FROM stage_erased s WHERE n.id = s.id
"""
# Everything in this app that hangs on a node or a person and says something about a human.
_EMPTIED = {
    "customers_fieldvalue": "UPDATE customers_fieldvalue SET value = '', \"by\" = '' WHERE node_id = ANY(%(nodes)s)",
    "customers_profile": """
        UPDATE customers_profile SET name = '', kana = '', email = '', phone = '', member_no = '', birth_date = NULL,
          gender = '', postal_code = '', prefecture = '', city = '', address = '', rank = '', zone = '', device_zone = '',
          tokens = '{}'
        WHERE person_id = %(person)s""",
    "customers_correction": """
        UPDATE customers_correction c SET reason = '' FROM customers_fieldvalue v
        WHERE v.id = c.value_id AND v.node_id = ANY(%(nodes)s)""",
    "customers_noteedit": """
        UPDATE customers_noteedit e SET text = '' FROM customers_note n
        WHERE n.id = e.note_id AND n.node_id = ANY(%(nodes)s)""",
    "customers_note": "UPDATE customers_note SET text = '' WHERE node_id = ANY(%(nodes)s)",
    "customers_tagging": """
        UPDATE customers_tagging SET tag = '', taken_off_at = coalesce(taken_off_at, %(now)s)
        WHERE node_id = ANY(%(nodes)s)""",
    "customers_care": """
        UPDATE customers_care SET text = '', what = '', on_date = NULL, taken_back_at = coalesce(taken_back_at, %(now)s)
        WHERE node_id = ANY(%(nodes)s)""",
    "customers_visitplan": "UPDATE customers_visitplan SET purpose = '' WHERE node_id = ANY(%(nodes)s)",
    "customers_householdmember": """
        UPDATE customers_householdmember SET evidence = '{}', role = '', until = coalesce(until, %(now)s)
        WHERE node_id = ANY(%(nodes)s)""",
    "customers_nolink": "UPDATE customers_nolink SET reason = '' WHERE a_id = ANY(%(nodes)s) OR b_id = ANY(%(nodes)s)",
    "customers_edge": """
        UPDATE customers_edge SET retract_reason = '' WHERE retract_reason <> ''
          AND (a_id = ANY(%(nodes)s) OR b_id = ANY(%(nodes)s))""",
    "customers_linksuggestion": """
        UPDATE customers_linksuggestion SET evidence = '{}', evidence_hash = '',
          state = CASE WHEN state = 'open' THEN 'superseded' ELSE state END
        WHERE a_id = ANY(%(nodes)s) OR b_id = ANY(%(nodes)s)""",
    "customers_matchrecord": "DELETE FROM customers_matchrecord WHERE person_id = %(person)s",
    "customers_mergelog": """
        UPDATE customers_mergelog SET reason = '' WHERE reason <> ''
          AND (one_id = ANY(%(nodes)s) OR other_id = ANY(%(nodes)s))""",
}  # fmt: skip
# Free text in which a person may be named although it hangs on somebody else.
_TEXTS = (
    ("customers_note", "id", {"text": "text"}),
    ("customers_noteedit", "id", {"text": "text"}),
    ("customers_care", "id", {"text": "text"}),
    ("customers_mergelog", "id", {"before": "json", "after": "json", "actor": "text", "reason": "text"}),
)
_OWN = (
    ("customers_node", "id = ANY(%s)"),
    ("customers_fieldvalue", "node_id = ANY(%s)"),
    ("customers_note", "node_id = ANY(%s)"),
    ("customers_care", "node_id = ANY(%s)"),
    ("customers_contactpoint", "node_id = ANY(%s)"),
)
