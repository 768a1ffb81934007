# SPDX-License-Identifier: Apache-2.0
"""引当方針: the strategy in use, the one in the form, and both on the same past orders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.actions import choose_strategy
from omotenashi.commerce.sourcing.models import StrategyVersion
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import channel_names, retailer
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.sourcing.comparing import compared, told
from omotenashi.web.console.sourcing.forms import StrategyForm, initial_of
from omotenashi.web.console.sourcing.words import strategy_name
from omotenashi.web.ui import toasts

VERSIONS = 10


@require_GET
@needs("sourcing.view")
def show_strategy(request: HttpRequest) -> HttpResponse:
    """The strategy in use, a form with another, and, once asked, both on past orders."""
    form = StrategyForm(request.GET) if "name" in request.GET else None
    if form is None:
        return _page(request, StrategyForm(initial=initial_of(sourcing.strategy_in_use())))
    return _page(request, form, compares=True)


@require_POST
@needs("sourcing.edit")
def create_strategy(request: HttpRequest) -> HttpResponse:
    """Use the strategy of the form from now on; decisions made before keep theirs."""
    form = StrategyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted = form.strategy()
    costs = {} if wanted.rules else dict(wanted.costs)
    choose_strategy(name=wanted.name, rules=wanted.rules, costs=costs, now=clock.now())
    details = {"rules": list(wanted.rules), "costs": costs}
    staff.audit(who(request), "sourcing.edit", subject=f"strategy:{wanted.name}", details=details)
    toasts.add(request, _("“%(name)s” chooses from now on.") % {"name": wanted.name})
    return redirect("console:sourcing")


def _page(request: HttpRequest, form: StrategyForm, *, compares: bool = False, status: int = 200) -> HttpResponse:
    used = sourcing.strategy_in_use()
    channel = "EC" if "EC" in channel_names() else next(iter(channel_names()), "")
    found = compared(used, form.strategy(), channel=channel, now=clock.now()) if compares and form.is_valid() else None
    context = {
        "form": form, "used": used, "told": told(used), "used_name": strategy_name(used.name), "compares": compares, "found": found,
        "versions": list(StrategyVersion.objects.all()[:VERSIONS]), "currency": retailer().currency,
        "may_edit": may(request.user, "sourcing.edit"),
    }  # fmt: skip
    return render(request, "console/sourcing/strategy.html", context, status=status)
