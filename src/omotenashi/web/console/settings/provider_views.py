# SPDX-License-Identifier: Apache-2.0
"""設定 > 決済会社: the keys of a provider, entered, tested, changed and removed; never shown again."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.commerce.payments import actions as payments
from omotenashi.commerce.payments import queries
from omotenashi.commerce.payments.models import ProviderAccount
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts

STRIPE = "stripe"


@require_GET
@needs("payments.settings")
def show_providers(request: HttpRequest) -> HttpResponse:
    """Which company takes money for us, and how it was last tested."""
    account = ProviderAccount.objects.select_related("set_by").filter(pk=STRIPE).first()
    context = {
        "account": account,
        "is_fixed": STRIPE in settings.PAYMENT_PROVIDERS,
        "is_simulated": queries.is_simulated(),
        "webhook": request.build_absolute_uri(reverse("payments:hook", args=[STRIPE])),
        "both": account is not None and account.before_until is not None and clock.now() < account.before_until,
        "tabs": tabs(request),
    }
    answer = render(request, "console/settings/providers.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("payments.settings")
def create_account(request: HttpRequest, provider: str) -> HttpResponse:
    """Enter keys, or change those that are given. They are tested at once."""
    given = {name: request.POST.get(name, "")[:500] for name in ("secret", "publishable", "webhook")}
    try:
        payments.set_account(provider, given, staff_id=who(request).pk, now=clock.now())
    except payments.UnknownProvider:
        raise Http404 from None
    except ValueError:
        toasts.add(request, _("Without the secret key nothing can be asked of the provider."), state="bad")
        return redirect("console:settings-providers")
    changed = sorted(name for name, value in given.items() if value.strip())
    staff.audit(who(request), "payments.settings", subject=f"provider:{provider}", details={"changed": changed})
    return _tested(request, provider)


@require_POST
@needs("payments.settings")
def create_test(request: HttpRequest, provider: str) -> HttpResponse:
    """Ask the provider whether the keys open the account."""
    staff.audit(who(request), "payments.settings", subject=f"provider:{provider}", details={"tested": True})
    return _tested(request, provider)


@require_POST
@needs("payments.settings")
def create_removal(request: HttpRequest, provider: str) -> HttpResponse:
    """Forget the keys; charges that are under way keep the provider."""
    try:
        was_there = payments.remove_account(provider)
    except payments.StillWaiting as waiting:
        told = _("%(number)s payments are under way there; wait until they are paid or given up.")
        toasts.add(request, told % {"number": waiting.number}, state="bad")
        return redirect("console:settings-providers")
    if was_there:
        staff.audit(who(request), "payments.settings", subject=f"provider:{provider}", details={"removed": True})
        toasts.add(request, _("The keys are forgotten; the simulator stands in their place."), state="warn")
    return redirect("console:settings-providers")


def _tested(request: HttpRequest, provider: str) -> HttpResponse:
    wrong = payments.test_account(provider, now=clock.now())
    if wrong:
        toasts.add(request, _("The provider does not take these keys: %(why)s") % {"why": wrong[:120]}, state="bad")
    else:
        toasts.add(request, _("The provider answers: the keys are good."))
    return redirect("console:settings-providers")
