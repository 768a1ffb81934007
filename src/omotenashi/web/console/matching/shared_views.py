# SPDX-License-Identifier: Apache-2.0
"""共有の値と凍結: values that blocked themselves and wait for a look, and persons that grew too large to be joined."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import blocking
from omotenashi.people.customers.models import BlockedValue, Person
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers import words
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.customers.page import shown_key
from omotenashi.web.console.customers.why_views import actor
from omotenashi.web.ui import toasts

MOST = 200


@require_GET
@needs("customers.merge")
def show_shared(request: HttpRequest) -> HttpResponse:
    """What waits for a look, the oldest first."""
    sight = Sight.of(request.user)
    frozen = customers.frozen_persons().select_related("profile")[:MOST]
    context = {
        "values": [_value(one, sight) for one in customers.values_to_review()[:MOST]],
        "frozen": [_frozen(one, sight) for one in frozen],
        "most_persons": blocking.MOST_PERSONS,
    }
    return render(request, "console/matching/shared.html", context)


@require_POST
@needs("customers.merge")
def create_review(request: HttpRequest, blocked_id: UUID) -> HttpResponse:
    """Keep a value blocked, or let it join people again."""
    waiting = get_object_or_404(customers.values_to_review(), pk=blocked_id)
    keep = request.POST.get("decision") != "lift"
    blocking.review(waiting.pk, keep=keep, by=actor(request), now=clock.now())
    details = {"blocked": str(waiting.pk), "kept": keep}
    staff.audit(who(request), "customers.merge", subject=f"blocked:{waiting.pk}", details=details)
    toasts.add(request, _("It stays blocked: it joins nobody.") if keep else _("It joins people again."))
    return redirect("console:match-shared")


def _value(one: BlockedValue, sight: Sight) -> dict[str, Any]:
    known = one.node is not None and one.node.value is not None
    shown = (
        shown_key(one.node, sight) if one.node is not None and known else f"#{bytes(one.value_hash or b'').hex()[:12]}"
    )
    return {"id": one.pk, "name": words.key_name(one.type), "code": words.key_channel(one.type), "value": shown,
            "at": one.added_at}  # fmt: skip


def _frozen(one: Person, sight: Sight) -> dict[str, Any]:
    profile = getattr(one, "profile", None)
    name = label(profile, sight) if profile else str(one.pk)
    return {"id": one.pk, "name": name, "keys": one.node_count, "joins": one.merge_count, "at": one.frozen_at}
