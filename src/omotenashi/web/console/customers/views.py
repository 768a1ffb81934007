# SPDX-License-Identifier: Apache-2.0
"""顧客一覧 and 顧客カルテ."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.engagement.audience import queries as audience
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Erasure
from omotenashi.people.staff.queries import may
from omotenashi.places.locations import queries as places
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers import listing as everybody
from omotenashi.web.console.customers import timeline
from omotenashi.web.console.customers.asking import Asked
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.page import context_of
from omotenashi.web.console.customers.record import record_of
from omotenashi.web.console.customers.tabs import TABS, Opening
from omotenashi.web.console.listing import Listing
from omotenashi.web.ui import cares, personal


@require_GET
@needs("customers.view")
def show_customers(request: HttpRequest) -> HttpResponse:
    """顧客一覧."""
    return render(request, "console/customers/list.html", {"page": listing.page(request, _everybody(request))})


@require_http_methods(["GET", "POST"])
@needs("customers.export")
def export_customers(request: HttpRequest) -> HttpResponseBase:
    """The customers that match, as a file."""
    return exporting.export(request, _everybody(request))


@require_GET
@needs("customers.view")
def show_customer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """顧客カルテ. A former id of a person leads to the one of today."""
    retailer, now = places.retailer(), clock.now()
    record = record_of(person_id, now=now, zone=ZoneInfo(retailer.zone))
    if record is None:
        return redirect("console:customer", person_id=_today(person_id))
    is_emptied = any(node.erased_at for node in record.nodes)
    if is_emptied and (erased := Erasure.objects.filter(person_id=person_id).first()):
        return render(request, "console/customers/erased.html", {"erased": erased})
    tab, sight = request.GET.get("tab", ""), Sight.of(request.user)
    context: dict[str, Any] = context_of(record, tab=tab, currency=retailer.currency, sight=sight)
    context |= TABS[context["tab"]](record, Opening(request.GET, sight, now))
    context["heeded"] = cares.line_of(record.node_ids)
    context |= {"segments": audience.segments_of(person_id)}
    context |= {"may_note": may(request.user, "customers.note"), "may_edit": may(request.user, "customers.edit")}
    # The facts stand beside the story, on a phone above it: written once for both places.
    context["facts_card"] = render_to_string("console/customers/side.html", context)
    return render(request, "console/customers/detail.html", context)


@require_GET
@needs("customers.view")
def show_timeline(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The next piece of 物語, as one scrolls."""
    nodes = [node.id for node in customers.nodes_of(person_id)]
    asked = Asked.read(request.GET)
    strip = timeline.strip(nodes, asked, size=timeline.NEXT_SIZE if asked.before else timeline.SIZE)
    return render(request, "console/customers/strip.html", {"strip": strip, "asked": asked, "person_id": person_id})


@require_GET
@needs("customers.view")
def show_seen(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """なぜ表示?: what the top page and the receipt say to this person, once somebody asks."""
    nodes = [node.id for node in customers.nodes_of(person_id)]
    if not nodes:
        raise Http404
    shown = personal.told(person_id, nodes, now=clock.now())
    return render(request, "console/customers/seen_rows.html", {"shown": shown})


def _everybody(request: HttpRequest) -> Listing:
    retailer = places.retailer()
    today = clock.day_of(clock.now(), zone=ZoneInfo(retailer.zone))
    return everybody.listing(today=today, currency=retailer.currency, sight=Sight.of(request.user))


def _today(person_id: UUID) -> UUID:
    current = customers.current_person(person_id)
    if current is None or current == person_id:
        raise Http404
    return current
