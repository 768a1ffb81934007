# SPDX-License-Identifier: Apache-2.0
"""A map as a picture or on paper: the texts of the page as the data of `map.typ`, set here without a network."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omotenashi.engagement.journeymaps.models import JourneyMap
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.maps import page, words
from omotenashi.web.ui import prints
from omotenashi.web.ui.tags.formats import day, number

TEMPLATE = Path(__file__).with_name("map.typ")


def made(one: JourneyMap, *, now: datetime, ending: str) -> bytes:
    """Give a map as `pdf` or `png`. Raises Unprintable."""
    template, data = TEMPLATE.read_text(encoding="utf-8"), sheet(one, now=now, ending=ending)
    return prints.pictures(template, data, ppi=160)[0] if ending == "png" else prints.pdf(template, data)


def sheet(one: JourneyMap, *, now: datetime, ending: str) -> dict[str, Any]:
    """Give everything that stands on the sheet."""
    shown = page.context_of(one, now=now)
    return {
        "title": one.name, "persona": one.persona, "shop": retailer().name, "lang": (get_language() or "ja")[:2], "ending": ending,
        "made": _("%(shop)s, %(day)s") % {"shop": retailer().name, "day": day(now)}, "feel": _("How they feel"),
        "dots": [[dot.left, dot.y, f"{dot.value:+.1f}".replace("-", "−"), dot.value < 0] for dot in shown["curve"].dots],
        "channels": [channel["name"] for channel in shown["channels"]],
        "stages": [_stage(stage, days=shown["days"]) for stage in shown["stages"]],
    }  # fmt: skip


def _stage(stage: dict[str, Any], *, days: int) -> dict[str, Any]:
    counted = stage["count"] is not None
    told = _("%(what)s, last %(days)s days") % {"what": stage["from"], "days": days}
    return {
        "name": stage["name"], "count": number(stage["count"]) if counted else "", "gaps": stage["gaps"],
        "from": (told if stage["kind"] == "event" else stage["from"]) if counted else "",
        "cells": [_cell(cell) for cell in stage["cells"]],
    }  # fmt: skip


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    felt, came = cell["emotion"], cell["came"]
    sign = f"{felt:+d}".replace("-", "−") if felt else "0"
    return {
        "action": cell["action"], "thought": cell["thought"], "measure": cell["measure"],
        "felt": f"{words.FEELINGS[felt]} ({sign})" if felt is not None else "", "low": bool(felt and felt < 0), "calm": felt == 0,
        "came": _("%(name)s: %(sent)s sent, %(answered)s answered")
        % {"name": came.name, "sent": number(came.sent), "answered": number(came.answered)} if came else "",
    }  # fmt: skip
