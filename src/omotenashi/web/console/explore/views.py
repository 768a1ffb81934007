# SPDX-License-Identifier: Apache-2.0
"""The page where numbers and dimensions are put together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from omotenashi.web.console.access import needs
from omotenashi.web.console.explore import builder, narrowing
from omotenashi.web.console.figures import state, views, writing

NAME = "explore"


@require_GET
@needs("measures.explore")
def show_explore(request: HttpRequest) -> HttpResponse:
    """What was put together: shelves, chart, table. The address carries the whole choice."""
    read = views.read_of(request.user, views.measure_of(NAME), request.GET)
    if not request.htmx and not read.refused and not state.is_clean(request.GET, read):  # type: ignore[attr-defined]  # middleware
        return redirect(read.url())
    context = views.context_of(request, read) | builder.context(read)
    context["groups"] = narrowing.groups(read, writing.names())
    response = render(request, "console/explore/page.html", context)
    response["HX-Push-Url"] = read.url()
    return response
