# SPDX-License-Identifier: Apache-2.0
"""Who stands at which till: staff who are signed in, on a device that was bound to a shop they may act for.

The binding is a signed cookie with the code of a device. Shop and terminal of every call come from it, never from what
a script says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from omotenashi.people.staff import actions as staff_actions
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Device, Location
from omotenashi.web.ui import errors

COOKIE, _SALT, _TEN_YEARS = "omotenashi_till", "register.till", 10 * 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Till:
    """The device, its shop, and who works at it."""

    device: Device
    staff: Staff

    @property
    def shop(self) -> Location:
        """The shop the device stands in."""
        return self.device.location

    @property
    def terminal(self) -> str:
        """The code of the terminal, as it stands on receipts and in keys."""
        return self.device.code


type View[**P] = Callable[Concatenate[HttpRequest, Till, P], HttpResponseBase]
type Guarded[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def shops_of(person: Staff) -> QuerySet[Location]:
    """Give the shops somebody may act for: their own, or all of them for the head office."""
    shops = Location.objects.filter(kind__in=("store", "showroom"), closed_at=None).order_by("code")
    if person.role == staff.Role.HEADQUARTERS:
        return shops
    return shops.filter(pk=person.location_id) if person.location_id else shops.none()


def colleagues(till: Till) -> list[Staff]:
    """Give who may have advised a customer here: who works in this shop, and who sells without a shop of their own."""
    found = Staff.objects.filter(dismissed_at=None).filter(Q(location=till.shop) | Q(location=None))
    return [one for one in found.order_by("name", "pk") if staff.may(one, "sales.make")]


def bind(response: HttpResponse, device: Device, *, is_secure: bool) -> HttpResponse:
    """Make the browser that asked this till."""
    response.set_signed_cookie(
        COOKIE, device.code, salt=_SALT, max_age=_TEN_YEARS, httponly=True, samesite="Lax", secure=is_secure
    )
    return response


def device_of(request: HttpRequest) -> Device | None:
    """Give the till that this browser is, unless it was retired or its shop has closed."""
    code = request.get_signed_cookie(COOKIE, default=None, salt=_SALT)
    if not code:
        return None
    found = Device.objects.select_related("location").filter(code=code, retired_at=None)
    return found.filter(location__closed_at=None).first()


def at_till[**P](permission: str) -> Callable[[View[P]], Guarded[P]]:
    """Let only staff with a permission, on a till of a shop they may act for, see a page; it is given the `Till`.

    Strangers go to the sign-in, an unbound device to the choice of its shop; a refusal is written down and answered.
    """

    def decorate(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            till, wrong = _till(request, permission)
            if till is not None:
                return view(request, till, *args, **kwargs)
            if wrong in ("no_device", "other_shop"):
                return redirect("register:device")
            return errors.forbidden(request)

        return login_required(guarded)  # type: ignore[return-value]  # its stubs know no parameters

    return decorate


def at_till_json[**P](permission: str) -> Callable[[View[P]], Guarded[P]]:
    """Guard a call of the till's script as `at_till` guards a page: it is answered in JSON."""

    def decorate(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return refusal(401, "signed_out", _("You are signed out. Sign in again; the basket is kept."))
            till, wrong = _till(request, permission)
            if till is not None:
                return view(request, till, *args, **kwargs)
            if wrong == "no_device":
                return refusal(409, wrong, _("This device belongs to no shop yet."))
            if wrong == "other_shop":
                return refusal(403, wrong, _("This till stands in a shop that you do not act for."))
            return refusal(403, wrong, _("You may not do this. Ask the shop manager."))

        return guarded  # type: ignore[return-value]  # mypy forgets that a function has a first argument

    return decorate


def refusal(status: int, code: str, message: str, **more: object) -> JsonResponse:
    """Say no to a script, with a lasting code and words for whoever stands there."""
    return JsonResponse({"code": code, "message": message, **more}, status=status)


def may(till: Till, permission: str, *, request: HttpRequest) -> bool:
    """Say whether who works here may do something more, and write it down."""
    return staff_actions.audit(till.staff, permission, subject=request.path, details={"terminal": till.terminal})


def _till(request: HttpRequest, permission: str) -> tuple[Till | None, str]:
    person = request.user
    assert isinstance(person, Staff)  # noqa: S101  # signed in, so one of ours
    device = device_of(request)
    if not staff.may(person, permission):
        wrong = "forbidden"
    elif device is None:
        return None, "no_device"
    elif not shops_of(person).filter(pk=device.location_id).exists():
        wrong = "other_shop"
    else:
        return Till(device, person), ""
    staff_actions.audit(person, permission, subject=request.path, details={"method": request.method, "why": wrong})
    return None, wrong
