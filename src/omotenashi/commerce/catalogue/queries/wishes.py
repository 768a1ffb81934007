# SPDX-License-Identifier: Apache-2.0
"""What people put aside, and who waits for what."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.commerce.catalogue.models import RestockRequest, Wish


def wished(node_ids: Iterable[UUID]) -> QuerySet[Wish]:
    """Give what some nodes put aside and did not take off again, the newest first."""
    open_ones = Wish.objects.filter(node__in=list(node_ids), removed_at=None)
    return open_ones.select_related("variant__product").order_by("-wished_at", "-id")


def asked_for(variant_ids: Iterable[UUID]) -> QuerySet[RestockRequest]:
    """Give who waits for some variants, the longest first."""
    waiting = RestockRequest.objects.filter(variant__in=list(variant_ids), told_at=None, ended_at=None)
    return waiting.select_related("location").order_by("asked_at", "id")


def wished_variants() -> list[UUID]:
    """Give the variants that anybody put aside."""
    return list(Wish.objects.filter(removed_at=None).order_by().values_list("variant_id", flat=True).distinct())


def waited_for() -> set[UUID]:
    """Give the variants that anybody put aside or asked for."""
    asked = RestockRequest.objects.filter(told_at=None, ended_at=None)
    return {*wished_variants(), *asked.order_by().values_list("variant_id", flat=True).distinct()}
