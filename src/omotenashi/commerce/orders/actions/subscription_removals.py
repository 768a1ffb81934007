# SPDX-License-Identifier: Apache-2.0
"""Take contracts (定期) back that a source brought by mistake: the undoing of an import."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.orders.events import SubscriptionWithdrawn


@transaction.atomic
def withdraw_subscriptions(numbers: Sequence[str], *, origin: str, changed_in: int, now: datetime) -> int:
    """Remove the contracts that the transaction `changed_in` brought and nobody changed since; say how many.

    They go with what they sent. Asked again, nothing more goes.
    """
    bulk.stage("stage_number", {"number": "text"}, ((number,) for number in numbers))
    gone = bulk.rows(_GONE, [origin, changed_in])
    bulk.stage("stage_gone_contract", {"id": "bigint"}, (row[:1] for row in gone))
    for statement in _DELETE:
        bulk.run(statement)
    if gone:
        bulk.run(_TOUCH)
    publish(
        *(
            SubscriptionWithdrawn(node_id=node, number=number, channel=channel, product=product, at=now)
            for _, node, number, channel, product in gone
        )
    )
    return len(gone)


_GONE = """
SELECT o.id, o.node_id, o.number, o.channel_id, o.product
FROM stage_number s JOIN orders_subscription o ON o.number = s.number AND o.origin = %s AND o.changed_in = %s
ORDER BY o.id FOR UPDATE OF o
"""
_DELETE = (
    "DELETE FROM orders_delivery d USING stage_gone_contract g WHERE d.subscription_id = g.id",
    "DELETE FROM orders_subscription o USING stage_gone_contract g WHERE o.id = g.id",
)
# The lake copies all contracts when one of them changed; what is gone changes no more, so one that stays says it.
_TOUCH = "UPDATE orders_subscription SET every_days = every_days WHERE id = (SELECT max(id) FROM orders_subscription)"
