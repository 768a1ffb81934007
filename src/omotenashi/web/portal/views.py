# SPDX-License-Identifier: Apache-2.0
"""The door of the portal: from here one asks for the link to one's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.people.consent.actions import challenges
from omotenashi.web.portal import asking


@require_http_methods(["GET", "POST"])
def show_door(request: HttpRequest) -> HttpResponse:
    """What a customer can do here; POST has the link to one's page sent."""
    form = asking.AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/door.html", {"form": form})
    address = form.cleaned_data["email"]
    try:
        asking.send(
            request, kind="manage", address=address, now=clock.now(), known=asking.point_of(address) is not None
        )
    except challenges.TooOften:
        return render(request, "portal/too_often.html", status=429)
    return redirect("portal:sent")


@require_GET
def show_sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return render(request, "portal/sent.html")
