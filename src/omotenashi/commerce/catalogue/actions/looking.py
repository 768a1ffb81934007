# SPDX-License-Identifier: Apache-2.0
"""Tell those who looked at goods while there were none that they are there again. Nobody asked to be told: what may be said
to them is decided by the gate, as with every other message.

An absence is noted when a variant lies nowhere and ends when it lies somewhere; its end is told once, in the transaction that
ends it. Who asked or put it aside is told by `waiting`, and is left out here.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue.actions.waiting import goods_of
from omotenashi.commerce.catalogue.events import BackInStock
from omotenashi.commerce.catalogue.models import Absence

# Who looked longer ago has forgotten it.
REMEMBERED: Final = timedelta(days=60)


@transaction.atomic
def note_absences(gone: Mapping[UUID, datetime], there: Collection[UUID], *, now: datetime) -> int:
    """Note what lies nowhere (since when), and tell who looked at what is there again; give how many were told."""
    bulk.rows("SELECT pg_advisory_xact_lock(7461042)")
    known = set(Absence.objects.values_list("variant_id", flat=True))
    Absence.objects.bulk_create([Absence(variant_id=one, since=at) for one, at in gone.items() if one not in known])
    back = sorted(known & set(there))
    if not back:
        return 0
    found = bulk.rows(_LOOKED, {"variants": back, "since": now - REMEMBERED, "now": now})
    Absence.objects.filter(variant_id__in=back).delete()
    goods = goods_of([variant for _, variant in found])
    publish(
        *(BackInStock(node_id=node, at=now, location="", why="looked", **goods[variant]) for node, variant in found)
    )
    return len(found)


# Only of known persons, each once, by the identifier that looked last.
_LOOKED = """
WITH back AS (
  SELECT a.variant_id, greatest(a.since, %(since)s) AS since, v.sku, p.code FROM catalogue_absence a
  JOIN catalogue_variant v ON v.id = a.variant_id JOIN catalogue_product p ON p.id = v.product_id
  WHERE a.variant_id = ANY(%(variants)s)
), looked AS (
  SELECT DISTINCT ON (np.person_id, b.variant_id) np.person_id, e.node_id, b.variant_id
  FROM timeline_entry e JOIN customers_nodeperson np ON np.node_id = e.node_id
  JOIN back b ON e.at >= b.since AND (e.props::jsonb ->> 'sku' = b.sku
    OR (coalesce(e.props::jsonb ->> 'sku', '') = '' AND e.props::jsonb ->> 'product_id' = b.code))
  WHERE e.name = 'Product Viewed' AND e.received_at >= (SELECT min(since) FROM back) AND e.at <= %(now)s
  ORDER BY np.person_id, b.variant_id, e.at DESC
)
SELECT l.node_id, l.variant_id FROM looked l WHERE NOT EXISTS (
  SELECT 1 FROM customers_nodeperson o JOIN catalogue_wish w ON w.node_id = o.node_id
  WHERE o.person_id = l.person_id AND w.variant_id = l.variant_id AND w.removed_at IS NULL)
AND NOT EXISTS (
  SELECT 1 FROM customers_nodeperson o JOIN catalogue_restockrequest r ON r.node_id = o.node_id
  WHERE o.person_id = l.person_id AND r.variant_id = l.variant_id AND (r.ended_at IS NULL OR r.ended_at > %(since)s))
ORDER BY 1, 2
"""
