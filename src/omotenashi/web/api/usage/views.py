# SPDX-License-Identifier: Apache-2.0
"""Usage: recording how far people are with what they bought."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from omotenashi.base import clock
from omotenashi.web.api import keys, pages, writing
from omotenashi.web.api.usage import writing as usage_in
from omotenashi.web.api.usage.schemas import UsageBatch
from omotenashi.web.api.writing import IdempotencyKey, Report

router = Router()
router.add_decorator(pages.without_strangers)


@router.post("", response=Report, operation_id="record_usage")
def record_usage(request: HttpRequest, batch: UsageBatch, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Record how far people read, watched, used or opened what they bought (読了率, 使用量, 開封)."""
    keys.demand_noted(request, "imports.run", records=len(batch.records))
    source = f"api:{keys.bearer(request).name}"
    return writing.once(
        request, idempotency_key, lambda: usage_in.record(batch.records, source=source, now=clock.now())
    )
