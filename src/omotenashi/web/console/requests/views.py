# SPDX-License-Identifier: Apache-2.0
"""開示等請求: the list, one request, a new one, and how long an answer may take."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.consent.actions import cases
from omotenashi.people.consent.models import Case
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.requests import forms, page
from omotenashi.web.console.requests.listing import listing as everything
from omotenashi.web.ui import toasts


@require_GET
@needs("requests.view")
def show_requests(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first."""
    rows = listing.page(request, everything(now=clock.now()))
    context = {"page": rows, "days": cases.answer_days(), "may_set": may(request.user, "settings.edit")}
    return render(request, "console/requests/list.html", context)


@require_http_methods(["GET", "POST"])
@needs("requests.edit")
def create_request(request: HttpRequest) -> HttpResponse:
    """Take down a request that came by phone, by letter or in a shop."""
    form = forms.NewCase(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "console/requests/new.html", {"form": form})
    case = cases.receive(source="console", actor=who(request).name, now=clock.now(), **form.cleaned_data)
    return redirect("console:request", case.pk)


@require_GET
@needs("requests.view")
def show_request(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One request, with the one next thing to do."""
    case = get_object_or_404(Case.objects.select_related("node"), pk=case_id)
    context = page.context_of(case, now=clock.now()) | {"links": page.links_of(case)}
    return render(request, "console/requests/detail.html", context)


@require_POST
@needs("settings.edit")
def set_days(request: HttpRequest) -> HttpResponse:
    """Change how long an answer may take."""
    form = forms.Days(request.POST)
    if form.is_valid():
        cases.set_answer_days(days=form.cleaned_data["days"])
        staff.audit(who(request), "settings.edit", subject="requests.days", details=form.cleaned_data)
        toasts.add(request, _("New requests are to be answered within %(days)s days.") % form.cleaned_data)
    else:
        toasts.add(request, _("Give a number of days from 1 to 90."), state="bad")
    return redirect("console:requests")
