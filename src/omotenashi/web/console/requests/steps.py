# SPDX-License-Identifier: Apache-2.0
"""The steps of a request. Each is a thing that is posted; a step that does not fit the state says so and changes nothing."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.people.consent.actions import cases
from omotenashi.people.customers import queries as customers
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.requests import forms
from omotenashi.web.ui import toasts


@require_POST
@needs("requests.edit")
def create_identity(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The person is who they say."""
    form = forms.Identity(request.POST)
    if not form.is_valid():
        toasts.add(request, _("Say how the identity was checked."), state="bad")
        return redirect("console:request", case_id)
    return _done(
        request, case_id, lambda by: cases.verify(case_id=case_id, by=by, now=clock.now(), **form.cleaned_data)
    )


@require_POST
@needs("requests.edit")
def create_answer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The request is answered."""
    text = request.POST.get("text", "")
    return _done(request, case_id, lambda by: cases.answer(case_id=case_id, by=by, text=text, now=clock.now()))


@require_POST
@needs("requests.edit")
def create_refusal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The request is refused, with the reason."""
    text = request.POST.get("text", "")
    return _done(request, case_id, lambda by: cases.refuse(case_id=case_id, by=by, reason=text, now=clock.now()))


@require_POST
@needs("requests.edit")
def create_withdrawal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The person asks for it no longer."""
    return _done(request, case_id, lambda by: cases.take_back(case_id=case_id, by=by, now=clock.now()))


@require_POST
@needs("requests.edit")
def create_note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A line in the journal."""
    text = request.POST.get("text", "")
    return _done(request, case_id, lambda by: cases.note(case_id=case_id, by=by, text=text, now=clock.now()))


@require_POST
@needs("requests.edit")
def create_person(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Whose data it is about: a person of the list that was offered."""
    try:
        wanted = UUID(request.POST.get("person", ""))
    except ValueError:
        return redirect("console:request", case_id)
    nodes = customers.nodes_of(wanted)
    if not nodes:
        return redirect("console:request", case_id)
    return _done(
        request, case_id, lambda by: cases.name_person(case_id=case_id, node_id=nodes[0].pk, by=by, now=clock.now())
    )


def _done(request: HttpRequest, case_id: UUID, act: Callable[[str], object]) -> HttpResponse:
    try:
        act(who(request).name)
    except cases.WrongStep:
        toasts.add(
            request,
            _("That does not fit the state of this request (or its reason is missing). Nothing was changed."),
            state="bad",
        )
    return redirect("console:request", case_id)
