# SPDX-License-Identifier: Apache-2.0
"""Maps are begun, written cell by cell, taken back and put away."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.journeymaps import actions as maps
from omotenashi.engagement.journeymaps import queries
from omotenashi.engagement.journeymaps.models import MapEdit
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.maps import page, words
from omotenashi.web.console.reading import whole
from omotenashi.web.ui import toasts

CELL = ("action", "thought", "emotion", "measure")


@require_POST
@needs("messages.edit")
def create_map(request: HttpRequest) -> HttpResponse:
    """Begin a map from a template. Pressed twice it is one."""
    said, by = request.POST, who(request)
    name = " ".join(said.get("name", "").split())[: queries.LONGEST_NAME]
    key = f"console:{by.pk}:{said.get('key') or new_id()}"
    try:
        made = maps.begin(said.get("template", "blank"), key=key, name=name, now=clock.now(), by=by.pk)
    except KeyError as unknown:
        raise Http404 from unknown
    staff.audit(by, "messages.edit", subject=f"map:{made.pk}", details={"from": made.made_from})
    return redirect("console:map", made.pk)


@require_POST
@needs("messages.edit")
def create_change(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """Keep one change. A cell that is being written answers with the curve and the gaps, everything else with the page."""
    one = get_object_or_404(queries.maps(), pk=map_id)
    said = request.POST
    try:
        one = maps.change(one.pk, said.get("verb", ""), _said(said), now=clock.now(), by=who(request).pk)
    except (maps.BadChange, KeyError) as wrong:
        text = words.trouble(str(wrong))
        if request.headers.get("HX-Request"):
            return render(request, "console/maps/kept.html", {"trouble": text}, status=200)
        toasts.add(request, text, state="bad")
        return redirect("console:map", one.pk)
    if said.get("verb") in ("cell", "head", "channel") and request.headers.get("HX-Request"):
        return render(request, "console/maps/kept.html", page.context_of(one, now=clock.now()) | {"may_edit": True})
    answer: HttpResponse = redirect("console:map", one.pk)
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs("messages.edit")
def create_undo(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """Take the last change back."""
    one = get_object_or_404(queries.maps(), pk=map_id)
    if maps.undo(one.pk, now=clock.now()) is None:
        toasts.add(request, _("There is nothing to take back."), state="info")
    return redirect("console:map", one.pk)


@require_POST
@needs("messages.edit")
def create_restore(request: HttpRequest, map_id: UUID, revision: int) -> HttpResponse:
    """Bring an earlier state back."""
    one = get_object_or_404(queries.maps(), pk=map_id)
    try:
        maps.restore(one.pk, revision, now=clock.now(), by=who(request).pk)
    except MapEdit.DoesNotExist as gone:
        raise Http404 from gone
    toasts.add(request, _("The earlier state is back."))
    return redirect("console:map", one.pk)


@require_POST
@needs("messages.edit")
def create_archive(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """Put a map away."""
    one = get_object_or_404(queries.maps(), pk=map_id)
    maps.archive(one.pk, now=clock.now())
    staff.audit(who(request), "messages.edit", subject=f"map:{one.pk}", details={"archived": True})
    toasts.add(request, _("The map is put away."))
    return redirect("console:maps")


def _said(said: QueryDict) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: said[name] for name in ("stage", "channel", "name", "persona", "kind", "key") if name in said
    }
    if said.get("verb") == "cell":
        found |= {name: said[name] for name in CELL if name in said}
    if "source" in said:
        kind, _colon, what = said.get("source", "").partition(":")
        found["source"] = {"kind": kind, "what": what} if kind else {}
    if "by" in said:
        step = said.get("by", "")
        found["by"] = (whole(step.lstrip("-")) or 0) * (-1 if step.startswith("-") else 1)
    return found
