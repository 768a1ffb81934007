# SPDX-License-Identifier: Apache-2.0
"""設定 > APIキー: keys for machines. The secret is shown once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions
from omotenashi.people.staff.models import ApiKey, Staff
from omotenashi.people.staff.queries import Role
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.settings import decisions
from omotenashi.web.console.settings.forms import KeyForm
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts


@require_http_methods(["GET", "POST"])
@needs("api_keys.edit")
def show_keys(request: HttpRequest) -> HttpResponse:
    """The keys, and a form for a new one."""
    form = KeyForm(request.POST or None, roles=decisions.grantable(who(request).role))
    secret, wrong = "", False
    if request.method == "POST":
        if form.is_valid():
            key, secret = actions.issue_key(**form.cleaned_data, issued_by=who(request))
            actions.audit(who(request), "api_keys.edit", subject=f"key:{key.prefix}", details={"issued": key.role})
            form = KeyForm(roles=decisions.grantable(who(request).role))
        wrong = form.is_bound
    keys = ApiKey.objects.select_related("issued_by").order_by("-issued_at")
    shown = [(key, str(Staff.ROLE_NAMES[Role(key.role)])) for key in keys]
    context = {"form": form, "secret": secret, "keys": shown, "tabs": tabs(request)}
    answer = render(request, "console/settings/keys.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("api_keys.edit")
def create_revocation(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End a key. A second press changes nothing."""
    key = get_object_or_404(ApiKey, pk=key_id)
    if key.revoked_at is None:
        actions.revoke_key(key_id=key.id, now=clock.now())
        actions.audit(who(request), "api_keys.edit", subject=f"key:{key.prefix}", details={"revoked": key.name})
    toasts.add(request, _("The key %(name)s opens nothing any more.") % {"name": key.name})
    return redirect("console:settings-keys")
