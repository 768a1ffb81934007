# SPDX-License-Identifier: Apache-2.0
"""設定 > サービス, 設定 > レジ, and the settings of one shop. A change is kept with what was before, and can be taken back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries
from omotenashi.places.locations.models import Location
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.places import demand_at
from omotenashi.web.console.service import changes, forms, parts
from omotenashi.web.console.service.parts import Part
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import errors, toasts

_FORMS: dict[str, Any] = {
    "service": forms.ServiceForm, "tills": forms.TillsForm, "hours": forms.HoursForm, "pace": forms.PaceForm,
    "reasons": forms.ReasonsForm, "protection": forms.ProtectionForm, "access": forms.AccessForm,
    "position": forms.PositionForm,
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("fulfilment.policy")
def show_service(request: HttpRequest) -> HttpResponseBase:
    """What the house promises: how fast, how long, and who has the credit."""
    return _of_house(request, parts.SERVICE, "settings-service")


@require_http_methods(["GET", "POST"])
@needs("settings.edit")
def show_tills(request: HttpRequest) -> HttpResponseBase:
    """What tills may do without asking."""
    return _of_house(request, parts.TILLS, "settings-tills")


@require_http_methods(["GET", "POST"])
@needs("settings.edit")
def show_reasons(request: HttpRequest) -> HttpResponseBase:
    """What buyers are asked for as the reason."""
    return _of_house(request, parts.REASONS, "settings-reasons")


@require_GET
@needs("locations.view")
def show_shop(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """The settings of one place; what somebody may not change stands there all the same."""
    return _shop_page(request, _place(location_id))


@require_POST
@needs("locations.view")
def save_shop(request: HttpRequest, location_id: UUID, name: str) -> HttpResponse:
    """Change one part of a place."""
    place, part = _place(location_id), _part(name)
    if not demand_at(request, part.permission, place.pk):
        return errors.forbidden(request)
    form = _form(part, place, request.POST)
    if not form.is_valid():
        return _shop_page(request, place, wrong={name: form}, status=422)
    changes.change(request, part, form.said(), place=place, now=clock.now())
    return redirect(f"{reverse('console:shop-settings', args=[place.pk])}#{name}")


@require_POST
@needs("locations.view")
def save_picture(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Hang a shop's picture up; without one, take it down."""
    place, chosen = _place(location_id), request.FILES.get("picture")
    if not demand_at(request, parts.ACCESS.permission, place.pk):
        return errors.forbidden(request)
    try:
        picture = chosen.read(places.MOST_BYTES + 1) if chosen else None
        places.set_shop_picture(place.code, picture, now=clock.now())
    except places.BadPicture:
        toasts.add(request, _("Please choose a PNG, JPEG or WebP of at most 300 kB."), state="bad")
    else:
        subject, details = f"service:picture:{place.code}", {"picture": chosen is not None}
        staff.audit(who(request), parts.ACCESS.permission, subject=subject, details=details)
        toasts.add(request, _("Saved"))
    return redirect(f"{reverse('console:shop-settings', args=[place.pk])}#access")


@require_GET
@needs("locations.view")
def show_picture(_request: HttpRequest, location_id: UUID) -> HttpResponse:
    """The picture of a shop."""
    found = queries.shop_picture(location_id)
    if found is None:
        raise Http404
    return HttpResponse(found[0], content_type=found[1], headers={"X-Content-Type-Options": "nosniff"})


@require_POST
@needs("locations.view")
def undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Write what was there before a change. That is a change of its own."""
    entry = get_object_or_404(AuditEntry, pk=entry_id, was_allowed=True)
    found = changes.of_entry(entry)
    if found is None:
        raise Http404
    part, place = found
    if not demand_at(request, part.permission, place.pk if place else None):
        return errors.forbidden(request)
    changes.change(request, part, entry.details["before"], place=place, now=clock.now())
    return redirect("console:shop-settings", place.pk) if place else redirect(f"console:settings-{part.name}")


def _of_house(request: HttpRequest, part: Part, address: str) -> HttpResponse:
    form = _form(part, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes.change(request, part, form.said(), place=None, now=clock.now())
        return redirect(f"console:{address}")
    context = {
        "form": form, "tabs": tabs(request), "changes": changes.history((part,), place=None),
        "currency": queries.retailer().currency,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, f"console/service/{part.name}.html", context, status=status)


def _shop_page(
    request: HttpRequest, place: Location, *, wrong: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    found = {
        part.name: (wrong or {}).get(part.name) or _form(part, place, None, person=request.user)
        for part in parts.OF_A_SHOP
    }
    may = {part.name: changes.may_change(request.user, part, place) for part in parts.OF_A_SHOP}
    context = {
        "place": place, "forms": found, "may": may, "page": queries.shop_page(place.pk), "parts": parts.OF_A_SHOP,
        "changes": changes.history(parts.OF_A_SHOP, place=place), "may_any": any(may.values()),
    }  # fmt: skip
    return render(request, "console/service/shop.html", context, status=status)


def _form(part: Part, place: Location | None, posted: Any, *, person: Any = None) -> Any:
    initial = part.read(place.code if place else "", clock.now())
    may = person is None or changes.may_change(person, part, place)
    return _FORMS[part.name](posted, initial=initial, may=may, auto_id=f"{part.name}_%s")


def _place(location_id: UUID) -> Location:
    return get_object_or_404(Location.objects.exclude(kind="virtual"), pk=location_id)


def _part(name: str) -> Part:
    found = next((part for part in parts.OF_A_SHOP if part.name == name), None)
    if found is None:
        raise Http404
    return found
