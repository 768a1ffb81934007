# SPDX-License-Identifier: Apache-2.0
"""Everything that a map shows: its stages with real counts, its cells with what serves them, its curve and its gaps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.journeymaps import queries
from omotenashi.engagement.journeymaps.models import JourneyMap
from omotenashi.web.console.journeys.words import STATES
from omotenashi.web.console.maps import curves, words
from omotenashi.web.console.messages.words import channel_name


def context_of(one: JourneyMap, *, now: datetime) -> dict[str, Any]:
    """Give what stands on the page of a map."""
    body, numbers = one.body, queries.numbers_of(one.body, now=now)
    gaps = _gaps(body)
    stages = [_stage(one, stage, numbers, gaps.get(stage["id"], [])) for stage in body["stages"]]
    counted = [stage["count"] for stage in stages if stage["count"] is not None]
    return {
        "map": one, "stages": stages, "channels": body["channels"], "days": numbers.days, "curve": curve_of(body),
        "sources": sources(), "gap_count": sum(len(found) for found in gaps.values()),
        "served_count": len(numbers.cells), "most": max(counted, default=0) or 1,
        "sent": sum(one.sent for one in numbers.cells.values()), "answered": sum(one.answered for one in numbers.cells.values()),
        "feelings": list(words.FEELINGS.items()),
    }  # fmt: skip


def curve_of(body: Mapping[str, Any]) -> curves.Curve:
    """Draw how people feel from stage to stage."""
    return curves.curve(queries.emotions(dict(body)))


def sources() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what can be counted in a stage."""
    events = [(f"event:{key}", str(name)) for key, name in words.EVENTS.items()]
    segments = Segment.objects.filter(archived_at=None).order_by("name").values_list("pk", "name")
    return [(_("What people did"), events), (_("Segments"), [(f"segment:{key}", name) for key, name in segments])]


def _gaps(body: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for gap in queries.gaps(dict(body)):
        tone, name, todo = words.GAPS[gap.kind]
        found.setdefault(gap.stage, []).append({"tone": tone, "name": str(name), "todo": str(todo)})
    return found


def _stage(
    one: JourneyMap, stage: Mapping[str, Any], numbers: queries.Numbers, gaps: list[dict[str, str]]
) -> dict[str, Any]:
    source = stage.get("source") or {}
    kind, what = source.get("kind", ""), source.get("what", "")
    return {
        "id": stage["id"], "name": stage["name"], "value": f"{kind}:{what}" if source else "", "gaps": gaps,
        "count": numbers.stages.get(stage["id"]), "kind": kind,
        "from": words.source(kind, what, numbers.segments) if source else "",
        "href": reverse("console:segment", args=[what]) if kind == "segment" and what in numbers.segments else "",
        "cells": [_cell(one, stage["id"], channel, numbers) for channel in one.body["channels"]],
    }  # fmt: skip


def _cell(one: JourneyMap, stage: str, channel: Mapping[str, str], numbers: queries.Numbers) -> dict[str, Any]:
    key = queries.cell_key(stage, channel["id"])
    cell = one.body["cells"].get(key, {})
    came = numbers.cells.get(key)
    return {
        **{name: cell.get(name, "") for name in ("action", "thought", "measure", "benefit")}, "emotion": cell.get("emotion"),
        "stage": stage, "channel": channel, "key": key.replace(":", "-"), "is_empty": not cell, "came": came, "voices": _voices(came),
        "state": STATES.get(came.state) if came and came.kind == "journey" else None,
        "href": reverse("console:journey" if came.kind == "journey" else "console:message", args=[came.key]) if came else "",
        "serve": reverse("console:map-measure", args=[one.pk, stage, channel["id"]]),
    }  # fmt: skip


def _voices(came: queries.Came | None) -> str:
    """Say by channel how content readers were, and how many said so; or why nobody knows."""
    if came is None or not came.channels:
        return _("No reader has written a review within 30 days of a message yet.")
    return " · ".join(f"{channel_name(code)} {mean:.1f} ({many:,})" for code, many, mean in came.channels)
