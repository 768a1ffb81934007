# SPDX-License-Identifier: Apache-2.0
"""Subscriptions: recording contracts and what they sent."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from omotenashi.base import clock
from omotenashi.web.api import keys, pages, writing
from omotenashi.web.api.subscriptions import writing as subscriptions_in
from omotenashi.web.api.subscriptions.schemas import SubscriptionBatch
from omotenashi.web.api.writing import IdempotencyKey, Report

router = Router()
router.add_decorator(pages.without_strangers)


@router.post("", response=Report, operation_id="record_subscriptions")
def record_subscriptions(
    request: HttpRequest, batch: SubscriptionBatch, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Record contracts (定期), or what they have sent since."""
    keys.demand_noted(request, "imports.run", records=len(batch.records))
    source = f"api:{keys.bearer(request).name}"
    return writing.once(
        request, idempotency_key, lambda: subscriptions_in.record(batch.records, source=source, now=clock.now())
    )
