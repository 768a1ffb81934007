# SPDX-License-Identifier: Apache-2.0
"""Goods laid aside to be tried on: by shop, by person."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.commerce.fulfilment.queries import policies
from omotenashi.commerce.fulfilment.rules import codes
from omotenashi.commerce.fulfilment.rules import policies as rules
from omotenashi.people.customers import queries as customers


def try_ons_at(location_id: UUID) -> QuerySet[TryOnHold]:
    """Give what a shop lays aside or is asked to, the first to end first."""
    found = TryOnHold.objects.filter(location_id=location_id, state__in=["requested", "confirmed", "ready", "visited"])
    return found.select_related("location").prefetch_related("lines__variant__product").order_by("expires_at")


def try_ons_of(node_ids: Collection[UUID]) -> QuerySet[TryOnHold]:
    """Give the holds of a person, the newest first."""
    found = TryOnHold.objects.filter(node_id__in=list(node_ids))
    return found.select_related("location").prefetch_related("lines__variant__product").order_by("-requested_at")


def no_shows_of(node_id: UUID) -> int:
    """Count how often a person did not come since the last time they did: over all their memberships."""
    nodes = _nodes(node_id)
    came = TryOnHold.objects.filter(node_id__in=nodes, visited_at__isnull=False).order_by("-visited_at").first()
    missed = TryOnHold.objects.filter(node_id__in=nodes, state="no_show")
    return missed.filter(no_show_at__gt=came.visited_at).count() if came else missed.count()


def waiting_for(node_id: UUID) -> int:
    """Count what is laid aside for a person, or asked to be, at this moment."""
    return TryOnHold.objects.filter(node_id__in=_nodes(node_id), state__in=["requested", "confirmed", "ready"]).count()


def _nodes(node_id: UUID) -> list[UUID]:
    person = customers.person_of(node_id)
    return [node.pk for node in customers.nodes_of(person)] if person else [node_id]


def try_on_until(node_id: UUID | None, *, now: datetime) -> datetime:
    """Say until when something laid aside now would wait for somebody."""
    missed, policy = no_shows_of(node_id) if node_id else 0, policies.policy(now)
    return rules.try_on_until(
        hours=policy.try_on_hours, least=policy.try_on_least_hours, no_shows=missed, now=now
    )  # fmt: skip


def try_on_code(hold_id: UUID) -> str:
    """Give the six digits by which the counter finds a hold; they hand nothing over, the goods are unpaid."""
    return codes.code_of(hold_id, issue=0, secret=settings.HAND_OVER_KEY)
