# SPDX-License-Identifier: Apache-2.0
"""The frame of every page of the register: four places a thumb reaches, the shop, the terminal, and the line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from omotenashi.people.staff import queries as staff
from omotenashi.web.register.access import Till


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the bar."""

    name: str
    icon: str
    label: Promise
    href: str
    permission: str


PLACES = (
    Place("sale", "receipt", gettext_lazy("Till"), "/register/", "sales.make"),
    Place("back", "undo", gettext_lazy("Returns"), "/register/returns/", "returns.receive"),
    Place("handover", "tray", gettext_lazy("Pick-ups"), "/register/work/", "fulfilment.view"),
    Place("stock", "box", gettext_lazy("Stock"), "/register/work/stock/", "products.view"),
    Place("shift", "check", gettext_lazy("Drawer"), "/register/work/shift/", "sales.make"),
)


def page(
    request: HttpRequest, till: Till, template: str, context: Mapping[str, Any] | None = None, *, place: str,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Show a page of the register inside its frame; `place` is where in the bar it stands."""
    places = [each for each in PLACES if staff.may(till.staff, each.permission)]
    said = {"till": till, "places": places, "place": place, **(context or {})}
    return render(request, f"register/{template}.html", said, status=status)
