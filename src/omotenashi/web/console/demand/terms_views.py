# SPDX-License-Identifier: Apache-2.0
"""On which terms each place is supplied: lead time, days between two looks, how rarely it may run out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.insight import actions
from omotenashi.insight import queries as insight
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.demand import words
from omotenashi.web.console.reading import whole
from omotenashi.web.ui import toasts

BOUNDS = {"lead_days": (0, 60), "review_days": (1, 28), "service": (50, 99)}


@require_GET
@needs("settings.edit")
def show(request: HttpRequest) -> HttpResponse:
    """The terms of every place, and who says so."""
    rows = [(one, words.said(words.SAID, one.said)) for one in insight.supply_terms()]
    return render(request, "console/demand/terms.html", {"rows": rows, "warehouse": insight.warehouse()})


@require_POST
@needs("settings.edit")
def save(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Keep the terms of one place, or let it be supplied as usual again."""
    place, person = get_object_or_404(Location, pk=location_id), who(request)
    staff.audit(person, "settings.edit", subject=f"supply:{place.code}", details=dict(request.POST.items()))
    if "usual" in request.POST:
        actions.forget_supply_terms(location_id)
        toasts.add(request, _("Supplied as usual again, from the next forecast on."))
        return redirect("console:demand-terms")
    said = {name: whole(request.POST.get(name, "")) for name in BOUNDS}
    kept = {name: value for name, value in said.items() if value is not None and _within(name, value)}
    if len(kept) < len(BOUNDS):
        toasts.add(
            request, _("Write whole numbers: lead time 0–60 days, looks every 1–28 days, 50–99 percent."), state="bad"
        )
        return redirect("console:demand-terms")
    actions.set_supply_terms(location_id, **kept, by=f"staff:{person.pk}", now=clock.now())
    toasts.add(request, _("Kept. It holds from the next forecast on."))
    return redirect("console:demand-terms")


def _within(name: str, value: int) -> bool:
    low, high = BOUNDS[name]
    return low <= value <= high
