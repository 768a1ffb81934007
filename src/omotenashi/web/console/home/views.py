# SPDX-License-Identifier: Apache-2.0
"""The home page: with numbers for those who may see them, without for the others, and a welcome when empty."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.insight import queries as insight
from omotenashi.people.staff import queries as staff
from omotenashi.places.locations import queries as locations
from omotenashi.web.console.home import contents, freshness
from omotenashi.web.console.patience import patient


@require_GET
@login_required
@patient
def home(request: HttpRequest) -> HttpResponse:
    """How the shop stands today."""
    now = clock.now()
    first_day = insight.span()[0]
    if first_day is None:
        may_import = staff.may(request.user, "imports.run")
        return render(
            request, "console/home/welcome.html", {"may_import": may_import, "retailer": locations.retailer()}
        )
    sees = staff.may(request.user, "measures.view")
    context = contents.numbers_of(request.user, now=now) if sees else contents.tasks_of(request.user, now=now)
    return render(request, "console/home/home.html", {**context, "sees": sees, "fresh": freshness.facts()})
