# SPDX-License-Identifier: Apache-2.0
"""The part of 購入理由 about free words: groups with an example, all comments of a group, and how the list may grow."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.orders.actions import reasons as orders
from omotenashi.commerce.orders.queries import reasons
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs
from omotenashi.web.console.figures import state, views
from omotenashi.web.console.figures.blocks import masked
from omotenashi.web.console.figures.told import Comment, Told, products_of, told, words_of
from omotenashi.web.console.service import changes, parts
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.icons import channel_name

MEASURE = "purchase-reason"


@require_GET
@needs("customers.view")
def show_told(request: HttpRequest) -> HttpResponse:
    """The part of the page; with `group` all comments of one reason, as a page of its own."""
    read = _state(request)
    found = told(values=read.text, now=clock.now())
    # Fewer than five people could be known by what they wrote.
    masks = not may(request.user, "customers.export")
    if (chosen := request.GET.get("group")) is not None:
        return render(request, "console/figures/told_list.html", _listed(read, found, chosen, masks=masks))
    left = found.open()
    context: dict[str, Any] = {
        "many": len(found.comments), "groups": [_group(read, name, rows, masks=masks) for name, rows in found.groups()],
        "open": len(left), "suggested": [_suggested(one, left) for one in reasons.suggested([c.text for c in left])],
        "anew": len(found.anew()), "may_list": may(request.user, "settings.edit"), "here": read.url(), "query": _query(read),
    }  # fmt: skip
    return render(request, "console/figures/told.html", context)


@require_POST
@needs("settings.edit")
def create_reason(request: HttpRequest) -> HttpResponseBase:
    """Put a suggested group on the list, before the last line, which means all that remains."""
    now, line = clock.now(), request.POST.get("line", "").strip()
    written = (reasons.reasons_written(now) or "").splitlines()
    made = "\n".join([*written[:-1], line, *written[-1:]])
    try:
        reasons.read(made)
    except reasons.BadReasons:
        toasts.add(request, _("The list is full, or has this reason already. Change it in the settings."), state="bad")
        return redirect("console:settings-reasons")
    changes.change(request, parts.REASONS, {"written": made}, place=None, now=now)
    return redirect(_state(request).url())


@require_POST
@needs("settings.edit")
def create_reading(request: HttpRequest) -> HttpResponseBase:
    """Read the comments anew by the list as it is now: where it differs, a further answer stands beside the first."""
    read, now = _state(request), clock.now()
    found = told(values=read.text, now=now).anew()
    said = [
        orders.ReasonRecord(origin=one.origin, number=one.number, comment=one.text, asked=one.asked, at=one.at)
        for one in found
    ]
    many = orders.give_reasons(said, now=now)
    words = ngettext(
        "%(n)s comment was read anew; the numbers follow within minutes.",
        "%(n)s comments were read anew; the numbers follow within minutes.",
        many,
    )
    toasts.add(request, words % {"n": many})
    return redirect(read.url())


def _state(request: HttpRequest) -> state.State:
    return views.read_of(request.user, views.measure_of(MEASURE), request.GET)


def _query(read: state.State) -> str:
    return read.url().partition("?")[2]


def _listed(read: state.State, found: Told, chosen: str, *, masks: bool) -> dict[str, Any]:
    rows = dict(found.groups()).get(chosen, [])
    hidden = masked(len(rows), masks=masks)
    shown = [] if hidden else [(one, channel_name(one.channel)) for one in rows]
    return {"group": chosen, "many": len(rows), "rows": shown, "hidden": hidden, "back": read.url()}


def _group(read: state.State, name: str, rows: list[Comment], *, masks: bool) -> dict[str, Any]:
    asked = [_query(read), urlencode({"group": name})]
    return {
        "name": name, "many": len(rows), "words": words_of(rows), "products": products_of(rows), "sample": rows[0],
        "hidden": masked(len(rows), masks=masks),
        "href": f"{reverse('console:reason-comments')}?{'&'.join(filter(None, asked))}",
    }  # fmt: skip


def _suggested(one: reasons.Group, left: list[Comment]) -> dict[str, Any]:
    return {"name": one.name, "words": one.words, "many": len(one.comments), "line": one.line,
            "samples": [left[place].text for place in one.comments[:2]]}  # fmt: skip
