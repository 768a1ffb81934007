# SPDX-License-Identifier: Apache-2.0
"""共有評価: the ranking of a span of days, the file for the payroll, and the shares behind each line."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.commerce.orders.queries import ServicePolicy, service_policy
from omotenashi.commerce.orders.queries.credits import uncredited, whole
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import retailer, zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.credits import asked as asking
from omotenashi.web.console.credits import parties, shares
from omotenashi.web.console.credits.asked import Asked


@require_GET
@needs("credits.view")
def show_credits(request: HttpRequest) -> HttpResponse:
    """Who has which part in the sales of these days, the most first."""
    now = clock.now()
    asked = asking.asked(request, now=now)
    policy = _policy(asked, now)
    found = parties.found(asked, support=policy.support_amount)
    context = {
        "asked": asked, "parties": found, "whole": whole([one.credit for one in found]), "policy": policy,
        "spans": asking.spans(asked, now=now), "tabs": _tabs(asked), "currency": retailer().currency,
        "points": sum(one.points for one in found), "shows_points": bool(policy.support_amount) and asked.by == "staff",
        "alone": uncredited(asked.since, asked.until, place=asked.place),
        "may_export": may(request.user, "credits.export"), "may_edit": may(request.user, "fulfilment.policy"),
    }  # fmt: skip
    return render(request, "console/credits/ranking.html", context)


@require_POST
@needs("credits.export")
def export_credits(request: HttpRequest) -> HttpResponse:
    """The same lines as a file for the payroll. Audited."""
    asked = asking.asked(request, now=clock.now())
    found = parties.found(asked, support=_policy(asked, clock.now()).support_amount)
    encoding = request.POST.get("encoding", "utf-8")
    details = {
        "from": str(asked.first),
        "to": str(asked.last),
        "by": asked.by,
        "rows": len(found),
        "encoding": encoding,
    }
    staff.audit(who(request), "credits.export", subject="credits", details=details)
    rows = parties.sheet(asked, found, currency=retailer().currency)
    return exporting.sheet(f"credits-{asked.by}-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}", rows, encoding=encoding)


@require_GET
@needs("credits.view")
def show_shares(request: HttpRequest) -> HttpResponse:
    """Each share with its sale."""
    return render(request, "console/credits/shares.html", {"page": listing.page(request, _shares(request))})


@require_http_methods(["GET", "POST"])
@needs("credits.export")
def export_shares(request: HttpRequest) -> HttpResponseBase:
    """The shares that match, as a file."""
    return exporting.export(request, _shares(request))


def _shares(request: HttpRequest) -> listing.Listing:
    return shares.listing(zone=zone(), place=asking.asked(request, now=clock.now()).place)


def _policy(asked: Asked, now: datetime) -> ServicePolicy:
    return service_policy(min(asked.until, now))


def _tabs(asked: Asked) -> list[dict[str, object]]:
    names = {"staff": _("Staff"), "location": _("Shops"), "channel": _("Channels")}
    return [{"label": name, "href": asked.url(by=key, q=""), "active": key == asked.by} for key, name in names.items()]
