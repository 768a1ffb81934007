# SPDX-License-Identifier: Apache-2.0
"""あなたの好み: the tags that were worked out about the member, each with what it stands on; a press takes one away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.people.customers.actions.cards import Card
from omotenashi.web.portal.membership.members import for_members
from omotenashi.web.ui import tastes as words
from omotenashi.web.ui import toasts


@require_http_methods(["GET", "POST"])
@for_members
def show_tastes(request: HttpRequest, card: Card) -> HttpResponse:
    """The tags; POST takes one away for 180 days."""
    now = clock.now()
    if request.method == "POST":
        axis, value = request.POST.get("axis", ""), request.POST.get("value", "")
        if insight.refuse_taste(node_id=card.node_id, axis=axis, value=value, now=now):
            toasts.add(
                request,
                _("It is gone, and does not come back for %(days)s days.") % {"days": queries.TASTE_KEPT_AWAY.days},
            )
        return redirect("portal:tastes")
    rows = [
        {"axis": tag.axis, "value": tag.value, "kind": words.axis_name(tag.axis),
         "name": words.value_name(tag.axis, tag.value), "why": words.acts(tag.counts)}
        for tag in queries.tastes_of(card.person_id, now=now)
    ]  # fmt: skip
    return render(request, "portal/membership/tastes.html", {"rows": rows, "days": queries.TASTE_KEPT_AWAY.days})
