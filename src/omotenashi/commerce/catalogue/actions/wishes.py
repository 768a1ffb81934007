# SPDX-License-Identifier: Apache-2.0
"""Put variants aside, and ask to be told when one is there again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.ids import new_id
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue.events import RestockAsked, WishAdded
from omotenashi.commerce.catalogue.models import RestockRequest, Variant, Wish


@transaction.atomic
def add(*, node_id: UUID, variant_id: UUID, now: datetime) -> bool:
    """Put a variant aside; say whether it was not there yet."""
    wish = Wish(id=new_id(), node_id=node_id, variant_id=variant_id, wished_at=now)
    Wish.objects.bulk_create([wish], ignore_conflicts=True)
    if not Wish.objects.filter(pk=wish.pk).exists():
        return False
    publish(WishAdded(node_id=node_id, at=now, sku=Variant.objects.get(pk=variant_id).sku))
    return True


def remove(*, node_ids: Iterable[UUID], variant_id: UUID, now: datetime) -> int:
    """Take a variant off the lists of some nodes; give how many there were."""
    open_ones = Wish.objects.filter(node__in=list(node_ids), variant=variant_id, removed_at=None)
    return open_ones.update(removed_at=now)


@transaction.atomic
def ask(*, node_id: UUID, variant_id: UUID, now: datetime, location_id: UUID | None = None) -> bool:
    """Ask to be told when a variant is there again; say whether nobody had asked under this node yet."""
    # Nobody asks for what lies there: from now on its return is news.
    request = RestockRequest(
        id=new_id(), node_id=node_id, variant_id=variant_id, location_id=location_id, asked_at=now, gone_at=now
    )
    RestockRequest.objects.bulk_create([request], ignore_conflicts=True)
    if not RestockRequest.objects.filter(pk=request.pk).exists():
        return False
    publish(RestockAsked(node_id=node_id, at=now, sku=Variant.objects.get(pk=variant_id).sku))
    return True


def mark_told(request_ids: Iterable[UUID], *, now: datetime) -> int:
    """Note that somebody was told; each request once. Give how many."""
    return RestockRequest.objects.filter(pk__in=list(request_ids), told_at=None).update(told_at=now)


def answered(*, node_id: UUID, sku: str, now: datetime) -> int:
    """Note that somebody who asked for a variant was told. Give how many requests that ends."""
    asked = RestockRequest.objects.filter(node=node_id, variant__sku=sku, asked_at__lte=now, told_at=None)
    return asked.update(told_at=now)


def end(node_ids: Iterable[UUID], *, now: datetime) -> int:
    """End the requests of erased nodes: there is nobody left to be told."""
    waiting = RestockRequest.objects.filter(node__in=list(node_ids), told_at=None, ended_at=None)
    return waiting.update(ended_at=now)
