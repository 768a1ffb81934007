# SPDX-License-Identifier: Apache-2.0
"""Put tags on people and take them off, in sets. Who carries a tag already is left as they are."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk

LONGEST = 40


@transaction.atomic
def put(tag: str, *, nodes: Collection[UUID], source: str, now: datetime) -> int:
    """Put a tag on people; say on how many. Under whatever key somebody carries it, they carry it once."""
    return bulk.run(_PUT, {"tag": _plain(tag), "nodes": sorted(nodes), "source": source, "now": now})


@transaction.atomic
def take_off(tag: str, *, nodes: Collection[UUID], now: datetime) -> int:
    """Take a tag off people, under whatever key they carry it; say off how many keys."""
    return bulk.run(_TAKE_OFF, {"tag": _plain(tag), "nodes": sorted(nodes), "now": now})


def _plain(tag: str) -> str:
    return " ".join(tag.split())[:LONGEST]


_PUT = """
INSERT INTO customers_tagging (node_id, tag, source, put_at)
SELECT DISTINCT ON (n.person_id) n.node_id, %(tag)s, %(source)s, %(now)s
FROM customers_nodeperson n WHERE n.node_id = ANY(%(nodes)s) AND NOT EXISTS (
  SELECT 1 FROM customers_nodeperson m JOIN customers_tagging t ON t.node_id = m.node_id
  WHERE m.person_id = n.person_id AND t.tag = %(tag)s AND t.taken_off_at IS NULL)
ORDER BY n.person_id, n.node_id
ON CONFLICT DO NOTHING
"""
_TAKE_OFF = """
UPDATE customers_tagging t SET taken_off_at = %(now)s
FROM customers_nodeperson n JOIN customers_nodeperson m ON m.person_id = n.person_id
WHERE n.node_id = ANY(%(nodes)s) AND t.node_id = m.node_id AND t.tag = %(tag)s AND t.taken_off_at IS NULL
"""
