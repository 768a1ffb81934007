# SPDX-License-Identifier: Apache-2.0
"""The promises of the whole commerce floor: those of each app below, and those that only the top can see.

I7 across apps: what was tendered, less what went back, is what the order comes to. I8: what was paid is confirmed or
given back. I9: a key has one effect. Each part has its time; one that takes longer says so and the others go on.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, transaction

from omotenashi.base import bulk
from omotenashi.base.invariants import Broken
from omotenashi.commerce.loyalty.queries.broken import broken as of_loyalty
from omotenashi.commerce.orders.queries.broken import broken as of_orders
from omotenashi.commerce.payments.queries import broken as of_payments
from omotenashi.commerce.stock.queries.invariants import broken as of_stock

# A webhook may wait for the worker; then somebody has to look.
_TOO_LONG = timedelta(minutes=10)
_MOST = 100


def broken(now: datetime, *, seconds: int = 20) -> list[Broken]:
    """Give what does not hold in commerce, each part within so many seconds. Fulfilment is asked by whoever shows both."""
    parts = {"stock": _stock, "loyalty": of_loyalty, "payments": of_payments, "orders": of_orders, "checkout": _own}
    return [each for name, ask in parts.items() for each in _within(seconds, name, ask, now)]


def _within(seconds: int, name: str, ask: Callable[[datetime], list[Broken]], now: datetime) -> list[Broken]:
    try:
        with transaction.atomic():
            bulk.rows("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
            found = ask(now)
            # Inside the transaction of a caller the limit would stay.
            bulk.rows("SELECT set_config('statement_timeout', '0', true)")
            return found
    except OperationalError as failure:
        if getattr(failure.__cause__, "sqlstate", "") != "57014":
            raise
        return [Broken("time", name, f"not checked within {seconds} s")]


def _stock(now: datetime) -> list[Broken]:
    return [Broken(each.invariant, each.subject, each.detail) for each in of_stock(now)]


def _own(now: datetime) -> list[Broken]:
    values = {"late": now - _TOO_LONG, "most": _MOST}
    return [Broken(*row) for sql in (_PAID, _LEFT, _ONCE) for row in bulk.rows(sql, values)]


# What came back over the counter is refunded when it has been looked at: until then less went back than was returned.
_PAID = """
WITH paid AS (
  SELECT o.id, o.number, i.id AS intent_id, i.captured_amount,
    CASE WHEN o.cancelled_at IS NULL THEN o.goods_total + o.shipping_total ELSE 0 END AS owed, o.returned_total,
    coalesce((SELECT sum(r.amount) FROM payments_refund r WHERE r.intent_id = i.id AND r.state <> 'failed'), 0) AS back
  FROM checkout_settlement s JOIN orders_order o ON o.id = s.order_id JOIN payments_intent i ON i.id = s.intent_id
  WHERE s.confirmed_at IS NOT NULL AND s.given_up_at IS NULL
)
SELECT 'I7', 'order:' || number, format('paid %%s, back %%s, owed %%s, returned %%s', captured_amount, back, owed,
  returned_total)
FROM paid WHERE captured_amount - back NOT BETWEEN owed - returned_total AND owed ORDER BY 2 LIMIT %(most)s
"""
_LEFT = """
SELECT 'I8', 'order:' || s.order_id, format('paid at %%s, neither confirmed nor given up', i.captured_at)
FROM checkout_settlement s JOIN payments_intent i ON i.id = s.intent_id
WHERE s.confirmed_at IS NULL AND s.given_up_at IS NULL AND i.captured_at < %(late)s AND i.unwanted_at IS NULL
UNION ALL
SELECT 'I8', 'order:' || s.order_id, 'given up, and the order stands'
FROM checkout_settlement s JOIN orders_order o ON o.id = s.order_id
WHERE s.given_up_at IS NOT NULL AND o.cancelled_at IS NULL
UNION ALL
SELECT 'I8', 'order:' || s.order_id, 'given up, and its payment is kept'
FROM checkout_settlement s JOIN payments_intent i ON i.id = s.intent_id
WHERE s.given_up_at IS NOT NULL AND i.captured_amount > 0 AND i.unwanted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM payments_refund r WHERE r.intent_id = i.id)
LIMIT %(most)s
"""
_ONCE = """
SELECT 'I9', 'basket:' || basket_id, format('%%s orders', count(*))
FROM checkout_settlement WHERE basket_id IS NOT NULL GROUP BY basket_id HAVING count(*) > 1
UNION ALL
SELECT 'I9', 'basket:' || b.id, 'ordered, without an order' FROM checkout_basket b
WHERE b.state = 'ordered' AND NOT EXISTS (SELECT 1 FROM checkout_settlement s WHERE s.order_id = b.order_id)
UNION ALL
SELECT 'I9', 'sale:' || t.sale_id, 'told, without an order of its own' FROM checkout_tillsale t
LEFT JOIN checkout_settlement s ON s.order_id = t.order_id WHERE s.key IS DISTINCT FROM 'sale:' || t.sale_id
LIMIT %(most)s
"""
