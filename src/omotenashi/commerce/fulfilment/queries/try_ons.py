# SPDX-License-Identifier: Apache-2.0
"""Goods laid aside to be tried on: by shop, by person."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.fulfilment.models import TryOnHold
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
    person = customers.person_of(node_id)
    nodes = [node.pk for node in customers.nodes_of(person)] if person else [node_id]
    came = TryOnHold.objects.filter(node_id__in=nodes, visited_at__isnull=False).order_by("-visited_at").first()
    missed = TryOnHold.objects.filter(node_id__in=nodes, state="no_show")
    return missed.filter(no_show_at__gt=came.visited_at).count() if came else missed.count()
