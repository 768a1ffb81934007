# SPDX-License-Identifier: Apache-2.0
"""Make a tablet or a phone the till of a shop, or let it be none."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff_actions
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Device, Location
from omotenashi.web.register import access
from omotenashi.web.ui import errors


@require_GET
@login_required
def show_device(request: HttpRequest) -> HttpResponse:
    """Show the shops somebody may act for with their tills, and which one this is."""
    person = request.user
    assert isinstance(person, Staff)  # noqa: S101  # signed in, so one of ours
    if not staff.may(person, "fulfilment.work"):
        staff_actions.audit(person, "fulfilment.work", subject=request.path)
        return errors.forbidden(request)
    here, shops = access.device_of(request), list(access.shops_of(person))
    return render(request, "register/device.html", {"person": person, "here": here, "shops": _with_tills(shops)})


@require_POST
@login_required
def choose_device(request: HttpRequest) -> HttpResponse:
    """Bind this browser to a till of a shop, or to a new one."""
    person = request.user
    assert isinstance(person, Staff)  # noqa: S101  # signed in, so one of ours
    shop = access.shops_of(person).filter(code=request.POST.get("shop", "")).first()
    if shop is None or not staff_actions.audit(person, "fulfilment.work", subject=f"shop:{request.POST.get('shop')}"):
        return errors.forbidden(request)
    code = request.POST.get("terminal", "")
    known = Device.objects.select_related("location").filter(code=code, location=shop, retired_at=None).first()
    device = known or _new_till(shop)
    return access.bind(redirect("register:sale"), device, is_secure=request.is_secure())


def _new_till(shop: Location) -> Device:
    """Register the next till: T01, T02 … over all shops, because its code names it on receipts and in keys."""
    key = locations.register_till(location=shop.code, now=clock.now())
    return Device.objects.select_related("location").get(pk=key)


def _with_tills(shops: Sequence[Location]) -> list[dict[str, Any]]:
    tills: dict[Any, list[Device]] = {}
    for device in Device.objects.filter(location__in=shops, kind__in=("till", "tablet"), retired_at=None):
        tills.setdefault(device.location_id, []).append(device)
    return [{"shop": shop, "tills": tills.get(shop.pk, [])} for shop in shops]
