# SPDX-License-Identifier: Apache-2.0
"""なぜこの人は一人なのか: the graph, its history, and taking a person apart after a look at both sides."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import links
from omotenashi.people.customers.models import MergeLog, Node
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers import joins, why
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.words import refusal
from omotenashi.web.ui import toasts


@require_GET
@needs("customers.view")
def show_why(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The graph of keys and joins. A former id of a person leads to the one of today."""
    profile = customers.profile_of(person_id)
    if profile is None:
        return redirect("console:customer-why", person_id=today_of(person_id))
    graph, sight = customers.graph_of(person_id), Sight.of(request.user)
    ids = [node.id for node in graph.nodes]
    context = {
        "name": label(profile, sight),
        "person_id": person_id,
        "graph": why.drawn(graph, sight=sight),
        "history": joins.history_of(ids),
        "apart": joins.apart_of(ids, sight=sight),
        "may_merge": may(request.user, "customers.merge"),
        "count": len(ids),
    }
    return render(request, "console/customers/why.html", context)


@require_http_methods(["GET", "POST"])
@needs("customers.merge")
def separate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Look at both sides, then take the person apart."""
    nodes = customers.nodes_of(person_id)
    if not nodes:
        return redirect("console:customer-why", person_id=today_of(person_id))
    said = request.POST if request.method == "POST" else request.GET
    log_id, chosen = _uuid(said.get("log", "")), _chosen(said, person_id, nodes)
    if request.method == "POST" and 0 < len(chosen) < len(nodes):
        return _taken_apart(request, person_id, chosen)
    sight, profile = Sight.of(request.user), customers.profile_of(person_id)
    stays = [node for node in nodes if node.id not in chosen]
    context = {
        "name": label(profile, sight) if profile else "",
        "person_id": person_id,
        "sides": [joins.side(stays, sight=sight), joins.side([n for n in nodes if n.id in chosen], sight=sight)],
        "can": 0 < len(chosen) < len(nodes),
        "log": log_id,
    }
    return render(request, "console/customers/separate.html", context)


@require_POST
@needs("customers.merge")
def create_undo(request: HttpRequest, person_id: UUID, log_id: UUID) -> HttpResponse:
    """Undo a line of the history; the toast undoes the undoing."""
    back = redirect("console:customer-why", person_id=person_id)
    kind = MergeLog.objects.filter(pk=log_id).values_list("kind", flat=True).first()
    if kind is None:
        raise Http404
    last = MergeLog.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    try:
        links.undo(log_id, by=actor(request), reason=_("Undone by hand"), now=clock.now())
    except links.LinkRefused as refused:
        toasts.add(request, refusal(refused.reason), state="warn")
        return back
    note_down(request, person_id, undone=str(log_id))
    wanted = {"merge": "unmerge", "unmerge": "merge"}.get(kind, "")
    line = MergeLog.objects.filter(seq__gt=last, kind=wanted).order_by("seq").first()
    undo = reverse("console:customer-join-undo", args=[person_id, line.pk]) if line else ""
    text = {"merge": _("Taken apart."), "unmerge": _("One person again.")}.get(kind, _("They may be joined again."))
    toasts.add(request, text, undo=undo)
    return back


def _taken_apart(request: HttpRequest, person_id: UUID, chosen: Sequence[UUID]) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:400]
    try:
        done = links.unmerge(side=chosen, by=actor(request), reason=reason or _("Not the same person"), now=clock.now())
    except links.LinkRefused as refused:
        toasts.add(request, refusal(refused.reason), state="warn")
        return redirect("console:customer-why", person_id=person_id)
    note_down(request, person_id, separated=[str(key) for key in chosen], reason=reason)
    stays = done.persons[0] if done.persons else person_id
    undo = reverse("console:customer-join-undo", args=[stays, done.log_ids[0]]) if done.log_ids else ""
    toasts.add(request, _("Taken apart: they are two now."), undo=undo)
    return redirect("console:customer-why", person_id=stays)


def _chosen(said: object, person_id: UUID, nodes: Sequence[Node]) -> list[UUID]:
    """Give the keys that are to part: named one by one, else by the line of the log or the tie that was pressed."""
    get, getlist = said.get, said.getlist  # type: ignore[attr-defined]  # a QueryDict
    mine = {node.id for node in nodes}
    if named := {key for text in getlist("side") if (key := _uuid(text)) in mine}:
        return [node.id for node in nodes if node.id in named]
    if (log_id := _uuid(get("log", ""))) and (line := MergeLog.objects.filter(pk=log_id, kind="merge").first()):
        sides = [
            {key for text in line.before.get(name, ()) if (key := _uuid(text)) in mine} for name in ("one", "other")
        ]
        smaller = min(sides, key=len)
        return [node.id for node in nodes if node.id in smaller]
    if edge_id := _uuid(get("edge", "")):
        side = why.side_of(edge_id, customers.graph_of(person_id))
        return [node.id for node in nodes if node.id in side]
    return []


def actor(request: HttpRequest) -> str:
    """Give the name under which the log keeps who did something."""
    return f"staff:{who(request).pk}"


def note_down(request: HttpRequest, person_id: UUID, **details: object) -> None:
    """Write into the audit log what was done about the ties of a person."""
    staff.audit(who(request), "customers.merge", subject=f"customer:{person_id}", details=details)


def today_of(person_id: UUID) -> UUID:
    """Give what a former id means today. Raises Http404."""
    current = customers.current_person(person_id)
    if current is None or current == person_id:
        raise Http404
    return current


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
