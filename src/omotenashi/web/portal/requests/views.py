# SPDX-License-Identifier: Apache-2.0
"""File a request about one's own data, and show with a code that one is who one says."""

from uuid import UUID

from django import forms
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.people.consent.actions import cases, challenges
from omotenashi.people.consent.models import Case
from omotenashi.people.consent.queries.cases import state_of
from omotenashi.places.locations.queries import retailer
from omotenashi.web.portal import asking

_SALT = "omotenashi.portal.case"


class CaseForm(asking.AddressForm):
    """What is asked, and by whom."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What would you like?"),
        choices=[
            ("disclosure", gettext_lazy("See the data you hold about me")),
            ("correction", gettext_lazy("Have something corrected")),
            ("stop", gettext_lazy("Have the use of my data stopped")),
            ("erasure", gettext_lazy("Have my data erased")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=100)
    text = forms.CharField(
        label=gettext_lazy("Anything we should know"), required=False, max_length=2000, widget=forms.Textarea
    )
    field_order = ("kind", "name", "email", "text")


@require_http_methods(["GET", "POST"])
def file_request(request: HttpRequest) -> HttpResponse:
    """The form; POST opens a case and sends a code to the address, if we know it."""
    form = CaseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/request_form.html", {"form": form, "days": cases.answer_days()})
    try:
        case, challenge = _filed(request, form.cleaned_data)
    except challenges.TooOften:
        return render(request, "portal/too_often.html", status=429)
    token = signing.dumps([str(case.pk), str(challenge)], salt=_SALT)
    return redirect("portal:request", token)


@require_http_methods(["GET", "POST"])
def show_request(request: HttpRequest, token: str) -> HttpResponse:
    """Where the request stands; POST takes the code."""
    case_id, challenge_id = _read(token)
    now, wrong = clock.now(), ""
    if request.method == "POST":
        tried = challenges.guess(challenge_id=challenge_id, code=request.POST.get("code", ""), now=now)
        wrong = _words(tried.standing)
        if tried.standing == "open":
            cases.verify(case_id=case_id, how="code", by="customer", now=now)
            return redirect("portal:request", token)
    case = get_object_or_404(Case, pk=case_id)
    context = {"case": case, "state": state_of(case), "wrong": wrong, "shop": retailer().name}
    return render(request, "portal/request.html", context, status=422 if wrong else 200)


@transaction.atomic
def _filed(request: HttpRequest, said: dict[str, str]) -> tuple[Case, UUID]:
    now = clock.now()
    point = asking.point_of(said["email"])
    case = cases.receive(
        kind=said["kind"],
        source="portal",
        actor="customer",
        now=now,
        node_id=point.node_id if point else None,
        name=said["name"],
        address=said["email"],
        text=said["text"],
    )
    details = {"case": str(case.pk), "reference": case.reference}
    challenge = asking.send(
        request, kind="case", address=said["email"], now=now, known=point is not None, details=details
    )
    return case, challenge.pk


def _read(token: str) -> tuple[UUID, UUID]:
    try:
        case_id, challenge_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    return UUID(case_id), UUID(challenge_id)


def _words(standing: str) -> str:
    return {
        "open": "",
        "wrong": _("This is not the code we sent. Please check the six digits."),
        "used": _("This code was used already."),
        "expired": _("The code is too old. Please file the request again, or wait for our answer."),
        "spent": _("Too many wrong codes. We will get in touch with you instead."),
    }.get(standing, _("This is not the code we sent. Please check the six digits."))
