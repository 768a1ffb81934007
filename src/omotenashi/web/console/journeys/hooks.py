# SPDX-License-Identifier: Apache-2.0
"""Receivers of webhooks: entered, tried, given a new secret, removed, and what each was told lately."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Hook
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.ui import toasts

_LATELY = 8
_STATES = {"waiting": "warn", "calling": "info", "done": "good", "failed": "bad"}


@require_http_methods(["GET", "POST"])
@needs("messages.publish")
def show_hooks(request: HttpRequest) -> HttpResponse:
    """The receivers, and a form for a new one. Its secret is shown here, now, and never again."""
    secret, wrong = "", ""
    if request.method == "POST":
        name, url = request.POST.get("name", ""), request.POST.get("url", "")
        try:
            hook, secret = journeys.add_hook(name=name, url=url, now=clock.now(), by=who(request).pk)
            staff.audit(who(request), "messages.publish", subject=f"hook:{hook.pk}", details={"url": hook.url})
        except journeys.BadAddress as refused:
            wrong = _refusals().get(refused.reason, "")
    return _page(request, secret=secret, wrong=wrong)


@require_POST
@needs("messages.publish")
def create_secret(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Give a receiver a new secret."""
    hook = get_object_or_404(Hook, pk=hook_id, removed_at=None)
    secret = journeys.renew_secret(hook.pk)
    staff.audit(who(request), "messages.publish", subject=f"hook:{hook.pk}", details={"secret": "renewed"})
    return _page(request, secret=secret)


@require_POST
@needs("messages.publish")
def create_trial(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Tell a receiver that it is there."""
    hook = get_object_or_404(Hook, pk=hook_id, removed_at=None)
    journeys.try_hook(hook.pk, now=clock.now())
    toasts.add(request, _("It is called within seconds. Its answer stands below."))
    return redirect("console:journey-hooks")


@require_POST
@needs("messages.publish")
def create_removal(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Tell a receiver nothing more."""
    hook = get_object_or_404(Hook, pk=hook_id)
    journeys.remove_hook(hook.pk, now=clock.now())
    staff.audit(who(request), "messages.publish", subject=f"hook:{hook.pk}", details={"removed": True})
    toasts.add(request, _("“%(name)s” is told nothing more.") % {"name": hook.name})
    return redirect("console:journey-hooks")


def _page(request: HttpRequest, *, secret: str = "", wrong: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "hooks": _shown(), "secret": secret, "wrong": wrong, "given": request.POST if wrong else {},
    }  # fmt: skip
    answer = render(request, "console/journeys/hooks.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _shown() -> list[dict[str, Any]]:
    found = list(queries.hooks().select_related("made_by"))
    counts = queries.states_of(hook.pk for hook in found)
    return [
        {
            "hook": hook, "done": counts[hook.pk].get("done", 0), "failed": counts[hook.pk].get("failed", 0),
            "waiting": counts[hook.pk].get("waiting", 0),
            "calls": [(call, _STATES[call.state], _words(call.state)) for call in queries.calls_of(hook.pk)[:_LATELY]],
        }
        for hook in found
    ]  # fmt: skip


def _words(state: str) -> str:
    return {
        "waiting": pgettext("webhook", "Tried again"), "calling": pgettext("webhook", "Under way"),
        "done": pgettext("webhook", "Answered"), "failed": pgettext("webhook", "Given up"),
    }[state]  # fmt: skip


def _refusals() -> dict[str, str]:
    return {
        "address": _("This is no address that can be called."),
        "password": _("Leave name and password out of the address; the call is signed."),
        "plain": _("Only addresses that begin with https are called."),
    }
