# SPDX-License-Identifier: Apache-2.0
"""見た目と法定表記: the house's colour, logo and legal pages, with how they look before they are saved."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import actions, queries
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.settings.brand_form import BrandForm
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts

OURS = "#2b51aa"


@require_http_methods(["GET", "POST"])
@needs("settings.edit")
def show_brand(request: HttpRequest) -> HttpResponseBase:
    """Show it; POST saves colour and pages, and the logo where one was chosen."""
    kit, house = queries.kit(), queries.retailer()
    if request.method != "POST":
        legal = dict(kit.legal) if kit else {}
        form = BrandForm(initial={"colour": house.colour, "privacy": kit.privacy if kit else "", **legal})
        return _page(request, form)
    form = BrandForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _save(form)
    except actions.BadPicture as bad:
        words = {"big": _("This picture is too big: at most 300 kB."), "kind": _("Please choose a PNG, JPEG or WebP.")}
        form.add_error("logo", words[bad.reason])
        return _page(request, form, status=422)
    staff.audit(who(request), "settings.edit", subject="brand", details={"colour": form.cleaned_data["colour"]})
    toasts.add(request, _("Saved"))
    return redirect("console:settings-brand")


@require_POST
@needs("settings.edit")
def remove_logo(request: HttpRequest) -> HttpResponse:
    """Take the logo down; the name stands in its place."""
    actions.set_logo(None, now=clock.now())
    staff.audit(who(request), "settings.edit", subject="brand", details={"logo": False})
    toasts.add(request, _("Saved"))
    return redirect("console:settings-brand")


@require_GET
@needs("settings.edit")
def show_preview(request: HttpRequest) -> HttpResponse:
    """How a colour would look, by day and by night."""
    return render(request, "console/settings/brand_preview.html", _look(request.GET.get("colour", "")))


def _save(form: BrandForm) -> None:
    now, said = clock.now(), form.cleaned_data
    legal = {name: said[name].strip() for name in queries.LEGAL}
    if said["logo"] is not None:
        actions.set_logo(said["logo"].read(actions.MOST_BYTES + 1), now=now)
    actions.set_brand(colour=said["colour"], legal=legal, privacy=said["privacy"].strip(), now=now)


def _page(request: HttpRequest, form: BrandForm, *, status: int = 200) -> HttpResponse:
    look = _look(str(form["colour"].value() or ""))
    context = {"form": form, "tabs": tabs(request), "legal": [form[name] for name in queries.LEGAL], **look}
    return render(request, "console/settings/brand.html", context, status=status)


def _look(typed: str) -> dict[str, object]:
    chosen = queries.colour(typed) if typed else ""
    return {
        "house": queries.retailer(), "css": queries.brand_css(chosen or "").removeprefix(":root"), "is_wrong": chosen is None,
        "picker": chosen or OURS, "schemes": ("light", "dark"),
    }  # fmt: skip
