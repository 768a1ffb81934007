# SPDX-License-Identifier: Apache-2.0
"""設定 > スタッフ: who works here, in which role; let in, change, let go, take back."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import Role, may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.settings import decisions
from omotenashi.web.console.settings.forms import HireForm, role_choices
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts


@require_GET
@needs("staff.view")
def show_staff(request: HttpRequest) -> HttpResponse:
    """Everybody, those who left at the end."""
    people = list(Staff.objects.select_related("location"))
    people.sort(key=lambda person: (person.dismissed_at is not None, person.email))
    context = {
        "people": people,
        "roles": role_choices(),
        "may_edit": may(request.user, "staff.edit"),
        "tabs": tabs(request),
    }
    return render(request, "console/settings/staff.html", context)


@require_http_methods(["GET", "POST"])
@needs("staff.edit")
def create_staff(request: HttpRequest) -> HttpResponse:
    """Let a colleague in. The first password is shown once."""
    form = HireForm(request.POST or None)
    context = {"form": form, "tabs": tabs(request)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "console/settings/hire.html", context, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    password = secrets.token_urlsafe(9)
    shop = said["location"]
    person = actions.hire(
        email=said["email"], name=said["name"], role=said["role"], password=password, location_id=shop and shop.id
    )
    actions.audit(who(request), "staff.edit", subject=f"staff:{person.email}", details={"hired": person.role})
    return render(
        request, "console/settings/hired.html", {"person": person, "password": password, "tabs": tabs(request)}
    )


@require_POST
@needs("staff.edit")
def create_role(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Give somebody another role; the toast takes it back."""
    person = get_object_or_404(Staff, pk=staff_id, dismissed_at=None)
    role = request.POST.get("role") or request.GET.get("role", "")
    if role not in set(Role) or _must_stay(request, person, new_role=role):
        return _refused(request)
    if role != person.role:
        actions.change_role(staff_id=person.id, role=role)
        details = {"role": [person.role, role]}
        actions.audit(who(request), "staff.edit", subject=f"staff:{person.email}", details=details)
        undo = reverse("console:settings-staff-role", args=[person.id]) + f"?role={person.role}"
        name = dict(role_choices())[role]
        toasts.add(request, _("%(name)s is now: %(role)s") % {"name": person.name, "role": name}, undo=undo)
    return redirect("console:settings-staff")


@require_POST
@needs("staff.edit")
def create_dismissal(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """End somebody's access; the toast takes it back."""
    person = get_object_or_404(Staff, pk=staff_id, dismissed_at=None)
    if _must_stay(request, person, new_role=None):
        return _refused(request)
    actions.dismiss(staff_id=person.id, now=clock.now())
    actions.audit(who(request), "staff.edit", subject=f"staff:{person.email}", details={"dismissed": person.role})
    undo = reverse("console:settings-staff-readmission", args=[person.id])
    toasts.add(request, _("%(name)s can no longer sign in.") % {"name": person.name}, undo=undo)
    return redirect("console:settings-staff")


@require_POST
@needs("staff.edit")
def create_readmission(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Take a dismissal back."""
    person = get_object_or_404(Staff, pk=staff_id)
    actions.readmit(staff_id=person.id)
    actions.audit(who(request), "staff.edit", subject=f"staff:{person.email}", details={"readmitted": person.role})
    toasts.add(request, _("%(name)s can sign in again.") % {"name": person.name})
    return redirect("console:settings-staff")


def _must_stay(request: HttpRequest, person: Staff, *, new_role: str | None) -> bool:
    leaders = Staff.objects.filter(role=Role.HEADQUARTERS, dismissed_at=None).count()
    return decisions.stays(is_self=person == request.user, role=person.role, new_role=new_role, leaders=leaders)


def _refused(request: HttpRequest) -> HttpResponse:
    text = _("Nothing was changed: nobody ends their own access, and one person at headquarters always remains.")
    toasts.add(request, text, state="warn")
    return redirect("console:settings-staff")
