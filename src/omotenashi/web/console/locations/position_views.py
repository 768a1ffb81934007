# SPDX-License-Identifier: Apache-2.0
"""郵便番号の位置: the published file that is in use, who lives how near to which shop, and lines that could not be read."""

from typing import IO, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.locations import position_page
from omotenashi.web.ui import toasts

_MOST_BYTES = 60_000_000


@require_http_methods(["GET", "POST"])
@needs("locations.edit")
def show_positions(request: HttpRequest) -> HttpResponseBase:
    """What is loaded; a file that comes replaces it in one swap."""
    if request.method != "POST":
        return render(request, "console/locations/positions.html", position_page.context_of(request))
    chosen = request.FILES.get("file")
    if chosen is None or isinstance(chosen, list) or (chosen.size or 0) > _MOST_BYTES:
        toasts.add(request, _("Choose a CSV or ZIP of at most 60 MB; larger ones go by the command."), state="bad")
        return redirect("console:positions")
    name = chosen.name or "positions.csv"
    try:
        files = places.lines_of(name, cast("IO[bytes]", chosen.file))
        load = places.load_positions(files, source=name, by=who(request).name, now=clock.now())
    except (queries.UnknownColumns, places.NothingToPlace) as error:
        toasts.add(request, position_page.why(error), state="bad")
        return redirect("console:positions")
    details = {"source": name, "codes": load.codes, "flawed": load.flawed}
    staff.audit(who(request), "locations.edit", subject="positions", details=details)
    words = ngettext(
        "%(n)s postal code has its position now.", "%(n)s postal codes have their position now.", load.codes
    )
    toasts.add(request, words % {"n": f"{load.codes:,}"})
    return redirect("console:positions")


@require_POST
@needs("locations.edit")
def mend(request: HttpRequest) -> HttpResponse:
    """Read lines again as somebody mended them."""
    texts = {
        int(name.removeprefix("line-")): text[:500]
        for name, text in request.POST.items()
        if name.startswith("line-") and name.removeprefix("line-").isdecimal() and isinstance(text, str)
    }
    good, bad = places.mend_positions(texts, now=clock.now())
    staff.audit(who(request), "locations.edit", subject="positions", details={"mended": good, "flawed": bad})
    words = _("%(good)s lines were read, %(bad)s could not be read.") % {"good": good, "bad": bad}
    toasts.add(request, words, state="info" if bad else "good")
    return redirect("console:positions")
