# SPDX-License-Identifier: Apache-2.0
"""One act in the back room: who does it, in which shop, when. What belongs to another shop is refused and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.people.staff import actions as staff_actions
from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.register.access import Till, at_till
from omotenashi.web.register.frame import page
from omotenashi.web.ui import errors, toasts

type View[**P] = Callable[Concatenate["Desk", P], HttpResponseBase]
type Guarded[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class OtherShop(Exception):
    """The thing belongs to another shop: not for who works here."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A request of somebody at a till of a shop."""

    request: HttpRequest
    till: Till
    now: datetime

    @property
    def shop(self) -> Location:
        """The shop the till stands in."""
        return self.till.shop

    @property
    def staff(self) -> Staff:
        """Who works here."""
        return self.till.staff

    @property
    def actor(self) -> str:
        """Who works here, as journals say it."""
        return f"staff:{self.till.staff.pk}"

    @property
    def key(self) -> str:
        """The key of the form that was sent: the same form twice is one act."""
        return f"work:{self.request.POST.get('key', '')[:60]}"

    def may(self, permission: str) -> bool:
        """Say whether who works here may do something more."""
        return staff.may(self.staff, permission)

    def allowed(self, permission: str) -> bool:
        """Say whether who works here may do something more, and write a refusal down."""
        if self.may(permission):
            return True
        staff_actions.audit(self.staff, permission, subject=self.request.path, details={"terminal": self.till.terminal})
        return False

    def forbidden(self) -> HttpResponse:
        """Answer what somebody may not do."""
        return errors.forbidden(self.request)

    def own(self, location_id: UUID | None) -> None:
        """Go on only if a thing is this shop's. Raises OtherShop."""
        if location_id != self.shop.pk:
            raise OtherShop

    def number(self, name: str, *, most: int = 99_999) -> int:
        """Read a whole number from the form; what is no number is 0."""
        return whole(self.request.POST.get(name, ""), most=most) or 0

    def page(self, name: str, *, place: str, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with a page of the back room, which stands at a place of the register's bar."""
        given = {"shop": self.shop, "key": new_id(), **self._mays(), **context}
        return page(self.request, self.till, f"work/{name}", given, place=place, status=status)

    def part(self, name: str, **context: Any) -> HttpResponse:
        """Answer with a part of a page."""
        return render(self.request, f"register/work/{name}.html", {**self._mays(), **context})

    def _mays(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "may_work": self.may("fulfilment.work"),
            "may_try_on": self.may("try_ons.work"),
            "may_stock": self.may("stock.work"),
            "may_approve": self.may("stock.approve"),
        }

    def to(self, name: str, *args: object, said: str = "", state: str = "good") -> HttpResponse:
        """Go to a page, and say something there."""
        if said:
            toasts.add(self.request, said, state=state)
        return redirect(reverse(f"register:{name}", args=args))

    def back(self, name: str, *args: object, said: str = "", state: str = "good") -> HttpResponse:
        """Go back to the page the form stood on, where it names one of ours; else to a page."""
        wanted = self.request.POST.get("back", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) or not urlsplit(wanted).path.startswith("/"):
            return self.to(name, *args, said=said, state=state)
        if said:
            toasts.add(self.request, said, state=state)
        return redirect(wanted)


def whole(text: str, *, most: int = 99_999) -> int | None:
    """Read a whole number as people type it, full-width and grouped too; None when it is none, or too large."""
    plain = text.strip().replace(",", "").replace("，", "")
    if not plain.isdecimal() or len(plain) > 12:
        return None
    return int(plain) if int(plain) <= most else None


def at_desk[**P](permission: str) -> Callable[[View[P]], Guarded[P]]:
    """Hand a view its desk; let in who `access.at_till` lets in. Things of another shop are refused, and it is kept."""

    def decorate(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, till: Till, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                return view(Desk(request=request, till=till, now=clock.now()), *args, **kwargs)
            except OtherShop:
                details = {"method": request.method, "why": "other_shop", "terminal": till.terminal}
                staff_actions.audit(till.staff, permission, subject=request.path, details=details, is_theirs=False)
                return errors.forbidden(request)

        return never_cache(at_till(permission)(guarded))

    return decorate
