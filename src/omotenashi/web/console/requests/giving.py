# SPDX-License-Identifier: Apache-2.0
"""What a request ends in: everything as a file, or the erasure of the person. Both are audited."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.consent.actions import cases
from omotenashi.people.consent.models import Case
from omotenashi.people.consent.queries.cases import state_of
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import erasures
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.requests import bundle
from omotenashi.web.ui import toasts


@require_POST
@needs("requests.edit")
def export_person(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything about the person of a verified request, as one archive."""
    case = get_object_or_404(Case, pk=case_id)
    person = _person(case)
    if person is None or case.verified_at is None:
        toasts.add(request, _("Check the identity and say whose data it is first."), state="bad")
        return redirect("console:request", case_id)
    now = clock.now()
    data = bundle.packed(person, now=now)
    staff.audit(who(request), "requests.edit", subject=f"person:{person}", details={"export": case.reference})
    cases.note(case_id=case_id, by=who(request).name, text="", now=now, step="export")
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@needs("customers.erase")
def erase_person(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """GET says what would go and what stays; POST with the number typed erases."""
    case = get_object_or_404(Case, pk=case_id)
    person = _person(case)
    if person is None or state_of(case) != "verified":
        toasts.add(request, _("Check the identity and say whose data it is first."), state="bad")
        return redirect("console:request", case_id)
    if request.method != "POST" or request.POST.get("typed", "").strip() != case.reference:
        context = {"case": case, "profile": customers.profile_of(person), "held": bundle.counts(bundle.whom(person))}
        return render(
            request, "console/requests/erasure.html", context | {"wrong": request.method == "POST"},
            status=422 if request.method == "POST" else 200,
        )  # fmt: skip
    _erase(request, case, person)
    toasts.add(request, _("The person is erased. Within minutes nothing leads to them any more."))
    return redirect("console:request", case_id)


@transaction.atomic
def _erase(request: HttpRequest, case: Case, person: UUID) -> None:
    by, now = who(request).name, clock.now()
    staff.audit(who(request), "customers.erase", subject=f"person:{person}", details={"case": case.reference})
    erasures.erase(person, by=by, now=now, reason=case.reference)
    cases.note(case_id=case.pk, by=by, text="", now=now, step="erased")
    cases.answer(case_id=case.pk, by=by, now=now)


def _person(case: Case) -> UUID | None:
    return customers.person_of(case.node_id) if case.node_id else None
