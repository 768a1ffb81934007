# SPDX-License-Identifier: Apache-2.0
"""帳簿の点検: looks again by itself every minute while the page is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.web.console.access import needs
from omotenashi.web.console.invariants import checking


@require_GET
@needs("invariants.view")
def show_invariants(request: HttpRequest) -> HttpResponse:
    """Each promise with a sentence, and what breaks it."""
    found = checking.checked(clock.now())
    rows = [
        (name, title, sentence, breaches[: checking.MOST], len(breaches))
        for name, (title, sentence) in checking.PROMISES.items()
        for breaches in [found.breaches[name]]
    ]
    return render(request, "console/invariants/list.html", {"rows": rows, "checked": found, "all": len(rows)})


@require_POST
@needs("invariants.view")
def create_check(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Look again now."""
    checking.forget()
    return redirect("console:invariants")
