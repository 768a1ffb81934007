# SPDX-License-Identifier: Apache-2.0
"""The preference page. Opening it changes nothing, because scanners open links too; only the button does."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent import queries
from omotenashi.people.consent.queries import links
from omotenashi.people.customers.models import ContactPoint
from omotenashi.web.portal.asking import proof
from omotenashi.web.portal.preferences import page, post, zone
from omotenashi.web.ui import toasts


@require_http_methods(["GET", "POST"])
def show_preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What one allows, at each address; POST keeps the switches or stops everything."""
    point = links.point_of(token)
    if point is None:
        return render(request, "portal/bad_link.html", {"why": "unknown"}, status=404)
    now = clock.now()
    if request.method != "POST":
        letter_box = post.section(point, now=now)
        sections = [*page.sections(point, now=now), *([letter_box] if letter_box else [])]
        context = {"sections": sections, "zone": zone.asked(point), "token": token}
        return render(request, "portal/preferences.html", context)
    if request.POST.get("act") == "stop":
        _stop(request, point, now=now)
        toasts.add(request, _("Nothing more will be sent to you, except about your orders."))
    else:
        _keep(request, point, now=now)
        toasts.add(request, _("Your choice is kept."))
    return redirect("portal:preferences", token)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: the mail program posts here. Whoever only opens it gets the page with the switches."""
    point = links.point_of(token)
    if point is None:
        # An erased address hears nothing anyway: the mail program must not show an error.
        return HttpResponse(status=200 if request.method == "POST" else 404)
    if request.method != "POST":
        return redirect("portal:preferences", token)
    now = clock.now()
    with transaction.atomic():
        consent.withdraw(
            contact_point=point, purpose="marketing", source="one-click", now=now, proof=proof(request, form="RFC 8058")
        )
        consent.suppress(contact_point=point, reason="unsubscribed", now=now, by="customer")
    return HttpResponse(
        _("You will get no more advertising at this address."), content_type="text/plain; charset=utf-8"
    )


@transaction.atomic
def _keep(request: HttpRequest, own: ContactPoint, *, now: datetime) -> None:
    """Write down only what changed: granting needs the address in hand, withdrawing does not."""
    words = queries.wordings(now=now)
    post.keep(request, own, now=now)
    zone.keep(request, own, now=now)
    for point in page.points(own):
        if point.channel == "post":
            continue
        for purpose in page.asked_purposes():
            before = bool(queries.allows(contact_point=point, purpose=purpose, now=now))
            wish = page.switch_name(point, purpose) in request.POST
            if wish == before or (wish and point.pk != own.pk):
                continue
            act = consent.give if wish else consent.withdraw
            act(
                contact_point=point,
                purpose=purpose.code,
                source="preference page",
                now=now,
                proof=proof(request, form="preferences"),
                wording=words.get(purpose.code),
                actor="customer",
            )


@transaction.atomic
def _stop(request: HttpRequest, own: ContactPoint, *, now: datetime) -> None:
    for point in page.points(own):
        consent.stop_everything(
            contact_point=point, source="preference page", now=now, proof=proof(request, form="stop"), actor="customer"
        )
