# SPDX-License-Identifier: Apache-2.0
"""試着取り置き: look whether they are there, lay them aside, the customer comes, and what is bought goes to the till."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment import queries
from omotenashi.commerce.fulfilment.models import TryOnHold
from omotenashi.people.customers import queries as customers
from omotenashi.web.register.work import words
from omotenashi.web.register.work.desk import Desk, at_desk

type Act = Callable[..., bool]


@require_GET
@at_desk("fulfilment.view")
def show_try_on(desk: Desk, hold_id: UUID) -> HttpResponse:
    """Show one hold with its next step."""
    hold = own(desk, hold_id)
    person = customers.person_of(hold.node_id)
    profile = customers.profile_of(person) if person else None
    return desk.page(
        "try_on", place="handover", hold=hold, lines=hold.lines.select_related("variant__product").order_by("variant__sku"),
        person=person, who=getattr(profile, "name", "") or "", left=words.left(hold.expires_at, now=desk.now),
        state=words.said(words.STATES, hold.state), is_late=desk.now >= hold.expires_at,
        no_shows=queries.no_shows_of(hold.node_id), journal=queries.steps_of([hold.pk]), code=queries.try_on_code(hold.pk),
        is_open=hold.state in ("requested", "confirmed", "ready", "visited"), may_extend=desk.now < hold.expires_at,
    )  # fmt: skip


@require_POST
@at_desk("try_ons.work")
def confirm(desk: Desk, hold_id: UUID) -> HttpResponse:
    """Somebody looked: they are there."""
    return _step(desk, hold_id, fulfilment.confirm_try_on, "confirmed")


@require_POST
@at_desk("try_ons.work")
def lay_aside(desk: Desk, hold_id: UUID) -> HttpResponse:
    """They are laid aside; the customer is told."""
    return _step(desk, hold_id, fulfilment.ready_try_on, "ready", said=_("Laid aside. The customer is told."))


@require_POST
@at_desk("try_ons.work")
def visit(desk: Desk, hold_id: UUID) -> HttpResponse:
    """The customer is here."""
    own(desk, hold_id)
    answer = _step(desk, hold_id, fulfilment.visit_try_on, "visited")
    return desk.to("work-try-on", hold_id) if answer["Location"] == reverse("register:work") else answer


@require_POST
@at_desk("try_ons.work")
def close(desk: Desk, hold_id: UUID) -> HttpResponse:
    """The customer has tried: what is bought is sold at the till next, the rest is free."""
    hold = own(desk, hold_id)
    lines = {line.variant_id: line.quantity for line in hold.lines.all()}
    bought = {variant: min(quantity, desk.number(f"n-{variant}")) for variant, quantity in lines.items()}
    bought = {variant: quantity for variant, quantity in bought.items() if quantity}
    try:
        fulfilment.close_try_on(hold.pk, bought=bought, key=f"{hold.pk}:closed", now=desk.now, actor=desk.actor)
    except fulfilment.NotNow:
        return _too_late(desk, hold)
    if not bought:
        return desk.to("work", said=_("All pieces are free again."))
    return desk.to("work-try-on", hold.pk)


@require_POST
@at_desk("try_ons.work")
def decline(desk: Desk, hold_id: UUID) -> HttpResponse:
    """The shop cannot: not found, or no time."""
    hold = own(desk, hold_id)
    reason = desk.request.POST.get("reason", "not_found")
    try:
        fulfilment.decline_try_on(
            hold.pk, reason=reason if reason in words.REJECTIONS else "busy", not_found=reason == "not_found",
            key=f"{hold.pk}:declined", now=desk.now, actor=desk.actor,
        )  # fmt: skip
    except fulfilment.NotNow:
        return _too_late(desk, hold)
    return desk.to("work", said=_("Declined. The customer is told."))


@require_POST
@at_desk("try_ons.work")
def release(desk: Desk, hold_id: UUID) -> HttpResponse:
    """Let the pieces go: the customer said they will not come."""
    return _step(desk, hold_id, fulfilment.cancel_try_on, "cancelled", said=_("All pieces are free again."))


@require_POST
@at_desk("try_ons.work")
def extend(desk: Desk, hold_id: UUID) -> HttpResponse:
    """Let them wait a day longer; the same form twice is one day."""
    hold = own(desk, hold_id)
    until = hold.expires_at + timedelta(days=1)
    try:
        fulfilment.extend_try_on(hold.pk, until=until, key=desk.key, now=desk.now, actor=desk.actor)
    except fulfilment.NotNow:
        return _too_late(desk, hold)
    return desk.to("work-try-on", hold.pk, said=_("They wait a day longer."))


def own(desk: Desk, hold_id: UUID) -> TryOnHold:
    """Give a hold of this shop. Raises Http404, OtherShop."""
    found = get_object_or_404(TryOnHold.objects.select_related("location"), pk=hold_id)
    desk.own(found.location_id)
    return found


def _step(desk: Desk, hold_id: UUID, act: Act, name: str, *, said: str = "") -> HttpResponse:
    hold = own(desk, hold_id)
    try:
        act(hold.pk, key=f"{hold.pk}:{name}", now=desk.now, actor=desk.actor)
    except fulfilment.NotNow:
        return _too_late(desk, hold)
    return desk.to("work", said=said)


def _too_late(desk: Desk, hold: TryOnHold) -> HttpResponse:
    hold.refresh_from_db(fields=["state"])
    now_it_is = words.said(words.STATES, hold.state)
    return desk.to(
        "work-try-on", hold.pk, said=_("This hold is “%(state)s” by now.") % {"state": now_it_is}, state="warn"
    )
