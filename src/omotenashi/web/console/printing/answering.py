# SPDX-License-Identifier: Apache-2.0
"""What both pages answer alike: a picture or a file of a sheet, why it cannot be printed, and what was picked for it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.engagement.messaging import queries as messaging
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.printing import asked, goods
from omotenashi.web.ui import prints, toasts


def origin_of(request: HttpRequest) -> str:
    """Give the address under which customers know the house; this one, where none was said."""
    return messaging.policy().origin or request.build_absolute_uri("/").rstrip("/")


def png(draw: Callable[[], bytes]) -> HttpResponse:
    """Give a picture; what cannot be printed has none."""
    try:
        body = draw()
    except prints.Unprintable as failure:
        raise Http404(str(failure)) from failure
    return HttpResponse(body, content_type="image/png", headers={"Cache-Control": "private, max-age=60"})


def pdf(body: bytes, name: str) -> HttpResponse:
    """Give a PDF as a file."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.day_of(clock.now(), zone=zone()):%Y%m%d}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def unprintable(request: HttpRequest, failure: prints.Unprintable, *, back: str) -> HttpResponse:
    """Say why a sheet cannot be printed, where it was asked for."""
    toasts.add(request, _("It cannot be printed as it is: %(why)s") % {"why": str(failure)[:160]}, state="bad")
    return redirect(back)


def picked(wanted: asked.Sheet, found: Sequence[goods.Good]) -> list[dict[str, Any]]:
    """Give what was picked, each with its goods and the address of the sheet without it."""
    names = {one.code: one for one in reversed(found)}
    return [
        {"code": code, "word": word, "good": names.get(code), "without": wanted.url(picked=asked.without(wanted.picked, code))}
        for code, word in wanted.picked
    ]  # fmt: skip


def with_added(request: HttpRequest, wanted: asked.Sheet, added: str, *, page: str, most: int) -> HttpResponse:
    """Lead to the sheet with one thing more, by what somebody typed or scanned; say so where nothing goes by it."""
    code = goods.meant(added, at=clock.now())
    if not code:
        toasts.add(request, _("No product is known by “%(text)s”.") % {"text": added[:60]}, state="bad")
    chosen = wanted.picked if not code or code in wanted.codes else (*wanted.picked, (code, ""))[:most]
    return redirect(page + wanted.url(picked=chosen))
