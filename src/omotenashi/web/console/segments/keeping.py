# SPDX-License-Identifier: Apache-2.0
"""A list of people on any page becomes a segment of today with one press: what the form holds, and what the press does."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import who
from omotenashi.web.console.places import own_place
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.formats import number


def offer(request: HttpRequest, *, hidden: bool, count: int) -> str:
    """Give the key of a form that makes two presses one; nothing where nobody may press, or who it is stays hidden."""
    return str(new_id()) if count and not hidden and may(request.user, "segments.edit") else ""


def keep(request: HttpRequest, *, name: str, persons: Sequence[UUID], subject: str) -> HttpResponse:
    """Make a fixed list of these people and open it. Pressed twice it is one."""
    now, by = clock.now(), who(request)
    made, is_new = audience.create(
        key=f"console:{by.pk}:{request.POST.get('key') or new_id()}",
        name=name[: queries.LONGEST_NAME],
        definition=queries.Manual(),
        now=now,
        by=by.pk,
        location=own_place(by),
    )
    if is_new:
        count = audience.add(made.pk, persons=persons, now=now, tells=False)
        staff.audit(by, "segments.edit", subject=f"segment:{made.pk}", details={"made": subject})
        undo = reverse("console:segment-state", args=[made.pk]) + "?to=archived"
        toasts.add(request, _("Segment made. People: %(n)s") % {"n": number(count)}, undo=undo)
    return redirect("console:segment", segment_id=made.pk)
