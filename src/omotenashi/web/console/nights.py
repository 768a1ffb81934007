# SPDX-License-Identifier: Apache-2.0
"""A model that is made at night, on its page: how far it is, that it failed or was cancelled last."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from omotenashi.insight.models import ModelRun


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


def answer(request: HttpRequest, template: str, said: dict[str, Any]) -> HttpResponse:
    """Give how far it is; at its end the page is loaded again."""
    made = render(request, template, said)
    if not said["running"]:
        made["HX-Refresh"] = "true"
    return made
