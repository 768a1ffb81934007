# SPDX-License-Identifier: Apache-2.0
"""What ⌘K shows while one types, as a part of a page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from omotenashi.web.console.search.analyses import analyses
from omotenashi.web.console.search.records import RECORDS
from omotenashi.web.console.search.sources import SOURCES


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Groups of hits for `?q=`."""
    query = request.GET.get("q", "").strip()
    found = [group for source in [*RECORDS, analyses, *SOURCES] if (group := source(query, request.user)).items]
    return render(request, "console/search/found.html", {"found": found, "query": query})
