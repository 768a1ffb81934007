# SPDX-License-Identifier: Apache-2.0
"""What became of messages: how many went, why others did not, who opened and clicked, and what was bought afterwards."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from omotenashi.base import bulk
from omotenashi.engagement.messaging.models import Message

# A purchase so long after a message that reached somebody stands beside it. It is not proof: the hold-out is.
WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Results:
    """One campaign in numbers: messages by state, reasons of what did not go, persons who opened, clicked, bought."""

    states: Counter[str]
    reasons: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    clicked: int = 0
    bought: int = 0
    sales: int = 0
    cost: int = 0

    @property
    def total(self) -> int:
        """Give the number of messages."""
        return sum(self.states.values())


def results_of(campaigns: Iterable[str]) -> dict[str, Results]:
    """Give the numbers of campaigns: four reads for any number of them."""
    keys = list(campaigns)
    mine = Message.objects.filter(campaign__in=keys)
    states: dict[str, Counter[str]] = {key: Counter() for key in keys}
    reasons: dict[str, Counter[str]] = {key: Counter() for key in keys}
    for campaign, state, reason, count in mine.values_list("campaign", "state", "reason").annotate(n=Count("id")):
        states[campaign][state] += count
        if reason:
            reasons[campaign][reason] += count
    acts = dict.fromkeys(keys, (0, 0)) | {
        campaign: (opened, clicked) for campaign, opened, clicked in bulk.rows(_ACTS, [keys])
    }
    bought = {campaign: tuple(rest) for campaign, *rest in bulk.rows(_BOUGHT, {"keys": keys, "window": WINDOW})}
    return {key: Results(states[key], reasons[key], *acts[key], *bought.get(key, (0, 0, 0))) for key in keys}


def reasons_of(node_ids: Iterable[UUID]) -> QuerySet[Message]:
    """Give the messages to somebody, sent or not, the newest first."""
    found = Message.objects.filter(node_id__in=set(node_ids))
    return found.select_related("template_version__template", "purpose").order_by("-planned_at", "-id")


# Machines open and click, too; they are not counted.
_ACTS = """
SELECT m.campaign, count(DISTINCT m.id) FILTER (WHERE e.kind = 'opened'),
  count(DISTINCT m.id) FILTER (WHERE e.kind = 'clicked')
FROM messaging_message m JOIN messaging_messageevent e ON e.message_id = m.id
WHERE m.campaign = ANY(%s) AND e.actor <> 'machine' GROUP BY 1
"""
_BOUGHT = """
SELECT m.campaign, count(DISTINCT b.person_id) FILTER (WHERE o.id IS NOT NULL),
  coalesce(sum(o.goods_total - o.returned_total), 0)::bigint,
  (SELECT coalesce(sum(c.cost), 0)::bigint FROM messaging_message c WHERE c.campaign = m.campaign)
FROM (
  SELECT DISTINCT ON (campaign, person_id) m.campaign, n.person_id, m.sent_at
  FROM messaging_message m JOIN customers_nodeperson n ON n.node_id = m.node_id
  WHERE m.campaign = ANY(%(keys)s) AND m.state IN ('sent', 'unknown') ORDER BY campaign, person_id, m.sent_at
) m JOIN customers_nodeperson b ON b.person_id = m.person_id
LEFT JOIN orders_order o ON o.node_id = b.node_id AND o.placed_at > m.sent_at AND o.placed_at <= m.sent_at + %(window)s
  AND o.cancelled_at IS NULL
GROUP BY 1
"""
