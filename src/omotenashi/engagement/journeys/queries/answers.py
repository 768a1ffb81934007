# SPDX-License-Identifier: Apache-2.0
"""The questions that a split asks, of many at once: who is in a segment, who bought, who clicked, since one came in."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.commerce.loyalty.models import Wallet
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import NodePerson


def answers(step: Step, runs: Sequence[Enrolment], persons: dict[UUID, UUID]) -> set[UUID]:
    """Give the runs for which the answer is yes."""
    if step["what"] == "segment":
        wanted = {persons.get(run.node_id, run.node_id) for run in runs}
        found = audience.members_of(UUID(str(step["segment"]))).filter(person_id__in=wanted)
        members = set(found.values_list("person_id", flat=True))
        return {run.pk for run in runs if persons.get(run.node_id, run.node_id) in members}
    if step["what"] == "tag":
        wanted = {persons.get(run.node_id, run.node_id) for run in runs}
        tagged = customers.tagged(str(step["tag"]), among=wanted)
        return {run.pk for run in runs if persons.get(run.node_id, run.node_id) in tagged}
    asked = {"bought": _BOUGHT, "first_order": _FIRST, "clicked": _CLICKED}[str(step["what"])]
    return {key for (key,) in bulk.rows(asked, [[run.pk for run in runs]])}


def first_orders_of(persons: Collection[UUID]) -> dict[UUID, datetime]:
    """Give when persons bought for the first time."""
    return dict(bulk.rows(_FIRSTS, [list(persons)]))


def wallets_of(persons: set[UUID]) -> dict[UUID, UUID]:
    """Give for each person who has points the node on which they lie, the oldest of several."""
    found = Wallet.objects.filter(node__nodeperson__person__in=persons, kind="free_points").order_by("-node__seq")
    return dict(found.values_list("node__nodeperson__person_id", "node_id"))


def cards_of(persons: set[UUID]) -> dict[UUID, UUID]:
    """Give for each person who has one the node of the membership, the oldest of several."""
    found = NodePerson.objects.filter(person__in=persons, node__type="member_no").order_by("-node__seq")
    return dict(found.values_list("person_id", "node_id"))


_FIRSTS = """
SELECT n.person_id, min(o.placed_at) FROM customers_nodeperson n JOIN orders_order o ON o.node_id = n.node_id
WHERE n.person_id = ANY(%s) AND o.cancelled_at IS NULL GROUP BY 1
"""
_BOUGHT = """
SELECT e.id FROM journeys_enrolment e WHERE e.id = ANY(%s) AND EXISTS (
  SELECT 1 FROM customers_nodeperson p JOIN customers_nodeperson n ON n.person_id = p.person_id
  JOIN orders_order o ON o.node_id = n.node_id
  WHERE p.node_id = e.node_id AND o.placed_at > e.entered_at AND o.cancelled_at IS NULL)
"""
# Nothing was bought before what somebody came in by.
_FIRST = """
SELECT e.id FROM journeys_enrolment e WHERE e.id = ANY(%s) AND NOT EXISTS (
  SELECT 1 FROM customers_nodeperson p JOIN customers_nodeperson n ON n.person_id = p.person_id
  JOIN orders_order o ON o.node_id = n.node_id
  WHERE p.node_id = e.node_id AND o.placed_at < e.entered_at AND o.cancelled_at IS NULL)
"""
_CLICKED = """
SELECT e.id FROM journeys_enrolment e WHERE e.id = ANY(%s) AND EXISTS (
  SELECT 1 FROM messaging_message m JOIN messaging_messageevent v ON v.message_id = m.id
  WHERE m.node_id = e.node_id AND m.campaign LIKE 'journey:' || e.journey_id || ':%%' AND m.planned_at >= e.entered_at
    AND v.kind = 'clicked' AND v.actor = 'human')
"""
