# SPDX-License-Identifier: Apache-2.0
"""The logo of the house, for every surface that customers see. Its address changes with the picture."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from omotenashi.places.locations.queries import picture, retailer


@require_GET
@cache_control(max_age=31_536_000, immutable=True, public=True)
def show_logo(_request: HttpRequest, digest: str) -> HttpResponse:
    """Give the picture."""
    found = picture()
    if found is None or retailer().logo != digest:
        raise Http404
    return HttpResponse(found[0], content_type=found[1], headers={"X-Content-Type-Options": "nosniff"})


urlpatterns = [path("brand/logo/<str:digest>", show_logo, name="brand-logo")]
