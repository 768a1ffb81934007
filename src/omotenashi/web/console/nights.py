# SPDX-License-Identifier: Apache-2.0
"""A model that is made at night, on its page: how far it is, how it ended last, and to ask for it or stop it by hand."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.insight.actions.nights import Nightly
from omotenashi.insight.models import ModelRun
from omotenashi.web.ui import toasts


def context(newest: ModelRun | None, *, stages: Mapping[str, str]) -> dict[str, Any]:
    """Give what the page says of the newest run. `stages` are the names of its steps in words, in their order."""
    going = newest if newest is not None and not newest.is_over else None
    at = list(stages).index(going.stage) if going and going.stage in stages else 0
    part = going.done / going.steps if going and going.steps else 0
    return {
        "running": going,
        "stage": list(stages.values())[at],
        "stage_done": round(100 * (at + part)),
        "stages": 100 * len(stages),
        "failed": newest if newest and newest.failed_at else None,
        "cancelled": newest if newest and newest.cancelled_at else None,
    }


def show(request: HttpRequest, said: dict[str, Any], *, page: str) -> HttpResponse:
    """Give how far it is; at its end the page is loaded again."""
    made = render(request, "console/night.html", {**said, "poll_name": f"{page}-run"})
    if not said["running"]:
        made["HX-Refresh"] = "true"
    return made


def ask(request: HttpRequest, night: Nightly[Any], *, said: str, page: str) -> HttpResponse:
    """Let the worker make it anew, say `said`, and go back to the page."""
    toasts.add(request, said if night.ask() else _("Somebody has asked for it already."))
    return redirect(page)


def stop(request: HttpRequest, night: Nightly[Any], *, page: str) -> HttpResponse:
    """Stop the run that goes on, and go back to the page; what was kept before stays."""
    stopped = night.cancel(now=clock.now())
    toasts.add(request, _("It stops at its next step.") if stopped else _("Nothing is running."))
    return redirect(page)
