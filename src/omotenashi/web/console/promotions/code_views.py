# SPDX-License-Identifier: Apache-2.0
"""Codes of a campaign: a batch is asked for, made by a job, watched, and taken as a file."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.jobs import ask_once
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Campaign, CodeBatch
from omotenashi.commerce.loyalty.queries.coupons import code_of
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.promotions.forms import BatchForm
from omotenashi.web.ui import toasts


@require_POST
@needs("promotions.edit")
def create_batch(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Ask for codes; a job makes them. The same form sent twice is one batch."""
    row, form = get_object_or_404(Campaign, pk=campaign_id), BatchForm(request.POST)
    if not form.is_valid():
        toasts.add(request, _("No codes were made: %(why)s") % {"why": form.errors.as_text()[:200]}, state="bad")
        return redirect("console:promotion", row.pk)
    with transaction.atomic():
        batch = loyalty.order_codes(campaign=row.code, now=clock.now(), **form.cleaned_data)
        _queue(batch)
    staff.audit(
        who(request), "promotions.edit", subject=f"campaign:{row.code}", details={"codes": form.cleaned_data["count"]}
    )
    toasts.add(request, _("The codes are being made."))
    return redirect("console:promotion", row.pk)


def _queue(batch: UUID) -> None:
    """Have a batch made: once each, whatever other batches wait."""
    ask_once("loyalty.make_codes", once=f"loyalty.make_codes:{batch}", batch=str(batch))


@require_GET
@needs("promotions.view")
def show_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far a batch is: the part of the page that asks again each second."""
    batch = get_object_or_404(CodeBatch, pk=batch_id)
    return render(request, "console/promotions/batch.html", {"batch": batch})


@require_POST
@needs("promotions.edit")
def export_batch(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """The codes of a batch as a file; who took it is kept."""
    batch = get_object_or_404(CodeBatch.objects.select_related("campaign"), pk=batch_id)
    staff.audit(
        who(request), "promotions.edit", subject=f"campaign:{batch.campaign.code}",
        details={"exported": batch.made, "batch": str(batch.pk)},
    )  # fmt: skip
    answer = StreamingHttpResponse(_lines(batch), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="codes-{batch.campaign.code}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(batch: CodeBatch) -> Iterator[bytes]:
    yield b"code,state,expires\r\n"
    for code in batch.codes.order_by("id").only("id", "state", "expires_at").iterator(chunk_size=2000):
        yield f"{code_of(code.pk)},{code.state},{code.expires_at.isoformat() if code.expires_at else ''}\r\n".encode()
