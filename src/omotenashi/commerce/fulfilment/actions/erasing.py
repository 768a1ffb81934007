# SPDX-License-Identifier: Apache-2.0
"""An erased person leaves fulfilment: what was done stays, words that lead to them go."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces

_TEXTS = {
    "fulfilment": {"reason": "text"},
    "goodsreturn": {"note": "text", "requested_by": "text"},
    "goodsreturnline": {"note": "text"},
    "tryonhold": {"reason": "text"},
    "step": {"actor": "text", "data": "json"},
}


@transaction.atomic
def erase(node_ids: Sequence[UUID], *, traces: Traces) -> dict[str, int]:
    """Empty free texts and end the codes of what is still open. Give the rows by table."""
    with tables.journals_open():
        rows = {
            f"fulfilment_{name}": tables.take_from(f"fulfilment_{name}", key="id", columns=columns, traces=traces)
            for name, columns in _TEXTS.items()
        }
    nodes = {"nodes": list(node_ids)}
    rows["fulfilment_fulfilment"] += bulk.run(_CODES, nodes)
    rows["fulfilment_goodsreturn"] += bulk.run(_NOTES, nodes)
    rows["fulfilment_tryonhold"] += bulk.run(_EXPECTED, nodes)
    return {table: number for table, number in rows.items() if number}


_CODES = """
UPDATE fulfilment_fulfilment f SET proxy_hash = NULL, proxy_until = NULL, tracking = '' FROM orders_order o
WHERE o.id = f.order_id AND o.node_id = ANY(%(nodes)s) AND (f.proxy_hash IS NOT NULL OR f.tracking <> '')
"""
_EXPECTED = """
UPDATE fulfilment_tryonhold SET name = '', phone = '' WHERE node_id = ANY(%(nodes)s) AND (name <> '' OR phone <> '')
"""
_NOTES = """
UPDATE fulfilment_goodsreturn r SET note = '' FROM orders_order o
WHERE o.id = r.order_id AND r.note <> '' AND o.node_id = ANY(%(nodes)s)
"""
