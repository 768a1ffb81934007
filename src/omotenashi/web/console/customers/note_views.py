# SPDX-License-Identifier: Apache-2.0
"""Notes and the next visit on 顧客カルテ. Each answer is the fragment anew, with 元に戻す on the toast."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import notes
from omotenashi.people.customers.models import Node, Note, VisitPlan
from omotenashi.people.staff.queries import Role
from omotenashi.places.locations import queries as places
from omotenashi.places.locations.models import Location
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers.more import more_of
from omotenashi.web.console.reading import day
from omotenashi.web.ui import toasts


@require_GET
@needs("customers.view")
def show_more(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Notes, the next visit, the household, and what sources disagree about."""
    return _fragment(request, person_id)


@require_POST
@needs("customers.note")
def create_note(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write a note."""
    node, said = nodes_or_404(person_id)[0], request.POST
    roles = [role for role in said.getlist("roles") if role in set(Role)]
    try:
        note = notes.write(
            node_id=node.id, text=said.get("text", ""), by=who(request), now=clock.now(),
            pinned="pinned" in said, roles=roles,
        )  # fmt: skip
    except notes.NothingWritten:
        return answer(request, person_id, _("A note needs a few words, at most 4,000 characters."), state="warn")
    undo = reverse("console:customer-note-removal", args=[person_id, note.id])
    return answer(request, person_id, _("Note written."), undo=undo)


@require_POST
@needs("customers.note")
def create_note_text(request: HttpRequest, person_id: UUID, note_id: UUID) -> HttpResponse:
    """Change what a note says."""
    _note(person_id, note_id, request)
    roles = [role for role in request.POST.getlist("roles") if role in set(Role)]
    try:
        notes.edit(note_id=note_id, text=request.POST.get("text", ""), roles=roles, by=who(request), now=clock.now())
    except notes.NothingWritten:
        return answer(request, person_id, _("A note needs a few words, at most 4,000 characters."), state="warn")
    except notes.NotYours:
        return _not_yours(request, person_id)
    undo = reverse("console:customer-note-reversal", args=[person_id, note_id])
    return answer(request, person_id, _("Note changed."), undo=undo)


@require_POST
@needs("customers.note")
def create_note_reversal(request: HttpRequest, person_id: UUID, note_id: UUID) -> HttpResponse:
    """Take the last change of a note back."""
    _note(person_id, note_id, request)
    try:
        notes.revert(note_id=note_id, by=who(request))
    except notes.NotYours:
        return _not_yours(request, person_id)
    return answer(request, person_id, _("The note says again what it said before."))


@require_POST
@needs("customers.note")
def create_note_pin(request: HttpRequest, person_id: UUID, note_id: UUID) -> HttpResponse:
    """Keep a note on top, or let it go."""
    note = _note(person_id, note_id, request)
    notes.pin(note_id=note_id, pinned=note.pinned_at is None, now=clock.now())
    return answer(request, person_id, _("Pinned.") if note.pinned_at is None else _("No longer pinned."))


@require_POST
@needs("customers.note")
def create_note_removal(request: HttpRequest, person_id: UUID, note_id: UUID) -> HttpResponse:
    """Put a note away, or bring it back."""
    note, address = _note(person_id, note_id, request), "console:customer-note-removal"
    try:
        if note.deleted_at is None:
            notes.delete(note_id=note_id, by=who(request), now=clock.now())
        else:
            notes.restore(note_id=note_id, by=who(request))
    except notes.NotYours:
        return _not_yours(request, person_id)
    text = _("Note put away.") if note.deleted_at is None else _("The note is back.")
    return answer(request, person_id, text, undo=reverse(address, args=[person_id, note_id]))


@require_POST
@needs("customers.note")
def create_visit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Plan the next visit."""
    node, when = nodes_or_404(person_id)[0], day(request.POST.get("on_date", ""))
    if when is None or when < _today():
        return answer(request, person_id, _("A visit needs a day that is still ahead."), state="warn")
    shop = Location.objects.filter(code=request.POST.get("shop", ""), closed_at=None).first()
    purpose = request.POST.get("purpose", "").replace("\x00", "")
    plan = notes.plan_visit(
        node_id=node.id,
        on_date=when,
        location_id=shop.id if shop else None,
        purpose=purpose,
        by=who(request),
        now=clock.now(),
    )
    undo = reverse("console:customer-visit-removal", args=[person_id, plan.id])
    return answer(request, person_id, _("Visit planned."), undo=undo)


@require_POST
@needs("customers.note")
def create_visit_removal(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    """Take a planned visit back, or plan it again."""
    plan = get_object_or_404(VisitPlan, pk=plan_id, node__nodeperson__person_id=person_id)
    if plan.cancelled_at is None:
        notes.cancel_visit(plan_id=plan_id, now=clock.now())
    else:
        notes.restore_visit(plan_id=plan_id)
    text = _("Visit taken back.") if plan.cancelled_at is None else _("Visit planned.")
    undo = reverse("console:customer-visit-removal", args=[person_id, plan_id])
    return answer(request, person_id, text, undo=undo)


def nodes_or_404(person_id: UUID) -> list[Node]:
    """Give the nodes of a person."""
    found = customers.nodes_of(person_id)
    if not found:
        raise Http404
    return found


def _note(person_id: UUID, note_id: UUID, request: HttpRequest) -> Note:
    """Give a note of this person that the reader may see."""
    note = get_object_or_404(Note, pk=note_id, node__nodeperson__person_id=person_id)
    reader = who(request)
    if note.roles and reader.role not in note.roles and note.author_id != reader.id:
        raise Http404
    return note


def _today() -> date:
    return clock.day_of(clock.now(), zone=ZoneInfo(places.retailer().zone))


def _fragment(request: HttpRequest, person_id: UUID) -> HttpResponse:
    context = more_of(person_id, nodes_or_404(person_id), reader=who(request), today=_today())
    return render(request, "console/customers/more.html", context)


def _not_yours(request: HttpRequest, person_id: UUID) -> HttpResponse:
    text = _("Nothing was changed: a note is changed by who wrote it, or by who may edit customers.")
    return answer(request, person_id, text, state="warn")


def answer(request: HttpRequest, person_id: UUID, text: str, *, state: str = "good", undo: str = "") -> HttpResponse:
    """Show the fragment anew in place; without script, and after 元に戻す, the whole page."""
    if request.htmx:  # type: ignore[attr-defined]  # middleware
        return toasts.trigger(_fragment(request, person_id), text, state=state, undo=undo)
    toasts.add(request, text, state=state, undo=undo)
    return redirect("console:customer", person_id=person_id)
