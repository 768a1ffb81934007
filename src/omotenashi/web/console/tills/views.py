# SPDX-License-Identifier: Apache-2.0
"""Sales that nobody could book: read one, settle it by hand. Telling it again is the register's (register:tell-again)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout.queries.uploads import refused_uploads
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import Role
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.tills import reserve, words
from omotenashi.web.console.tills.listing import amount, number
from omotenashi.web.console.tills.listing import listing as uploads
from omotenashi.web.ui import toasts


@require_GET
@needs("tills.settle")
def show_uploads(request: HttpRequest) -> HttpResponse:
    """Sales that wait for somebody, points that were too many, numbers that are missing."""
    shops = _shops(who(request))
    context = {"page": listing.page(request, uploads(shops)), **reserve.context(shops, now=clock.now())}
    return render(request, "console/tills/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("tills.settle")
def export_uploads(request: HttpRequest) -> HttpResponseBase:
    """The sales that match, as a file."""
    return exporting.export(request, uploads(_shops(who(request))))


@require_GET
@needs("tills.settle")
def show_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """One sale: what the till said, why it could not be booked, and what helps."""
    upload = get_object_or_404(refused_uploads(_shops(who(request))), pk=upload_id)
    why, help_ = words.reason(upload.reason)
    context = {"upload": upload, "why": why, "help": help_, "number": number(upload), "amount": amount(upload)}
    return render(request, "console/tills/upload.html", context)


@require_POST
@needs("tills.settle")
def settle_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Say in words what became of a sale that is booked in another way, or not at all."""
    person = who(request)
    upload = get_object_or_404(refused_uploads(_shops(person)), pk=upload_id)
    note = request.POST.get("note", "").strip()[:1000]
    if not note:
        toasts.add(request, _("Say in a word what became of it."), state="warn")
        return redirect("console:till-upload", upload.pk)
    try:
        checkout.settle_upload(upload.pk, by=person.pk, now=clock.now(), note=note)
        staff.audit(person, "tills.settle", subject=f"upload:{upload.pk}", details={"note": note})
        toasts.add(request, _("Settled. The sale stays here with your note."))
    except checkout.UploadSettled:
        toasts.add(request, _("Somebody has settled this already."), state="warn")
    return redirect("console:till-upload", upload.pk)


@require_POST
@needs("tills.settle")
def settle_overdraft(request: HttpRequest, overdraft_id: UUID) -> HttpResponse:
    """Close a receivable: it was paid, or let go."""
    person = who(request)
    row = get_object_or_404(reserve.owed(_shops(person)), pk=overdraft_id)
    loyalty.settle_overdraft(key=row.key, by=f"staff:{person.pk}", now=clock.now())
    staff.audit(person, "tills.settle", subject=f"overdraft:{row.pk}", details={"amount": row.amount})
    toasts.add(request, _("The points are settled."))
    return redirect("console:tills")


def _shops(person: Staff) -> list[UUID] | None:
    """Give the shops somebody looks after: the head office all of them, a manager their own."""
    if person.role == Role.HEADQUARTERS:
        return None
    return [person.location_id] if person.location_id else []
