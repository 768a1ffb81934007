# SPDX-License-Identifier: Apache-2.0
"""Beside a message that is being written: what it may bring, and what worked before for the same people and purpose."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template
from omotenashi.engagement.messaging.queries import Past
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.access import needs
from omotenashi.web.console.foretelling import campaigns
from omotenashi.web.ui.tags.formats import number, percent

MOST_SEGMENTS = 200


@require_GET
@needs("messages.view")
def show_advice(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Both, as a part of the page; the forecast once, what worked again for each segment that is chosen."""
    template, now = get_object_or_404(Template.objects.select_related("purpose"), pk=template_id), clock.now()
    segments = list(Segment.objects.filter(archived_at=None).order_by("name", "pk")[:MOST_SEGMENTS])
    asked = request.GET.get("segment", "")
    chosen = next((one for one in segments if str(one.pk) == asked), None)
    persons = list(audience.members_of(chosen.pk).values_list("person_id", flat=True)) if chosen else None
    found = queries.best_of(template.purpose_id, zone=str(zone()), without=template.pk, persons=persons)
    context = {
        "template": template, "segments": segments, "chosen": asked, "past": [_told(one) for one in found],
        "foreseen": None if "segment" in request.GET else campaigns.of_message(template, now=now),
    }  # fmt: skip
    return render(request, "console/effects/advice.html", context)


def _told(one: Past) -> dict[str, Any]:
    return {
        # Where more clicked than opened nobody tells of opens: a chat, a short text.
        "past": one, "people": number(one.people),
        "opened": percent(one.opened / one.people) if one.opened >= one.clicked else "—",
        "clicked": percent(one.clicked / one.people), "bought": percent(one.bought / one.people),
        "when": _("mostly %(day)s at %(hour)s:00") % {"day": WEEKDAYS_ABBR[one.weekday - 1], "hour": one.hour},
    }  # fmt: skip
