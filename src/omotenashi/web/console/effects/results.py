# SPDX-License-Identifier: Apache-2.0
"""短期と長期: what a message or a scenario brought within a week and a month, and within half a year and a year."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.engagement.journeys.models import Journey, StepLog
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, Template
from omotenashi.engagement.messaging.queries import Horizon, Part
from omotenashi.web.console.access import needs
from omotenashi.web.console.effects import young
from omotenashi.web.ui.tags.formats import day, money, number, percent

SPANS = {"short": (7, 30), "long": (180, 365)}
type Written = Callable[[Horizon], str]


@require_GET
@needs("measures.view")
def show_message(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Of a message, over every campaign that used it."""
    template = get_object_or_404(Template, pk=template_id)
    found = queries.horizons_of([], now=clock.now(), template=template.pk)
    back = (_("Messages"), reverse("console:messages"), reverse("console:message", args=[template.pk]))
    seen = queries.outcomes_of([template.pk])[template.pk]
    sofar = young.SoFar(seen.sent, seen.opened, seen.clicked, seen.bought, seen.sales)
    said = (_("Each message"), _("To whom it went, what became of it, and what did not go, and why."))
    looks = [(*said, f"{reverse('console:inbox')}?template={template.pk}")]
    early = young.context_of(
        Message.objects.filter(template_version__template=template), found, sofar, [*looks, *_looks()]
    )
    return render(
        request, "console/effects/result.html", _context(request, template.name, found, back) | {"early": early}
    )


@require_GET
@needs("measures.view")
def show_journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Of a scenario, over all of its messages, also those of earlier versions."""
    journey = get_object_or_404(Journey, pk=journey_id)
    steps = StepLog.objects.filter(journey=journey).values_list("step", flat=True).distinct()
    campaigns = [journeys.campaign_of(journey.pk, one) for one in steps]
    found = queries.horizons_of(campaigns, now=clock.now())
    back = (_("Scenarios"), reverse("console:journeys"), reverse("console:journey", args=[journey.pk]))
    seen = queries.results_of(campaigns).values()
    sofar = young.added(
        young.SoFar(one.states["sent"] + one.states["unknown"], one.opened, one.clicked, one.bought, one.sales)
        for one in seen
    )
    said = (_("The scenario"), _("Who stands at which step, and what each step brought."))
    looks = [(*said, reverse("console:journey", args=[journey.pk]))]
    early = young.context_of(Message.objects.filter(campaign__in=campaigns), found, sofar, [*looks, *_looks()])
    return render(
        request, "console/effects/result.html", _context(request, journey.name, found, back) | {"early": early}
    )


def _looks() -> list[tuple[str, str, str]]:
    """Where to look while a result is too young."""
    return [
        (_("Foretold and come"), _("What was foretold for this send and for others, held against what came."), reverse("console:effect-forecasts")),
        (_("Effect of measures"), _("What a control group says it added: the orders here would partly have come by themselves."), reverse("console:effects")),
    ]  # fmt: skip


def _context(request: HttpRequest, name: str, found: list[Horizon], back: tuple[str, str, str]) -> dict[str, Any]:
    span = request.GET.get("span", "short")
    span = span if span in SPANS else "short"
    asked = [one for one in found if one.days in SPANS[span]]
    # What nobody is old enough for is said beside the table, with the day on which it comes.
    mine = [one for one in asked if one.people]
    return {
        "name": name, "back": back, "span": span,
        "spans": [("short", _("Short: 7 and 30 days")), ("long", _("Long: 180 and 365 days"))],
        "columns": [_column(one) for one in mine], "rows": [_row(label, write, mine, is_strong=strong) for label, write, strong in _ROWS],
        # Before anybody is old enough there is nothing to draw.
        "chart": chart(found) if any(one.people for one in found) else None, "is_old": bool(mine),
        "is_young": len(mine) < len(asked), "basis": basis(), "reached": any(one.people or one.young for one in found),
    }  # fmt: skip


def _column(one: Horizon) -> dict[str, Any]:
    return {"days": one.days, "people": number(one.people), "young": one.young}


def _row(label: str, write: Written, mine: list[Horizon], *, is_strong: bool) -> dict[str, Any]:
    return {"label": _(label), "cells": [write(one) for one in mine], "is_strong": is_strong}


def _part(name: str, value: str) -> Written:
    def write(one: Horizon) -> str:
        part: Part = one.parts[name]
        return number(part.buyers) if value == "buyers" else money(getattr(part, value))

    return write


# msgid, how it is written, whether it stands out. The words stand in the fragment of this page.
_ROWS: tuple[tuple[str, Written, bool], ...] = (
    ("People who bought", lambda one: number(one.buyers), True),
    ("of them on the web", _part("web", "buyers"), False),
    ("of them in shops", _part("store", "buyers"), False),
    ("Share who bought", lambda one: percent(one.buyers / one.people), True),
    ("Share who bought twice or more", lambda one: percent(one.again / one.people), False),
    ("Sales", lambda one: money(one.sales), True),
    ("Sales on the web", _part("web", "sales"), False),
    ("Sales in shops", _part("store", "sales"), False),
    ("Sales per person reached", lambda one: money(round(one.sales / one.people)), True),
    ("Margin per person reached", lambda one: money(round(one.margin / one.people)), False),
    ("Cost of sending", lambda one: money(one.cost), False),
)


def chart(found: list[Horizon]) -> dict[str, Any]:
    """Sales per person reached, on the web and in shops, as time goes by; what nobody is old enough for is grey."""
    young = next((place for place, one in enumerate(found) if not one.people), None)
    grey = {} if young is None else {"immature_from": young}
    names = {"web": _("In the web shop"), "store": _("In shops")}
    series = [
        {"name": names[part], "values": [round(one.parts[part].sales / one.people) if one.people else None for one in found]} | grey
        for part in names
    ]  # fmt: skip
    return {
        "kind": "stacked", "title": _("Sales per person reached, soon and late"), "series": series,
        "x": {"label": _("Days since the first message"), "values": [number(one.days) for one in found]},
        "y": {"label": _("Sales per person reached"), "format": "money"},
    }  # fmt: skip


def basis() -> dict[str, object]:
    """「この数字の根拠」."""
    return {
        "formula": _("Orders after the first message of the measure, within so many days, over everybody it reached."),
        "population": _("People reached so many days ago or more; the younger stand in grey and count nowhere"),
        "source": _("Orders of all channels, without cancelled ones, returns deducted; also what would have come without it"),
        "as_of": day(clock.now()),
    }  # fmt: skip
