# SPDX-License-Identifier: Apache-2.0
"""The promises of payments that can be checked by counting: all of them, or those that anything touched since a moment.

Every row here is named by the moment of its making, so what is new is a short walk along the primary keys: a minute's
look costs what happened since the last whole one, however much lies before.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.base.ids import first_at
from omotenashi.base.invariants import Broken
from omotenashi.commerce.payments.models import Tender, WholeCheck

# What a provider did not answer for so long is a person's business.
_TOO_LONG = timedelta(hours=1)
# The whole look is made each night; a transaction that was open then is looked at once more.
_GOOD_FOR = timedelta(days=2)
_OVERLAP = timedelta(hours=1)


def broken(now: datetime) -> list[Broken]:
    """Give the promises that do not hold: I7 (what is paid adds up), I8 (events once), I9 (keys once).

    After a whole look, only what anything was written about since then, and what was broken then, is asked for.
    """
    last = WholeCheck.objects.first()
    if last is None or not timedelta(0) <= now - last.checked_at <= _GOOD_FOR:
        return broken_in_all(now)
    return _found(now, since=last.checked_at - _OVERLAP, again=last.intents)


def broken_in_all(now: datetime) -> list[Broken]:
    """Look through everything, however much there is."""
    return _found(now, since=None, again=())


def intents_of(found: Collection[Broken]) -> list[UUID]:
    """Give the intents that breaches name."""
    named = [one.subject.removeprefix("intent ") for one in found if one.subject.startswith("intent ")]
    tenders = [one.subject.removeprefix("tender ") for one in found if one.subject.startswith("tender ")]
    held = Tender.objects.filter(pk__in=tenders).values_list("intent_id", flat=True) if tenders else ()
    return sorted({*map(UUID, named), *held})


def _found(now: datetime, *, since: datetime | None, again: Collection[UUID]) -> list[Broken]:
    facts = {"late": now - _TOO_LONG, "floor": first_at(since) if since else None, "again": list(again)}
    sql = _BROKEN.format(intents=_TOUCHED if since else _ALL, shifts=_COUNTED if since else _SHIFTS)
    return [
        Broken(invariant=invariant, subject=str(subject), detail=str(detail))
        for invariant, subject, detail in bulk.rows(sql, facts)
    ]


_ALL = "SELECT id FROM payments_intent"
_TOUCHED = """
SELECT id FROM payments_intent WHERE id >= %(floor)s
UNION SELECT intent_id FROM payments_tender WHERE id >= %(floor)s
UNION SELECT intent_id FROM payments_refund WHERE id >= %(floor)s
UNION SELECT intent_id FROM payments_paymentevent WHERE id >= %(floor)s AND intent_id IS NOT NULL
UNION SELECT intent_id FROM payments_providercall WHERE id >= %(floor)s
UNION SELECT unnest(%(again)s::uuid[])
"""
_SHIFTS = "SELECT id FROM payments_shift"
_COUNTED = "SELECT DISTINCT shift_id FROM payments_cashentry WHERE id >= %(floor)s"
_BROKEN = """
WITH looked AS MATERIALIZED ({intents}), counted AS MATERIALIZED ({shifts})
SELECT 'I7', 'intent ' || i.id, format('tenders sum to %%s, expected %%s', coalesce(sum(t.amount), 0), i.amount)
FROM looked JOIN payments_intent i USING (id) LEFT JOIN payments_tender t ON t.intent_id = i.id
GROUP BY i.id HAVING coalesce(sum(t.amount), 0) <> i.amount
UNION ALL
SELECT 'I7', 'intent ' || i.id, format('%%s of %%s captured', i.captured_amount, i.amount)
FROM looked JOIN payments_intent i USING (id)
WHERE i.state IN ('captured', 'part_refunded') AND i.captured_amount <> i.amount AND i.unwanted_at IS NULL
UNION ALL
SELECT 'I7', 'tender ' || t.id, format('refunds sum to %%s, counted %%s', coalesce(sum(r.amount), 0), t.refunded)
FROM looked l JOIN payments_tender t ON t.intent_id = l.id
LEFT JOIN payments_refund r ON r.tender_id = t.id AND r.state <> 'failed'
GROUP BY t.id HAVING coalesce(sum(r.amount), 0) <> t.refunded
UNION ALL
SELECT 'I7', 'intent ' || i.id, format('refunds done sum to %%s, counted %%s', coalesce(sum(r.amount), 0), i.refunded_amount)
FROM looked JOIN payments_intent i USING (id) LEFT JOIN payments_refund r ON r.intent_id = i.id AND r.state = 'done'
GROUP BY i.id HAVING coalesce(sum(r.amount), 0) <> i.refunded_amount
UNION ALL
SELECT 'I7', 'shift ' || s.id, format('entries sum to %%s, counted %%s', sum(e.amount), s.counted_amount)
FROM counted c (id) JOIN payments_shift s USING (id) JOIN payments_cashentry e ON e.shift_id = s.id
WHERE s.closed_at IS NOT NULL GROUP BY s.id HAVING sum(e.amount) <> s.counted_amount
UNION ALL
SELECT 'I8', e.provider || ' ' || e.provider_event_id, format('stored %%s times', count(*))
FROM looked l JOIN payments_paymentevent e ON e.intent_id = l.id GROUP BY e.provider, e.provider_event_id HAVING count(*) > 1
UNION ALL
SELECT 'I8', 'intent ' || e.intent_id, format('%%s said, but it is %%s', e.kind, i.state)
FROM looked JOIN payments_intent i USING (id) JOIN payments_paymentevent e ON e.intent_id = i.id
WHERE e.kind = 'captured' AND i.captured_at IS NULL OR e.kind = 'authorised' AND i.authorised_at IS NULL
UNION ALL
SELECT 'I9', c.merchant || ' ' || c.idempotency_key, format('used %%s times', count(*))
FROM looked l JOIN payments_providercall c ON c.intent_id = l.id GROUP BY c.merchant, c.idempotency_key HAVING count(*) > 1
UNION ALL
SELECT 'I9', operation || ' ' || id, format('no answer since %%s: %%s', asked_at, error)
FROM payments_providercall WHERE answered_at IS NULL AND refused_at IS NULL AND asked_at < %(late)s
UNION ALL
SELECT 'I9', 'order ' || o.order_id, format('%%s payments at a time', count(*))
FROM (SELECT DISTINCT i.order_id FROM looked JOIN payments_intent i USING (id)) o
JOIN payments_intent i ON i.order_id = o.order_id AND i.replaced_at IS NULL GROUP BY o.order_id HAVING count(*) > 1
"""
