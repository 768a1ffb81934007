# SPDX-License-Identifier: Apache-2.0
"""The office tells a sale again that nobody could book: after the article was registered, or the drawer opened."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.commerce.checkout.models import RefusedUpload
from omotenashi.people.staff import actions as staff_actions
from omotenashi.people.staff.models import Staff
from omotenashi.web.register.access import shops_of
from omotenashi.web.register.offline import replaying
from omotenashi.web.register.offline.words import refusal_said
from omotenashi.web.ui import errors, toasts


@require_POST
@login_required
def tell_again(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Book it now, or say again why not. It is for who looks after the shop; no till is needed."""
    person = request.user
    assert isinstance(person, Staff)  # noqa: S101  # signed in, so one of ours
    upload = get_object_or_404(RefusedUpload, pk=upload_id)
    is_theirs = shops_of(person).filter(pk=upload.shop_id).exists()
    asked = f"upload:{upload.pk}"
    if (
        not staff_actions.audit(person, "tills.settle", subject=asked, details={"shop": upload.shop.code})
        or not is_theirs
    ):
        return errors.forbidden(request)
    try:
        number = replaying.told_again(upload, by=person, now=clock.now())
    except replaying.KNOWN as wrong:
        toasts.add(request, _("It still cannot be booked: %(why)s") % {"why": refusal_said(wrong)}, state="warn")
    else:
        toasts.add(request, _("Booked as %(number)s.") % {"number": number})
    return redirect("console:till-upload", upload.pk)
