# SPDX-License-Identifier: Apache-2.0
"""Search now, watch it, call it off; accept many at once, and take that back as one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.people.customers.actions import matching
from omotenashi.people.customers.models import LinkRun
from omotenashi.people.staff import actions as staff
from omotenashi.web.console import frame
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers.why_views import actor
from omotenashi.web.console.matching import summary
from omotenashi.web.ui import toasts

STEPS = {"index": 1, "train": 2, "score": 3, "propose": 4, "done": 5}


@require_POST
@needs("customers.merge")
def create_run(request: HttpRequest) -> HttpResponse:
    """Let the worker compare everybody."""
    matching.ask(scope="all", by=actor(request), now=clock.now())
    return redirect("console:matches")


@require_GET
@needs("customers.merge")
def show_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far a search is; at its end the page is loaded again."""
    run = get_object_or_404(LinkRun, pk=run_id)
    answer = render(request, "console/matching/run.html", context_of(run))
    if not run.is_going_on:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs("customers.merge")
def create_end(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Call a search off."""
    if matching.cancel(run_id, now=clock.now()):
        toasts.add(request, _("The search was called off."))
    answer = redirect("console:matches")
    answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs("customers.merge")
def create_batch(request: HttpRequest) -> HttpResponse:
    """Accept every pair from a probability on."""
    try:
        least = float(request.POST.get("least", ""))
    except ValueError:
        least = 2.0
    if not 0.9 <= least <= 1:
        toasts.add(request, _("Nothing was changed."), state="warn")
        return redirect("console:matches")
    done = matching.accept_above(least=least, by=actor(request), now=clock.now(), money_on_both=summary.holds_money)
    details = {"batch": str(done.batch_id), "joined": done.joined, "waiting": done.waiting, "refused": done.refused}
    staff.audit(who(request), "customers.merge", subject="suggestions", details={"least": least, **details})
    frame.forget()
    text = ngettext("%(n)d pair was joined.", "%(n)d pairs were joined.", done.joined) % {"n": done.joined}
    if done.waiting:
        text += " " + _("%(n)d wait for a second person.") % {"n": done.waiting}
    toasts.add(request, text, undo=reverse("console:match-batch-undo", args=[done.batch_id]) if done.joined else "")
    return redirect("console:matches")


@require_POST
@needs("customers.merge")
def create_batch_undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take back what was accepted at once."""
    count = matching.undo_batch(batch_id, by=actor(request), now=clock.now())
    staff.audit(
        who(request), "customers.merge", subject="suggestions", details={"batch": str(batch_id), "undone": count}
    )
    frame.forget()
    toasts.add(request, ngettext("%(n)d join was taken back.", "%(n)d joins were taken back.", count) % {"n": count})
    return redirect("console:matches")


def context_of(run: LinkRun) -> dict[str, object]:
    """Give what the progress of a search shows."""
    labels = {
        "": _("Waiting for the worker"),
        "index": _("Reading the profiles"),
        "train": _("Learning from your customers"),
        "score": _("Comparing everybody"),
        "propose": _("Writing the suggestions"),
        "done": _("Done"),
    }
    return {"run": run, "label": labels.get(run.step, run.step), "done": STEPS.get(run.step, 0), "total": 5}
