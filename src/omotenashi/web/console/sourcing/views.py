# SPDX-License-Identifier: Apache-2.0
"""引当方針: the strategy in use, the one in the form, and what was tried on past orders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.sourcing import queries as sourcing
from omotenashi.commerce.sourcing.actions import choose_strategy
from omotenashi.commerce.sourcing.models import Comparison, StrategyVersion
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.sourcing.comparing import told
from omotenashi.web.console.sourcing.forms import StrategyForm, initial_of
from omotenashi.web.console.sourcing.words import strategy_name
from omotenashi.web.ui import toasts

VERSIONS = 10


@require_GET
@needs("sourcing.view")
def show_strategy(request: HttpRequest) -> HttpResponse:
    """The strategy in use, and a form with another one."""
    return strategy_page(request, StrategyForm(initial=initial_of(sourcing.strategy_in_use())))


@require_POST
@needs("sourcing.edit")
def create_strategy(request: HttpRequest) -> HttpResponse:
    """Use the strategy of the form from now on; decisions made before keep theirs."""
    form = StrategyForm(request.POST)
    if not form.is_valid():
        return strategy_page(request, form, status=422)
    wanted = form.strategy()
    costs = {} if wanted.rules else dict(wanted.costs)
    choose_strategy(name=wanted.name, rules=wanted.rules, costs=costs, now=clock.now())
    details = {"rules": list(wanted.rules), "costs": costs}
    staff.audit(who(request), "sourcing.edit", subject=f"strategy:{wanted.name}", details=details)
    toasts.add(request, _("“%(name)s” chooses from now on.") % {"name": wanted.name})
    return redirect("console:sourcing")


def strategy_page(request: HttpRequest, form: StrategyForm, *, status: int = 200) -> HttpResponse:
    """Show the form, with the strategy in use and what was tried beside it."""
    used = sourcing.strategy_in_use()
    context = {
        "form": form, "told": told(used), "used_name": strategy_name(used.name), "may_edit": may(request.user, "sourcing.edit"),
        "versions": list(StrategyVersion.objects.all()[:VERSIONS]),
        "comparisons": list(Comparison.objects.defer("orders")[:VERSIONS]),
    }  # fmt: skip
    return render(request, "console/sourcing/strategy.html", context, status=status)
