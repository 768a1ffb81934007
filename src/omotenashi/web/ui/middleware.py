# SPDX-License-Identifier: Apache-2.0
"""Two small middlewares: the retailer's currency for the `money` filter, and where an upload leads to."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from omotenashi.places.locations import queries as locations
from omotenashi.web.ui.tags.formats import CURRENCY

type Answer = Callable[[HttpRequest], HttpResponse]


def retailer_currency(answer: Answer) -> Answer:
    """Ask for the currency once a request, and only where money is shown; without it the filter writes yen."""

    def with_currency(request: HttpRequest) -> HttpResponse:
        before = CURRENCY.set(SimpleLazyObject(lambda: locations.retailer().currency))
        try:
            with locations.reading_once():
                return answer(request)
        finally:
            CURRENCY.reset(before)

    return with_currency


def upload_redirect(answer: Answer) -> Answer:
    """Tell a drop zone where to go instead of redirecting it.

    A script that sends a file follows a redirect by itself, unseen: the page would be made twice, and the words
    meant for it (toasts) would be spent on the first.
    """

    def with_address(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if "Omotenashi-Upload" not in request.headers or not response.has_header("Location"):
            return response
        told = HttpResponse(status=204)
        told.cookies = response.cookies
        told["HX-Redirect"] = response["Location"]
        return told

    return with_address
