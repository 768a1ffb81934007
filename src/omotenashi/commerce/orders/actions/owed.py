# SPDX-License-Identifier: Apache-2.0
"""Issue the documents that nobody issued at a till: for completed orders, for what came back, for what was cancelled."""

from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.orders.actions import documents
from omotenashi.commerce.orders.actions.documents import RETURN, SIMPLIFIED, NotPossible

SERIES = "EC"
OWNER = "job:orders"
_LIMIT = 500


def issue_owed(*, now: datetime, limit: int = _LIMIT) -> int:
    """Issue what is owed, each document in a transaction of its own; give how many. Asked again, it goes on."""
    series = documents.open_series(code=SERIES, owner=OWNER, now=now).code
    done = 0
    for order_id, kind, return_id in bulk.rows(_OWED, {"limit": limit}):
        done += _issue(order_id, kind=kind, of_return=return_id, series=series, now=now)
    return done


def _issue(order_id: UUID, *, kind: str, of_return: UUID | None, series: str, now: datetime) -> bool:
    key = f"owed:{kind}:{of_return or order_id}"
    try:
        documents.issue_document(order_id, series=series, key=key, now=now, kind=kind, of_return=of_return, actor="job")
    except NotPossible:
        # A till was faster, or the order was cancelled since.
        return False
    return True


_ALL = f"""
SELECT o.id, '{SIMPLIFIED}', NULL::uuid, o.completed_at FROM orders_order o
WHERE o.key IS NOT NULL AND o.completed_at IS NOT NULL AND o.cancelled_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM orders_document d WHERE d.order_id = o.id AND d.kind <> '{RETURN}')
UNION ALL
SELECT o.id, '{RETURN}', r.id, r.returned_at FROM orders_return r JOIN orders_order o ON o.id = r.order_id
LEFT JOIN orders_taxpolicy p ON p.only
WHERE o.key IS NOT NULL AND o.cancelled_at IS NULL AND r.amount >= coalesce(p.returns_exempt_below, 0)
  AND EXISTS (SELECT 1 FROM orders_returnline b WHERE b.of_id = r.id)
  AND NOT EXISTS (SELECT 1 FROM orders_document d WHERE d.of_return_id = r.id)
UNION ALL
SELECT o.id, '{RETURN}', NULL, o.cancelled_at FROM orders_order o
WHERE o.key IS NOT NULL AND o.cancelled_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM orders_document d WHERE d.order_id = o.id AND d.kind <> '{RETURN}')
  AND NOT EXISTS (SELECT 1 FROM orders_document d WHERE d.order_id = o.id AND d.kind = '{RETURN}')
"""
_OWED = f"SELECT id, kind, of_return FROM ({_ALL}) w(id, kind, of_return, at) ORDER BY at, id LIMIT %(limit)s"
