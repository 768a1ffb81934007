# SPDX-License-Identifier: Apache-2.0
"""設定: the retailer, the roles, and how fresh the figures are."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.insight.models import Run, Score
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import PERMISSIONS, Role, is_bound, may
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.settings.forms import RetailerForm
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.console.settings.words import GROUP_NAMES, permission_name
from omotenashi.web.ui import toasts


@require_http_methods(["GET", "POST"])
@login_required
def show_retailer(request: HttpRequest) -> HttpResponseBase:
    """Who we are: everybody may read it, 本部 may change it."""
    if request.method == "POST":
        return _save_retailer(request)
    shop = retailer()
    form = RetailerForm(initial={"name": shop.name, "registration_number": shop.registration_number})
    return _retailer_page(request, form)


@needs("settings.edit")
def _save_retailer(request: HttpRequest) -> HttpResponse:
    form, shop = RetailerForm(request.POST), retailer()
    if not form.is_valid():
        return _retailer_page(request, form, status=422)
    places.set_up_retailer(**form.cleaned_data, currency=shop.currency, zone=shop.zone, is_demo=shop.is_demo)
    staff.audit(who(request), "settings.edit", subject="retailer", details=form.cleaned_data)
    toasts.add(request, _("Saved"))
    return redirect("console:settings")


def _retailer_page(request: HttpRequest, form: RetailerForm, *, status: int = 200) -> HttpResponse:
    may_edit = may(request.user, "settings.edit")
    context = {"form": form, "retailer": retailer(), "tabs": tabs(request), "may_edit": may_edit}
    return render(request, "console/settings/retailer.html", context, status=status)


@require_GET
@login_required
def show_roles(request: HttpRequest) -> HttpResponse:
    """Who may do what: the table the code itself decides by."""
    rows = [
        (
            str(GROUP_NAMES.get(name.split(".")[0], "")),
            permission_name(name),
            [(role in allowed, is_bound(role, name)) for role in Role],
        )
        for name, allowed in PERMISSIONS.items()
    ]
    names = [str(Staff.ROLE_NAMES[role]) for role in Role]
    return render(request, "console/settings/roles.html", {"rows": rows, "roles": names, "tabs": tabs(request)})


@require_GET
@login_required
def show_freshness(request: HttpRequest) -> HttpResponse:
    """When the figures were last brought up to date, and whether that worked."""
    runs = list(Run.objects.all()[:20])
    last = next((run for run in runs if run.finished_at), None)
    as_of = Score.objects.order_by("-as_of").values_list("as_of", flat=True).first() if last else None
    context = {"runs": runs, "last": last, "as_of": as_of, "tabs": tabs(request)}
    return render(request, "console/settings/freshness.html", context)
