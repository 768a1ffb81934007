# SPDX-License-Identifier: Apache-2.0
"""Put tags on people and take them off, in sets. Who carries a tag already is left as they are."""

from collections.abc import Collection
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.people.customers.events import TagsChanged

LONGEST = 40
# An event carries so many persons at most.
BATCH = 1_000


@transaction.atomic
def put(tag: str, *, nodes: Collection[UUID], source: str, now: datetime) -> int:
    """Put a tag on people; say on how many. Under whatever key somebody carries it, they carry it once."""
    said = {"tag": _plain(tag), "nodes": sorted(nodes), "source": source, "now": now}
    return _told(bulk.rows(_PUT, said), now)


@transaction.atomic
def take_off(tag: str, *, nodes: Collection[UUID], now: datetime) -> int:
    """Take a tag off people, under whatever key they carry it; say off how many keys."""
    return _told(bulk.rows(_TAKE_OFF, {"tag": _plain(tag), "nodes": sorted(nodes), "now": now}), now)


def _told(changed: list[Any], now: datetime) -> int:
    """Tell whose tags changed; give how many rows did."""
    persons = sorted({str(person) for (person,) in changed})
    publish(*(TagsChanged(person_ids=some, at=now) for some in batched(persons, BATCH)))
    return len(changed)


def _plain(tag: str) -> str:
    return " ".join(tag.split())[:LONGEST]


_PUT = """
WITH put AS (
INSERT INTO customers_tagging (node_id, tag, source, put_at)
SELECT DISTINCT ON (n.person_id) n.node_id, %(tag)s, %(source)s, %(now)s
FROM customers_nodeperson n WHERE n.node_id = ANY(%(nodes)s) AND NOT EXISTS (
  SELECT 1 FROM customers_nodeperson m JOIN customers_tagging t ON t.node_id = m.node_id
  WHERE m.person_id = n.person_id AND t.tag = %(tag)s AND t.taken_off_at IS NULL)
ORDER BY n.person_id, n.node_id
ON CONFLICT DO NOTHING RETURNING node_id
) SELECT n.person_id FROM put JOIN customers_nodeperson n ON n.node_id = put.node_id
"""
_TAKE_OFF = """
UPDATE customers_tagging t SET taken_off_at = %(now)s
FROM customers_nodeperson n JOIN customers_nodeperson m ON m.person_id = n.person_id
WHERE n.node_id = ANY(%(nodes)s) AND t.node_id = m.node_id AND t.tag = %(tag)s AND t.taken_off_at IS NULL
RETURNING m.person_id
"""
