# SPDX-License-Identifier: Apache-2.0
"""Journeys: taking people along by a call."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.web.api import keys, pages, writing
from omotenashi.web.api.journeys import writing as arrivals
from omotenashi.web.api.journeys.schemas import ArrivalBatch
from omotenashi.web.api.problems import Refused, not_found
from omotenashi.web.api.writing import IdempotencyKey, Report

router = Router()
router.add_decorator(pages.without_strangers)


@router.post("/{code}/people", response=Report, operation_id="take_people_along")
def take_people_along(
    request: HttpRequest, code: str, batch: ArrivalBatch, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Let people into a journey that begins with a call; `code` is its key or its id.

    `created`: taken along. `unchanged`: on the way already, or too soon after the last time.
    """
    keys.demand_noted(request, "imports.run", records=len(batch.records))
    source = f"api:{keys.bearer(request).name}"
    try:
        return writing.once(
            request, idempotency_key,
            lambda: arrivals.take_along(code, batch.records, source=source, now=clock.now()),
        )  # fmt: skip
    except journeys.NoSuchJourney:
        raise not_found() from None
    except journeys.NotOpen:
        message = _("This journey admits nobody, or does not begin with a call.")
        raise Refused(409, "not_open", message) from None
