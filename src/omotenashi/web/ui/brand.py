# SPDX-License-Identifier: Apache-2.0
"""The logo of the house and the pictures of its messages, for whoever sees them. An address changes with its picture."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from omotenashi.engagement.messaging import queries as messaging
from omotenashi.places.locations.queries import picture, retailer


@require_GET
@cache_control(max_age=31_536_000, immutable=True, public=True)
def show_logo(_request: HttpRequest, digest: str) -> HttpResponse:
    """Give the picture."""
    found = picture()
    if found is None or retailer().logo != digest:
        raise Http404
    return HttpResponse(found[0], content_type=found[1], headers={"X-Content-Type-Options": "nosniff"})


@require_GET
@cache_control(max_age=31_536_000, immutable=True, public=True)
def show_picture(_request: HttpRequest, digest: str) -> HttpResponse:
    """Give a picture of a message: whoever has its address was sent it."""
    found = messaging.picture(digest)
    if found is None:
        raise Http404
    return HttpResponse(found[0], content_type=found[1], headers={"X-Content-Type-Options": "nosniff"})


urlpatterns = [
    path("brand/logo/<str:digest>", show_logo, name="brand-logo"),
    path("brand/p/<str:digest>", show_picture, name="message-picture"),
]
