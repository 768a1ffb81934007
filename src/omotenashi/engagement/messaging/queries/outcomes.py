# SPDX-License-Identifier: Apache-2.0
"""What became of templates, over every campaign that used them: a few reads for any number of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.messaging.queries.results import WINDOW


@dataclass(frozen=True, slots=True)
class Outcome:
    """One template in numbers: messages that went, wait, or did not go; of those that went, what came of them."""

    sent: int = 0
    waiting: int = 0
    kept_back: int = 0
    opened: int = 0
    clicked: int = 0
    bought: int = 0
    sales: int = 0


def channels_of(template_id: UUID) -> list[tuple[str, int, int]]:
    """Give by channel how many messages of a template went, and what they cost in minor units."""
    return [(channel, int(sent), int(cost)) for channel, sent, cost in bulk.rows(_CHANNELS, [template_id])]


def outcomes_of(template_ids: Iterable[UUID]) -> dict[UUID, Outcome]:
    """Give the numbers of templates; persons who bought within the window after a message count once."""
    keys = list(template_ids)
    acts = {key: tuple(rest) for key, *rest in bulk.rows(_ACTS, [keys])}
    bought = {key: tuple(rest) for key, *rest in bulk.rows(_BOUGHT, {"keys": keys, "window": WINDOW})}
    states = {key: tuple(rest) for key, *rest in bulk.rows(_STATES, [keys])}
    return {key: Outcome(*states.get(key, (0, 0, 0)), *acts.get(key, (0, 0)), *bought.get(key, (0, 0))) for key in keys}


_CHANNELS = """
SELECT m.channel, count(*), coalesce(sum(m.cost), 0)
FROM messaging_templateversion v JOIN messaging_message m ON m.template_version_id = v.id
WHERE v.template_id = %s AND m.state IN ('sent', 'unknown') GROUP BY 1 ORDER BY 2 DESC, 1
"""
_STATES = """
SELECT v.template_id, count(*) FILTER (WHERE m.state IN ('sent', 'unknown')),
  count(*) FILTER (WHERE m.state IN ('intended', 'held', 'queued', 'sending')),
  count(*) FILTER (WHERE m.state IN ('dropped', 'failed'))
FROM messaging_templateversion v JOIN messaging_message m ON m.template_version_id = v.id
WHERE v.template_id = ANY(%s) GROUP BY 1
"""
# Machines open and click, too; they are not counted.
_ACTS = """
SELECT v.template_id, count(DISTINCT m.id) FILTER (WHERE e.kind = 'opened'),
  count(DISTINCT m.id) FILTER (WHERE e.kind = 'clicked')
FROM messaging_templateversion v JOIN messaging_message m ON m.template_version_id = v.id
JOIN messaging_messageevent e ON e.message_id = m.id
WHERE v.template_id = ANY(%s) AND e.actor <> 'machine' GROUP BY 1
"""
_BOUGHT = """
SELECT m.template_id, count(DISTINCT b.person_id) FILTER (WHERE o.id IS NOT NULL),
  coalesce(sum(o.goods_total - o.returned_total), 0)::bigint
FROM (
  SELECT DISTINCT ON (v.template_id, n.person_id) v.template_id, n.person_id, m.sent_at
  FROM messaging_templateversion v JOIN messaging_message m ON m.template_version_id = v.id
  JOIN customers_nodeperson n ON n.node_id = m.node_id
  WHERE v.template_id = ANY(%(keys)s) AND m.state IN ('sent', 'unknown')
  ORDER BY v.template_id, n.person_id, m.sent_at
) m JOIN customers_nodeperson b ON b.person_id = m.person_id
LEFT JOIN orders_order o ON o.node_id = b.node_id AND o.placed_at > m.sent_at AND o.placed_at <= m.sent_at + %(window)s
  AND o.cancelled_at IS NULL
GROUP BY 1
"""
