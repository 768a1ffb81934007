# SPDX-License-Identifier: Apache-2.0
"""Gather what is to be judged: messages that are due, and with each all that wait for the same person.

Whoever judges a person has that person alone until the end of the transaction, so two workers never hold half an auction
each. A person whom another worker has is passed over; who is judged is read again under that hold.
"""

from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import Message

# So many times the batch is looked at, so that some are left where others hold the first ones.
_AHEAD = 4


def gathered(*, now: datetime, limit: int) -> list[Message]:
    """Give all messages that wait for some persons of whom one is due, the most urgent person first."""
    held = bulk.rows(_HELD, {"now": now, "limit": limit, "ahead": limit * _AHEAD})
    if not held:
        return []
    said = {
        "persons": [person for person, _ in held],
        "open": [person for person, is_open in held if is_open],
        "now": now,
    }
    keys = [key for (key,) in bulk.rows(_OF_THEM, said)]
    known = Message.objects.filter(pk__in=keys).prefetch_related("purpose", "template_version__template")
    return list(known.defer("decision", "filled").order_by("weight", "due_at", "id"))


def person_of(message: Message, persons: dict[UUID, UUID]) -> UUID:
    """Give whom a message is for; somebody unknown is known by the node alone."""
    return persons.get(message.node_id, message.node_id)


# News of an order open no auction: what advertises goes on waiting for its tick.
_HELD = """
WITH due AS MATERIALIZED (
  SELECT m.node_id, m.weight > 0 AND m.purpose_id IN (SELECT code FROM consent_purpose WHERE kind = 'marketing') AS opens,
    row_number() OVER (ORDER BY m.weight, m.due_at, m.id) AS place FROM messaging_message m
  WHERE m.state IN ('intended', 'held') AND m.due_at <= %(now)s ORDER BY m.weight, m.due_at, m.id LIMIT %(ahead)s
), first AS MATERIALIZED (
  SELECT coalesce(o.person_id, d.node_id) AS person, min(d.place) AS place, bool_or(d.opens) AS opens
  FROM due d LEFT JOIN customers_nodeperson o ON o.node_id = d.node_id GROUP BY 1 ORDER BY 2
)
SELECT person, opens FROM first WHERE pg_try_advisory_xact_lock(hashtextextended(person::text, 54)) LIMIT %(limit)s
"""
_DUE = "m.state IN ('intended', 'held') AND m.due_at <= %(now)s"
_WAITS = "m.state = 'intended' AND m.due_at > %(now)s AND m.planned_at <= %(now)s"
_OF_THEM = f"""
SELECT m.id FROM customers_nodeperson o JOIN messaging_message m ON m.node_id = o.node_id
WHERE o.person_id = ANY(%(persons)s) AND ({_DUE} OR ({_WAITS} AND o.person_id = ANY(%(open)s)))
UNION SELECT m.id FROM messaging_message m WHERE m.node_id = ANY(%(persons)s) AND {_DUE}
"""
