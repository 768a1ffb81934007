# SPDX-License-Identifier: Apache-2.0
"""An erased person leaves the orders: what was bought stays for the books, names and addresses go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces

_WORDS = ("name", "kana", "mail", "phone", "postal_code", "prefecture", "address", "note")


@transaction.atomic
def erase(node_ids: Sequence[UUID], *, traces: Traces, at: datetime) -> dict[str, int]:
    """Empty contacts, recipients and free texts, and end the codes. Give the rows by table.

    What somebody else wrote down about the person (a gift's recipient, a note) is looked for by the traces.
    """
    nodes = {"nodes": list(node_ids), "at": at}
    with tables.journals_open():
        rows = {
            "orders_contact": bulk.run(_CONTACTS, nodes) + _taken("contact", traces, dict.fromkeys(_WORDS, "text")),
            "orders_document": bulk.run(_RECIPIENTS, nodes)
            + _taken("document", traces, {"recipient": "text", "lines": "json"}),
            "orders_confirmation": _taken("confirmation", traces, {"items": "json"}, key="order_id"),
            "orders_logentry": _taken("logentry", traces, {"data": "json", "actor": "text"}),
            "orders_attribution": _taken("attribution", traces, {"evidence": "json"}),
            "orders_subscription": bulk.run(_ENDINGS, nodes)
            + _taken("subscription", traces, {"cancel_reason": "text"}),
            "orders_accesscode": bulk.run(_CODES, nodes),
        }
    return {table: number for table, number in rows.items() if number}


def _taken(name: str, traces: Traces, columns: dict[str, str], *, key: str = "id") -> int:
    return tables.take_from(f"orders_{name}", key=key, columns=columns, traces=traces)


_OF_NODES = "o.node_id = ANY(%(nodes)s)"
_CONTACTS = f"""
UPDATE orders_contact c SET {", ".join(f"{word} = ''" for word in _WORDS)}
FROM orders_order o WHERE o.id = c.order_id AND {_OF_NODES}
"""
_RECIPIENTS = f"""
UPDATE orders_document d SET recipient = '' FROM orders_order o
WHERE o.id = d.order_id AND d.recipient <> '' AND {_OF_NODES}
"""
_ENDINGS = "UPDATE orders_subscription SET cancel_reason = '' WHERE cancel_reason <> '' AND node_id = ANY(%(nodes)s)"
_CODES = f"""
UPDATE orders_accesscode a SET expires_at = least(a.expires_at, %(at)s) FROM orders_order o
WHERE o.id = a.order_id AND a.expires_at > %(at)s AND {_OF_NODES}
"""
