# SPDX-License-Identifier: Apache-2.0
"""The maps, one map, its earlier states, and a map as picture and paper."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.journeymaps import queries
from omotenashi.engagement.journeymaps.models import JourneyMap
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs
from omotenashi.web.console.maps import page, printing, words
from omotenashi.web.ui import prints, toasts

SHOWN = 60


@require_GET
@needs("messages.view")
def show_maps(request: HttpRequest) -> HttpResponse:
    """Every map with its curve, and what one can begin with."""
    rows = [_row(one) for one in queries.maps()[:SHOWN]]
    context = {
        "rows": rows, "templates": queries.TEMPLATES, "may_edit": may(request.user, "messages.edit"), "key": str(new_id()),
    }  # fmt: skip
    return render(request, "console/maps/list.html", context)


def _row(one: JourneyMap) -> dict[str, Any]:
    gaps = queries.gaps(one.body)
    return {
        "map": one, "curve": page.curve_of(one.body), "stages": len(one.body["stages"]), "gaps": len(gaps),
        "filled": len(one.body["cells"]),
    }  # fmt: skip


@require_GET
@needs("messages.view")
def show_map(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """One map."""
    one = _found(map_id)
    context = page.context_of(one, now=clock.now()) | {
        "may_edit": may(request.user, "messages.edit"), "has_past": queries.edits_of(one.pk).exists(),
    }  # fmt: skip
    return render(request, "console/maps/one.html", context)


@require_GET
@needs("messages.view")
def show_history(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """What a map was before, by whom it was changed and when."""
    one = _found(map_id)
    rows = [(edit, words.CHANGES.get(edit.what, edit.what)) for edit in queries.edits_of(one.pk)]
    return render(
        request, "console/maps/history.html", {"map": one, "rows": rows, "may_edit": may(request.user, "messages.edit")}
    )


@require_GET
@needs("messages.view")
def show_picture(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """A map as a picture."""
    return _printed(request, map_id, "png")


@require_GET
@needs("messages.view")
def show_paper(request: HttpRequest, map_id: UUID) -> HttpResponse:
    """A map on paper."""
    return _printed(request, map_id, "pdf")


def _printed(request: HttpRequest, map_id: UUID, ending: str) -> HttpResponse:
    one = _found(map_id)
    try:
        body = printing.made(one, now=clock.now(), ending=ending)
    except prints.Unprintable as failure:
        toasts.add(request, _("It cannot be printed as it is: %(why)s") % {"why": str(failure)[:160]}, state="bad")
        return redirect("console:map", one.pk)
    answer = HttpResponse(body, content_type="image/png" if ending == "png" else "application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="journey-map-{one.changed_at:%Y%m%d}.{ending}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _found(map_id: UUID) -> JourneyMap:
    return get_object_or_404(queries.maps(), pk=map_id)
