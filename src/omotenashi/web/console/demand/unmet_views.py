# SPDX-License-Identifier: Apache-2.0
"""需要インサイト: what was wanted and not had, ranked; the people behind each need; both as files."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight import queries as insight
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting
from omotenashi.web.console.access import demand, needs, who
from omotenashi.web.console.demand import plan_views, scope, unmet_page
from omotenashi.web.console.demand.unmet_page import KINDS, Asked
from omotenashi.web.console.figures.blocks import masked
from omotenashi.web.console.segments import keeping
from omotenashi.web.ui import errors

MOST_PEOPLE = 200


@require_GET
@needs("measures.view")
def show(request: HttpRequest) -> HttpResponse:
    """The ranked list."""
    context = unmet_page.context_of(_asked(request), now=clock.now())
    context["bound"] = scope.is_bound(who(request))
    context["may_export"] = may(request.user, "measures.export")
    return render(request, "console/demand/unmet.html", context)


@require_GET
@needs("measures.view")
def export(request: HttpRequest) -> HttpResponse:
    """The needs that are shown, as a file."""
    if not staff.audit(request.user, "measures.export", subject="unmet"):
        return errors.forbidden(request)
    asked = _asked(request)
    found = insight.unmet_needs(now=clock.now(), days=asked.days, location_id=asked.location_id)
    shown = [one for one in unmet_page.lines(found.needs, asked) if unmet_page.fits(one, asked)]
    heading = [
        _("Kind"),
        _("Need"),
        _("Code"),
        _("Persons"),
        _("Got it anyway"),
        _("Times"),
        _("Share who buy"),
        _("Worth"),
    ]
    heading += [_("Lost sales (estimate)"), _("At least"), _("At most"), _("Last")]
    names = ("mark", "what", "code", "persons", "served", "events", "share", "worth", "lost", "low", "high", "last")
    rows = [["" if (cell := getattr(one, name)) is None else cell for name in names] for one in shown]
    return exporting.sheet("unmet-needs", [heading, *rows])


@require_GET
@needs("measures.view")
def show_people(request: HttpRequest) -> HttpResponse:
    """The people behind a need, and what it says of them."""
    asked, context = _asked(request), _people(request)
    rows = context["rows"]
    context |= {"asked": asked, "shown": rows[:MOST_PEOPLE], "more": max(len(rows) - MOST_PEOPLE, 0)}
    context["known"] = sum(person is not None for person, *_rest in rows)
    context["may_export"] = may(request.user, "customers.export")
    context["hidden"] = masked(len(rows), masks=not context["may_export"])
    context["back"] = asked.url(kind="")
    context["may_plan"] = may(request.user, plan_views.PERMISSION) and not scope.is_bound(who(request))
    context["keep_key"] = keeping.offer(request, hidden=context["hidden"], count=context["known"])
    context["keep_url"] = f"{reverse('console:unmet-people-segment')}?{request.GET.urlencode()}"
    return render(request, "console/demand/unmet_people.html", context)


@require_GET
@needs("measures.view")
def export_people(request: HttpRequest) -> HttpResponse:
    """The known customers behind a need, as a file."""
    if not staff.audit(request.user, "customers.export", subject="unmet", details=dict(request.GET.items())):
        return errors.forbidden(request)
    rows = [
        [name, person, times, _("Got it") if had else _("Not had"), timezone.localtime(last).strftime("%Y-%m-%d %H:%M")]
        for person, name, times, had, last in _people(request)["rows"]
        if person is not None
    ]
    return exporting.sheet(
        "unmet-people", [[_("Name"), _("Customer"), _("Times"), _("Got it anyway"), _("Last")], *rows]
    )


@require_POST
@needs("segments.edit")
def create_segment(request: HttpRequest) -> HttpResponse:
    """The known customers behind a need as a segment."""
    if not demand(request, "measures.view"):
        return errors.forbidden(request)
    found = _people(request)
    persons = [person for person, *_rest in found["rows"] if person is not None]
    if masked(len(found["rows"]), masks=not may(request.user, "customers.export")):
        return errors.forbidden(request)
    return keeping.keep(request, name=f"{found['mark']}: {found['what'] or '—'}", persons=persons, subject="unmet")


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for; a shop's people ask of their own shop."""
    asked, person = Asked.read(request.GET), who(request)
    return replace(asked, place=scope.own_location(person)) if scope.is_bound(person) else asked


def _people(request: HttpRequest) -> dict[str, Any]:
    """Who asked, named; a browser nobody signed in on has no name."""
    asked, query = _asked(request), request.GET
    product = _product(query.get("product", ""))
    found = insight.who_asked(
        kind=asked.kind, word=query.get("word", ""), product_id=product.pk if product else None, now=clock.now(),
        days=asked.days, location_id=asked.location_id,
    )  # fmt: skip
    names = _names([person for person, *_rest in found if person is not None])
    return {
        "what": str(product) if product else query.get("word", ""), "product": product, "mark": KINDS.get(asked.kind, ""),
        "rows": [(person, names.get(person, "") if person else "", times, had, last) for person, times, had, last in found],
        "query": query.urlencode(),
    }  # fmt: skip


def _names(persons: list[UUID]) -> dict[UUID, str]:
    return dict(Profile.objects.filter(pk__in=persons).values_list("pk", "name"))


def _product(text: str) -> Product | None:
    try:
        return Product.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None
