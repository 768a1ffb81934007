# SPDX-License-Identifier: Apache-2.0
"""Take back what a scenario set in profiles: what other sources said holds again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys.models import Journey
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.ui import toasts


def sets_fields(journey: Journey) -> bool:
    """Say whether a version of a scenario sets a field of profiles."""
    graphs = journey.versions.values_list("graph", flat=True)
    return any(step.get("kind") == "profile" for graph in graphs for step in (graph.get("steps") or {}).values())


@require_POST
@needs("messages.publish")
def create_unsaying(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Take back every field that it set; whoever comes to the step later has it set again."""
    journey = get_object_or_404(Journey, pk=journey_id)
    met = journeys.unsay(journey.pk, by=str(who(request).pk), now=clock.now())
    staff.audit(who(request), "messages.publish", subject=f"journey:{journey.pk}", details={"unsaid": met})
    text = ngettext("Taken back from %(n)s profile.", "Taken back from %(n)s profiles.", met) % {"n": met}
    toasts.add(request, text)
    return redirect("console:journey-versions", journey_id=journey.pk)
