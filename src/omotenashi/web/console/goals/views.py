# SPDX-License-Identifier: Apache-2.0
"""店舗目標: a month of all shops, the goals set in one go, and taken back by one press."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.people.staff.queries import may
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.queries import goals_of, retailer, zone
from omotenashi.web.console import exporting
from omotenashi.web.console.access import demand, needs, who
from omotenashi.web.console.goals import page
from omotenashi.web.ui import errors, toasts

# A trillion yen: more is a slip of the hand.
_MOST = 10**12
_SUBJECT = "goals"
type Wanted = dict[tuple[UUID, str], int | None]


@require_http_methods(["GET", "POST"])
@needs("measures.view")
def show_goals(request: HttpRequest) -> HttpResponse:
    """A month of all shops beside their goals; posted, the goals from that month on."""
    month = _month(request.GET.get("month", ""))
    if request.method != "POST":
        return _page(request, month)
    if not demand(request, "locations.edit"):
        return errors.forbidden(request)
    wanted, wrong = _read(request.POST, goals_of(month))
    if wrong:
        toasts.add(request, _("Please write goals as whole amounts."), state="bad")
        return _page(request, month, typed=request.POST.dict(), status=422)
    _set(request, wanted, month)
    return redirect(_address(month))


@require_GET
@needs("measures.view")
def export_goals(request: HttpRequest) -> HttpResponse:
    """A month of all shops as a file."""
    month, now = _month(request.GET.get("month", "")), clock.now()
    if not staff.audit(request.user, "measures.export", subject="goals-file", details={"month": month.isoformat()}):
        return errors.forbidden(request)
    rows = page.rows(month, now=now, today=clock.day_of(now, zone=zone()))
    return exporting.sheet("goals", page.table(rows, currency=retailer().currency))


@require_POST
@needs("locations.edit")
def undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Set the goals that held before a change; that is a change of its own."""
    entry = get_object_or_404(AuditEntry, pk=entry_id, was_allowed=True, subject=_SUBJECT)
    if "before" not in entry.details:
        raise Http404
    month = date.fromisoformat(entry.details["month"])
    _set(request, {_key(field): amount for field, amount in entry.details["before"].items()}, month)
    return redirect(_address(month))


def _page(
    request: HttpRequest, month: date, *, typed: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    today = clock.day_of(now, zone=zone())
    found = page.rows(month, now=now, today=today, typed=typed)
    context = {
        "rows": found, "month": month, "currency": retailer().currency, "today": today,
        "earlier": _address(month, -1),
        "later": _address(month, 1) if page.end_of(month) < today else "",
        "export": _address(month, name="goals-export") if found and may(request.user, "measures.export") else "",
        "is_now": month == today.replace(day=1), "may_edit": may(request.user, "locations.edit"),
        "has_goals": any(row.sales.goal or row.ltv.goal for row in found),
    }  # fmt: skip
    return render(request, "console/goals/goals.html", context, status=status)


def _set(request: HttpRequest, wanted: Wanted, month: date) -> None:
    held = goals_of(month)
    changed = {key: amount for key, amount in wanted.items() if held.get(key) != amount}
    if not changed:
        toasts.add(request, _("Nothing was changed."), state="info")
        return
    places.set_goals(changed, month=month)
    details = {
        "month": month.isoformat(),
        "before": {_field(key): held.get(key) for key in changed},
        "after": {_field(key): amount for key, amount in changed.items()},
    }
    staff.audit(who(request), "locations.edit", subject=_SUBJECT, details=details)
    entry = AuditEntry.objects.filter(subject=_SUBJECT).values_list("pk", flat=True)[0]
    toasts.add(request, _("Saved. It holds from now on."), undo=reverse("console:goals-undo", args=[entry]))


def _read(said: Mapping[str, str], held: Mapping[tuple[UUID, str], int]) -> tuple[Wanted, bool]:
    """Read every input; an empty one takes a goal away. Say whether something could not be read."""
    wanted: Wanted = {}
    wrong = False
    for place in page.shops():
        for kind in page.KINDS:
            text = said.get(f"{kind}:{place.pk}")
            if text is None:
                continue
            amount = _amount(text)
            wrong = wrong or (amount is None and bool(text.strip()))
            if amount is not None or (place.pk, kind) in held:
                wanted[place.pk, kind] = amount
    return wanted, wrong


def _amount(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip().lstrip("¥").removesuffix("円")
    return int(plain) if plain.isdecimal() and 0 < int(plain) <= _MOST else None


def _month(text: str) -> date:
    """Read "2026-11"; anything else is this month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.day_of(clock.now(), zone=zone()).replace(day=1)


def _address(month: date, step: int = 0, *, name: str = "goals") -> str:
    number = month.year * 12 + month.month - 1 + step
    return f"{reverse(f'console:{name}')}?month={number // 12:04}-{number % 12 + 1:02}"


def _field(key: tuple[UUID, str]) -> str:
    return f"{key[1]}:{key[0]}"


def _key(field: str) -> tuple[UUID, str]:
    kind, _sep, place = field.partition(":")
    return UUID(place), kind
