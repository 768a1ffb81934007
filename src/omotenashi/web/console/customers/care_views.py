# SPDX-License-Identifier: Apache-2.0
"""おもてなしメモ on 顧客カルテ: one press to note something, one to take it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.people.customers.actions import cares
from omotenashi.people.customers.models import Care
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers.note_views import answer, nodes_or_404
from omotenashi.web.console.reading import day


@require_POST
@needs("customers.care")
def create_care(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note something to heed."""
    said, node = request.POST, nodes_or_404(person_id)[0]
    try:
        care = cares.heed(
            node_id=node.id, kind=said.get("kind", ""), what=said.get("what", ""), text=said.get("text", ""),
            on_date=day(said.get("on_date", "")), yearly="once" not in said, by=who(request), now=clock.now(),
        )  # fmt: skip
    except cares.NothingToHeed:
        return answer(
            request, person_id, _("Nothing was noted: choose something, and for an anniversary its day."), state="warn"
        )
    undo = reverse("console:customer-care-removal", args=[person_id, care.id])
    return answer(request, person_id, _("Noted."), undo=undo)


@require_POST
@needs("customers.care")
def create_removal(request: HttpRequest, person_id: UUID, care_id: UUID) -> HttpResponse:
    """Take back what was noted, or bring it back."""
    care = get_object_or_404(Care, pk=care_id, node__nodeperson__person_id=person_id)
    try:
        if care.taken_back_at is None:
            cares.take_back(care_id=care_id, by=who(request), now=clock.now())
        else:
            cares.heed_again(care_id=care_id, by=who(request))
    except cares.NotYours:
        text = _("Nothing was changed: a note is changed by who wrote it, or by who may edit customers.")
        return answer(request, person_id, text, state="warn")
    text = _("Taken back.") if care.taken_back_at is None else _("Noted.")
    return answer(request, person_id, text, undo=reverse("console:customer-care-removal", args=[person_id, care_id]))
