# SPDX-License-Identifier: Apache-2.0
"""設定 > チャネル > LINE のメニュー: one page for each audience with the form, the phone and what was published."""

import base64
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import ChatMenu
from omotenashi.engagement.messaging.queries import menus as rules
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages.menus import drawing, reading, words
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts
from omotenashi.web.ui.prints import Unprintable


@require_http_methods(["GET", "POST"])
@needs("settings.edit")
def show_menu(request: HttpRequest, audience: str) -> HttpResponse:
    """Show it; POST publishes what was entered. What LINE would refuse stands in the form with the reason."""
    if audience not in words.audiences():
        raise Http404
    before = ChatMenu.objects.filter(audience=audience).order_by("-made_at", "-id").first()
    menu = rules.read(before.content) if before else reading.starter(audience)
    if request.method != "POST":
        return _page(request, audience, menu, before)
    now = clock.now()
    try:
        menu = reading.entered(request.POST)
        period = reading.period(request.POST, now=now)
        made = messaging.publish_menu(
            audience, menu.kept(), picture=_picture(request, menu, before), begins_at=period.begins_at,
            ends_at=period.ends_at, staff_id=who(request).pk, now=now,
        )  # fmt: skip
    except rules.BadMenu as bad:
        return _page(request, audience, menu, before, wrong=words.wrong(bad), status=422)
    staff.audit(who(request), "settings.edit", subject=f"menu:{audience}", details={"menu": str(made.pk)})
    toasts.add(request, _("It is being published; LINE shows it within seconds."))
    return redirect("console:sending-menu", audience)


@require_POST
@needs("settings.edit")
def show_preview(request: HttpRequest, audience: str) -> HttpResponse:
    """The phone with what stands in the form."""
    before = ChatMenu.objects.filter(audience=audience).order_by("-made_at", "-id").first()
    try:
        menu = reading.entered(request.POST)
    except rules.BadMenu:
        raise Http404 from None
    return render(request, "console/messages/menus/phone.html", _phone(request, menu, before))


@require_GET
@needs("messages.view")
def show_picture(request: HttpRequest, menu_id: UUID) -> HttpResponse:
    """The picture of a menu as it was published; it never changes."""
    del request
    menu = get_object_or_404(ChatMenu, pk=menu_id)
    answer = HttpResponse(bytes(menu.image), content_type=menu.image_type)
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


@require_GET
@needs("settings.edit")
def show_history(request: HttpRequest, audience: str) -> HttpResponse:
    """What was published, while LINE is told of it."""
    return render(request, "console/messages/menus/history.html", _history(audience))


@require_POST
@needs("settings.edit")
def create_end(request: HttpRequest, menu_id: UUID) -> HttpResponse:
    """Take a menu away."""
    menu = get_object_or_404(ChatMenu.objects.defer("image"), pk=menu_id)
    if messaging.withdraw_menu(menu.pk, now=clock.now()):
        staff.audit(who(request), "settings.edit", subject=f"menu:{menu.audience}", details={"ended": str(menu.pk)})
        toasts.add(request, _("It is being taken away."), state="warn")
    return redirect("console:sending-menu", menu.audience)


@require_POST
@needs("settings.edit")
def create_try(request: HttpRequest, menu_id: UUID) -> HttpResponse:
    """Offer LINE once more what it refused."""
    menu = get_object_or_404(ChatMenu.objects.defer("image"), pk=menu_id)
    if messaging.try_menu_again(menu.pk):
        toasts.add(request, _("It is offered once more."))
    return redirect("console:sending-menu", menu.audience)


def _picture(request: HttpRequest, menu: rules.Menu, before: ChatMenu | None, *, ppi: int = drawing.FULL) -> bytes:
    """Give the picture: drawn, brought now, or brought the last time. Raises BadMenu."""
    if menu.is_drawn:
        try:
            return drawing.picture(menu, ppi=ppi)
        except Unprintable as lost:
            raise rules.BadMenu("letters") from lost
    file = request.FILES.get("picture")
    if file is not None:
        return bytes(file.read(rules.MOST_BYTES + 1))
    if before is None or before.content.get("is_drawn", True):
        raise rules.BadMenu("missing")
    return bytes(before.image)


def _page(
    request: HttpRequest, audience: str, menu: rules.Menu, before: ChatMenu | None, *, wrong: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    context = {
        "tabs": tabs(request), "audience": audience, "menu": menu, "wrong": wrong, "areas": reading.fields(menu),
        "audiences": words.audiences().items(), "layouts": [(one, words.layout(one)) for one in rules.LAYOUTS.values()],
        "kinds": words.kinds().items(), "pages": words.pages().items(), "icons": words.icons().items(),
        "is_simulated": queries.is_simulated("line"), "origin": queries.policy().origin,
        "has_own": bool(before and not before.content.get("is_drawn", True)), "said": request.POST,
        **_phone(request, menu, before), **_history(audience),
    }  # fmt: skip
    return render(request, "console/messages/menus/page.html", context, status=status)


def _history(audience: str) -> dict[str, Any]:
    found = reading.history(audience, now=clock.now())
    return {"history": found, "audience": audience, "is_busy": any(one["is_busy"] for one in found)}


def _phone(request: HttpRequest, menu: rules.Menu, before: ChatMenu | None) -> dict[str, Any]:
    """Give the phone: the picture, and over each area what it does."""
    lacks, image = "", ""
    try:
        data = _picture(request, menu, before, ppi=drawing.SMALL)
        if not menu.is_drawn:
            rules.fitting(data, menu.layout)
        kind = "image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"
        image = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    except rules.BadMenu as bad:
        lacks = words.wrong(bad)
    return {
        "phone": {
            "image": image, "lacks": lacks, "bar": menu.bar, "is_open": menu.is_open, "house": places.retailer().name,
            "ratio": f"{rules.WIDE}/{menu.layout.height}", "areas": reading.areas(menu),
        }
    }  # fmt: skip
