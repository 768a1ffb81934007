# SPDX-License-Identifier: Apache-2.0
"""Leaving somebody in peace, and writing to them again: one press each, from 顧客カルテ."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging.models import Pause
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers.note_views import answer, nodes_or_404
from omotenashi.web.console.customers.peace import REASONS
from omotenashi.web.console.reading import start_of


@require_POST
@needs("customers.care")
def create_pause(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Send no advertising for a while. The key comes with the form: pressed twice, it is one pause."""
    said, node, now = request.POST, nodes_or_404(person_id)[0], clock.now()
    reason, until = said.get("reason", ""), start_of(said.get("until", ""), zone=zone())
    key = f"record:{person_id}:{said.get('key', '')}"
    if reason not in REASONS or (until is not None and until <= now):
        text = _("Nothing was changed: choose a reason, and a day that is still to come.")
        return answer(request, person_id, text, state="warn")
    messaging.pause(node_id=node.id, reason=reason, by=who(request).name, key=key, now=now, until=until)
    pause = Pause.objects.get(key=key)
    undo = reverse("console:customer-pause-end", args=[person_id, pause.id])
    return answer(request, person_id, _("No advertising goes to this person now. News of orders still do."), undo=undo)


@require_POST
@needs("customers.care")
def create_end(request: HttpRequest, person_id: UUID, pause_id: UUID) -> HttpResponse:
    """Write to somebody again: what was kept back is judged anew."""
    pause = get_object_or_404(Pause, pk=pause_id, node__nodeperson__person_id=person_id)
    messaging.resume(key=pause.key, now=clock.now())
    return answer(request, person_id, _("This person may be written to again. What waited is judged anew."))
