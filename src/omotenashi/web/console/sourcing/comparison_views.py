# SPDX-License-Identifier: Apache-2.0
"""比較: another strategy on past orders, carried out by the worker. It may be left, found again, called off and exported."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.sourcing import actions as sourcing
from omotenashi.commerce.sourcing import queries
from omotenashi.commerce.sourcing.models import Comparison, Decision
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import channel_names, retailer
from omotenashi.web.console import exporting
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.sourcing import comparing
from omotenashi.web.console.sourcing.forms import StrategyForm, initial_of
from omotenashi.web.console.sourcing.views import strategy_page
from omotenashi.web.console.sourcing.words import strategy_name
from omotenashi.web.ui import toasts


@require_POST
@needs("sourcing.view")
def create_comparison(request: HttpRequest) -> HttpResponse:
    """Have the strategy of the form tried on past orders."""
    form = StrategyForm(request.POST)
    if not form.is_valid():
        return strategy_page(request, form, status=422)
    if not Decision.objects.exists():
        toasts.add(request, _("There are no past orders to try it on yet."), state="info")
        return strategy_page(request, form)
    channels, now = channel_names(), clock.now()
    channel = "EC" if "EC" in channels else next(iter(channels), "")
    key = sourcing.ask_comparison(
        form.strategy(), channel=channel, most=int(form.cleaned_data["most"] or form.USUAL), by=who(request).name, now=now
    )  # fmt: skip
    return redirect("console:sourcing-comparison", key)


@require_GET
@needs("sourcing.view")
def show_comparison(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """How far it is, and what came out so far."""
    found = get_object_or_404(Comparison, pk=comparison_id)
    used, wanted = queries.strategy_in_use(), sourcing.strategy_of(found.other)
    context = {
        "found": found, "used_name": strategy_name(found.used["name"]), "currency": retailer().currency,
        "form": StrategyForm(initial=initial_of(wanted)), "told": comparing.told(wanted),
        "may_edit": may(request.user, "sourcing.edit"), "differing": comparing.differing(found),
        "is_used": (used.name, used.rules, dict(used.costs)) == (wanted.name, wanted.rules, dict(wanted.costs)),
        **comparing.context_of(found), **_progress(found),
    }  # fmt: skip
    return render(request, "console/sourcing/comparison.html", context)


@require_GET
@needs("sourcing.view")
def show_progress(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """The bar alone, as it is asked for every second; the end brings the page with what came out."""
    return _bar(request, get_object_or_404(Comparison, pk=comparison_id))


@require_POST
@needs("sourcing.view")
def create_cancellation(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """Call it off; what was planned up to then stays."""
    sourcing.cancel_comparison(comparison_id, now=clock.now())
    return _bar(request, get_object_or_404(Comparison, pk=comparison_id))


@require_POST
@needs("sourcing.view")
def export_comparison(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """What both did with each order, as a file. It is written down who took it."""
    found = get_object_or_404(Comparison, pk=comparison_id)
    details = {"comparison": str(found.pk), "rows": len(found.orders)}
    staff.audit(who(request), "sourcing.view", subject="sourcing-comparison", details=details)
    return exporting.sheet("sourcing-comparison", comparing.lines(found))


def _bar(request: HttpRequest, found: Comparison) -> HttpResponse:
    answer = render(request, "console/sourcing/progress.html", {"found": found, **_progress(found)})
    if not found.is_going:
        answer["HX-Refresh"] = "true"
    return answer


def _progress(found: Comparison) -> dict[str, str]:
    label, state = comparing.progress(found)
    return {"label": label, "state": state}
