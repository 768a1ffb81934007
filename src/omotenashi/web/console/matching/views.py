# SPDX-License-Identifier: Apache-2.0
"""名寄せ: look at a pair, decide by key, go on to the next; and the queue as a file."""

import csv
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.text.spreadsheets import guarded
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import matching
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff import queries as known
from omotenashi.web.console import frame
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.why_views import actor
from omotenashi.web.console.customers.words import refusal
from omotenashi.web.console.matching import page, queue, summary
from omotenashi.web.ui import toasts


@require_GET
@needs("customers.merge")
def show_queue(request: HttpRequest) -> HttpResponse:
    """The queue, and one pair of it beside: the one that is named, else the first."""
    state, sight = queue.State.read(request.GET), Sight.of(request.user)
    found = queue.pairs(state)
    here = next((one for one in found if one.pk == state.pair), found[0] if found else None)
    place = found.index(here) if here else 0
    context = {
        "asked": state,
        "rows": queue.rows(found, state, here=here.pk if here else None, sight=sight),
        "sorts": queue.SORTS.items(),
        "leasts": queue.LEASTS,
        "place": place + 1,
        "before": state.url(found[place - 1].pk) if place else "",
        "after": state.url(found[place + 1].pk) if place + 1 < len(found) else "",
        "stopped": customers.values_to_review().count() + customers.frozen_persons().count(),
        "may_export": known.may(request.user, "customers.export"),
        **summary.about(by=actor(request)),
        **((page.pair(here, sight=sight) or {}) if here else {}),
    }
    return render(request, "console/matching/queue.html", context)


@require_POST
@needs("customers.merge")
def create_decision(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Join, keep apart or put off, and go on to the next pair."""
    state = queue.State.read(request.POST)
    onward = _next(state, pair_id)
    now, by, asked = clock.now(), actor(request), request.POST.get("decision", "")
    if asked == "join":
        decided = matching.accept(pair_id, by=by, now=now, money_on_both=summary.money_on_both(pair_id))
    elif asked == "apart":
        decided = matching.reject(pair_id, by=by, now=now)
    else:
        decided = matching.postpone(pair_id, now=now)
    staff.audit(who(request), "customers.merge", subject=f"suggestion:{pair_id}", details={"decision": decided.outcome})
    frame.forget()
    _tell(request, decided.outcome, pair_id)
    return redirect(reverse("console:matches") + state.url(onward))


@require_POST
@needs("customers.merge")
def create_undo(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Take a decision back and look at the pair again."""
    done = matching.undo(pair_id, by=actor(request), now=clock.now())
    staff.audit(who(request), "customers.merge", subject=f"suggestion:{pair_id}", details={"undone": done})
    frame.forget()
    toasts.add(request, _("Taken back.") if done else _("Nothing was changed."), state="good" if done else "warn")
    return redirect(reverse("console:matches") + f"?pair={pair_id}")


@require_GET
@needs("customers.export")
def export_queue(request: HttpRequest) -> HttpResponse:
    """The queue as CSV, as it is filtered."""
    state, sight = queue.State.read(request.GET), Sight.of(request.user)
    rows = queue.rows(queue.pairs(state), state, here=None, sight=sight)
    staff.audit(who(request), "customers.export", subject="suggestions", details={"rows": len(rows)})
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="suggestions.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([_("One"), _("Other"), _("Probability")])
    writer.writerows([*(guarded(name) for name in row.names), f"{row.probability:.4f}"] for row in rows)
    return answer


def _next(state: queue.State, pair_id: UUID) -> UUID | None:
    """Give the pair behind this one, or the one before where it was the last."""
    keys = [one.pk for one in queue.pairs(state)]
    place = keys.index(pair_id) if pair_id in keys else 0
    rest = keys[place + 1 :] + keys[:place][::-1]
    return rest[0] if rest else None


def _tell(request: HttpRequest, outcome: str, pair_id: UUID) -> None:
    undo = reverse("console:match-undo", args=[pair_id])
    words = {
        "joined": _("One person now."),
        "apart": _("Kept apart: they will not be joined."),
        "later": _("Put at the end."),
        "waiting": _("Both hold points: a second person must say yes."),
    }
    if outcome in words:
        toasts.add(request, words[outcome], state="warn" if outcome == "waiting" else "good", undo=undo)
    elif outcome == "gone":
        toasts.add(request, _("Somebody has decided this pair already."), state="warn")
    else:
        toasts.add(request, refusal(outcome), state="warn")
