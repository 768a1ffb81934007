# SPDX-License-Identifier: Apache-2.0
"""Receivers of webhooks, what they were told, and how that went."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from omotenashi.base.sealing import unseal
from omotenashi.engagement.journeys.models import Call, Hook


def hooks() -> QuerySet[Hook]:
    """Give the receivers that are in use."""
    return Hook.objects.filter(removed_at=None).order_by("name", "id")


def about(hook_id: UUID) -> str:
    """Say for what a secret is sealed."""
    return f"journeys:hook:{hook_id}"


def secret_of(hook: Hook) -> str:
    """Give what a receiver knows us by. Raises sealing.Unreadable."""
    return unseal(bytes(hook.sealed), key=settings.SEAL_KEY, about=about(hook.pk))


def inside() -> list[IPv4Network | IPv6Network]:
    """Give the networks of the house's own in which receivers may stand."""
    return [ip_network(net) for net in settings.HOOKS_INSIDE]


def calls_of(hook_id: UUID) -> QuerySet[Call]:
    """Give what a receiver was told, the newest first."""
    return Call.objects.filter(hook=hook_id).select_related("enrolment__journey").order_by("-made_at", "-id")


def states_of(hook_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """Count for each receiver the calls by their state: one read."""
    keys = list(hook_ids)
    found: dict[UUID, dict[str, int]] = {key: {} for key in keys}
    rows = Call.objects.filter(hook__in=keys).values_list("hook", "state").order_by().annotate(n=Count("id"))
    for key, state, number in rows:
        found[key][state] = number
    return found
