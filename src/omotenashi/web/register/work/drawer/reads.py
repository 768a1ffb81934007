# SPDX-License-Identifier: Apache-2.0
"""The drawer as its pages show it: figures of a shift in the words of the slip, and the shifts of a shop."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from omotenashi.base import clock
from omotenashi.commerce.payments import queries as payments
from omotenashi.commerce.payments.models import Shift
from omotenashi.commerce.payments.queries import ShiftFigures
from omotenashi.places.locations.models import Location
from omotenashi.web.register.work import words
from omotenashi.web.register.work.desk import Desk

SIZE = 30


def find(desk: Desk, shift_id: UUID) -> Shift:
    """Give a shift of this shop. Raises Http404, OtherShop."""
    rows = Shift.objects.select_related("location", "opened_by", "closed_by")
    found = get_object_or_404(rows, pk=shift_id)
    desk.own(found.location_id)
    return found


def running(desk: Desk) -> Shift | None:
    """Give the shift in which this terminal is."""
    return payments.open_shift_of(location_id=desk.shop.pk, terminal=desk.till.terminal)


def last_closed(desk: Desk) -> Shift | None:
    """Give the last shift of this terminal that was closed: its count is what one finds in the drawer."""
    found = Shift.objects.filter(location=desk.shop, terminal=desk.till.terminal, closed_at__isnull=False)
    return found.order_by("-number").first()


def shifts(shop: Location, *, since: datetime | None, until: datetime | None, terminal: str = "") -> QuerySet[Shift]:
    """Give the shifts of a shop, the newest first; of some days, of one terminal."""
    found = Shift.objects.filter(location=shop).select_related("opened_by", "closed_by")
    if since:
        found = found.filter(opened_at__gte=since)
    if until:
        found = found.filter(opened_at__lt=until)
    if terminal:
        found = found.filter(terminal=terminal)
    return found.order_by("-opened_at", "-number")


def terminals(shop: Location) -> list[str]:
    """Give the terminals of a shop that ever had a shift."""
    return list(Shift.objects.filter(location=shop).order_by("terminal").values_list("terminal", flat=True).distinct())


def slip(shift: Shift) -> dict[str, Any]:
    """Give what the slip of 点検 and 精算 says."""
    figures = payments.figures_of(shift.pk)
    sold, back = sum(figures.sales.values()), sum(figures.refunds.values())
    return {
        "shift": shift,
        "sales": _named(figures.sales),
        "refunds": _named(figures.refunds),
        "sold": sold,
        "given_back": back,
        "net": sold - back,
        "cash": _cash(figures),
        "expected": figures.expected,
        "entries": shift.entries.select_related("staff").filter(kind__in=("pay_in", "pay_out")).order_by("at"),
        "counted": _counted(shift),
    }


def denominations(currency: str) -> list[tuple[int, str]]:
    """Give the coins and notes one counts, the largest first, each with the name of its field."""
    return [(face, f"f-{face}") for face in payments.faces_of(currency)]


def day_begins(text: str) -> datetime | None:
    """Read a day of the calendar as its first moment; None for what is no day."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clock.JST)
    except ValueError:
        return None


def _named(amounts: Mapping[str, int]) -> list[tuple[str, int]]:
    ordered = sorted(amounts.items(), key=lambda pair: (list(words.TENDERS).index(pair[0]), pair[0]))
    return [(words.said(words.TENDERS, kind), amount) for kind, amount in ordered]


def _cash(figures: ShiftFigures) -> list[tuple[str, int]]:
    return [(words.said(words.CASH, kind), figures.cash.get(kind, 0)) for kind in words.CASH]


def _counted(shift: Shift) -> list[tuple[int, int, int]]:
    """Give face, number and amount of what was counted at the end."""
    counted: dict[str, int] = shift.counted or {}
    rows = [(int(face), int(number)) for face, number in counted.items() if int(number)]
    return [(face, number, face * number) for face, number in sorted(rows, reverse=True)]
