# SPDX-License-Identifier: Apache-2.0
"""Manifest, icon and service worker.

The worker keeps the last product pages as a stranger would see them (fetched again without cookies), a page for the time
without a network, and the wallet of whoever is signed in, for the counter: it goes with the sign-out.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from omotenashi.places.locations import queries as places
from omotenashi.web.storefront.visits import Visit, in_shop
from omotenashi.web.ui.tags.assets import ui_asset


@require_GET
@cache_control(max_age=3600)
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the shop."""
    name = places.retailer().name or "Omotenashi"
    home = reverse("storefront:home")
    icon = {"src": reverse("storefront:icon"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    answer = {
        "id": home, "name": name, "short_name": name[:12], "start_url": home, "scope": home, "display": "standalone",
        "background_color": "#ffffff", "theme_color": "#ffffff", "icons": [icon],
    }  # fmt: skip
    return JsonResponse(answer, content_type="application/manifest+json")


@require_GET
@cache_control(max_age=86_400)
def icon(_request: HttpRequest) -> HttpResponse:
    """The icon on the home screen."""
    drawn = render_to_string("ui/mark.html", {"size": 512})
    return HttpResponse(
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '), content_type="image/svg+xml"
    )


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker. Its text changes with the build, and then the phone takes the new one."""
    context = {
        "build": str(hash_of_assets()),
        "offline": reverse("storefront:offline"),
        "home": reverse("storefront:home"),
        "wallet": reverse("storefront:wallet"),
    }
    return render(request, "storefront/sw.js", context, content_type="text/javascript; charset=utf-8")


@require_GET
@in_shop
def show_offline(visit: Visit) -> HttpResponse:
    """What one sees without a network."""
    return visit.page("offline")


def hash_of_assets() -> str:
    """Give a word that changes with the styles and scripts."""
    return str(ui_asset("main"))[-60:-12].rpartition("/")[2].partition('"')[0]
