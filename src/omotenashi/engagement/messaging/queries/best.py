# SPDX-License-Identifier: Apache-2.0
"""What worked before: messages for a purpose, the best first, over everybody or over some people alone.

The best is whose share of buyers is highest after it was drawn towards that of all: ten readers of whom two bought have shown
less than a thousand of whom a hundred did. Opens and clicks of machines do not count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.queries.results import WINDOW

# A share is drawn towards that of all as if so many more had read the message. Fewer readers show nothing.
WEIGHT, LEAST, MOST = 50, 20, 5


@dataclass(frozen=True, slots=True)
class Past:
    """A message that went before: to how many, who opened, clicked and bought, and when it mostly went (Monday is 1)."""

    template_id: UUID
    name: str
    subject: str
    people: int
    opened: int
    clicked: int
    bought: int
    weekday: int
    hour: int


def best_of(
    purpose: str, *, zone: str, without: UUID | None = None, persons: Collection[UUID] | None = None
) -> list[Past]:
    """Give what worked best for a purpose; `persons`: as it worked with these."""
    values = {
        "purpose": purpose, "without": without, "zone": zone, "window": WINDOW, "least": LEAST,
        "alone": persons is not None, "persons": list(persons or ()),
    }  # fmt: skip
    found = [Past(*row) for row in bulk.rows(_PAST, values)]
    people, bought = sum(one.people for one in found), sum(one.bought for one in found)
    middle = bought / people if people else 0.0
    ranked = sorted(found, key=lambda one: (-(one.bought + middle * WEIGHT) / (one.people + WEIGHT), one.name))
    return ranked[:MOST]


_PAST = """
WITH sent AS MATERIALIZED (
  SELECT v.template_id, n.person_id, min(m.sent_at) AS at, array_agg(m.id) AS ids
  FROM messaging_message m JOIN customers_nodeperson n ON n.node_id = m.node_id
  JOIN messaging_templateversion v ON v.id = m.template_version_id
  WHERE m.state IN ('sent', 'unknown') AND m.purpose_id = %(purpose)s AND v.template_id IS DISTINCT FROM %(without)s
    AND (NOT %(alone)s OR n.person_id = ANY(%(persons)s::uuid[]))
  GROUP BY 1, 2
), each AS (
  SELECT s.template_id, s.at AT TIME ZONE %(zone)s AS local,
    EXISTS (SELECT 1 FROM messaging_messageevent e WHERE e.message_id = ANY(s.ids) AND e.kind = 'opened' AND e.actor <> 'machine')
      AS opened,
    EXISTS (SELECT 1 FROM messaging_messageevent e WHERE e.message_id = ANY(s.ids) AND e.kind = 'clicked' AND e.actor <> 'machine')
      AS clicked,
    EXISTS (SELECT 1 FROM customers_nodeperson k JOIN orders_order o ON o.node_id = k.node_id
      WHERE k.person_id = s.person_id AND o.placed_at > s.at AND o.placed_at <= s.at + %(window)s AND o.cancelled_at IS NULL)
      AS bought
  FROM sent s
)
SELECT t.id, t.name, coalesce(v.content->>'subject', ''), count(*)::int, (count(*) FILTER (WHERE e.opened))::int,
  (count(*) FILTER (WHERE e.clicked))::int, (count(*) FILTER (WHERE e.bought))::int,
  (mode() WITHIN GROUP (ORDER BY extract(isodow FROM e.local)))::int, (mode() WITHIN GROUP (ORDER BY extract(hour FROM e.local)))::int
FROM each e JOIN messaging_template t ON t.id = e.template_id
LEFT JOIN messaging_templateversion v ON v.template_id = t.id AND v.number = t.version
GROUP BY 1, 2, 3 HAVING count(*) >= %(least)s ORDER BY 1
"""
