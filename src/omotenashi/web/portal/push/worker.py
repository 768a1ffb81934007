# SPDX-License-Identifier: Apache-2.0
"""The worker that shows notifications, and the door by which it tells that the browser changed its address."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.places.locations import queries as places
from omotenashi.web.portal import asking
from omotenashi.web.portal.membership import sessions

_LARGEST = 8 * 1024


@require_GET
@cache_control(no_cache=True)
def show_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script. It takes no requests of pages, so it stands in nobody's way."""
    house = places.retailer()
    context = {
        "house": house.name,
        "logo": reverse("brand-logo", args=[house.logo]) if house.logo else "",
        "renewal": reverse("portal:push-renewal"),
        "home": "/shop/",
    }
    return render(request, "portal/push/sw.js", context, content_type="text/javascript; charset=utf-8")


@csrf_exempt
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Follow a browser to its new address. Who knows the old one, which is told to nobody, is the browser."""
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    try:
        said = json.loads(request.body)
        old, fresh = str(said["old"]), said["fresh"]
        keys = fresh["keys"]
        given = queries.Subscription(
            endpoint=str(fresh["endpoint"]), p256dh=str(keys["p256dh"]), auth=str(keys["auth"])
        )
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    if given.endpoint.startswith(queries.STANDIN):
        return HttpResponse(status=400)
    proof = asking.proof(request, form="push: renewal by the browser")
    try:
        device = messaging.renew_device(old, given, proof=proof, now=clock.now())
    except (messaging.BadSubscription, messaging.SomebodyElses):
        return HttpResponse(status=400)
    if device is None:
        return HttpResponse(status=404)
    answer = HttpResponse(status=204)
    sessions.keep(answer, sessions.DEVICE, {"device": str(device.pk)})
    return answer
