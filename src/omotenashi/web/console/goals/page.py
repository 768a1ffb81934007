# SPDX-License-Identifier: Apache-2.0
"""A row a shop: its sales of the month and the worth of its customers, each with its goal and how far it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import goals_of
from omotenashi.web.console.exporting import written

KINDS = ("sales", "ltv")


@dataclass(frozen=True, slots=True)
class Bar:
    """What was reached of a goal. `share` is 1 at the goal; None without one. `field` names its input."""

    field: str
    value: float
    goal: int | None
    href: str
    typed: str | None = None

    @property
    def share(self) -> float | None:
        """The part that is reached."""
        return self.value / self.goal if self.goal else None

    @property
    def width(self) -> float:
        """The length of the bar in hundredths; one beyond its goal is full."""
        return min(100.0, max(0.0, (self.share or 0) * 100))


@dataclass(frozen=True, slots=True)
class Row:
    """A shop."""

    place: Location
    sales: Bar
    ltv: Bar
    helped: float
    customers: int
    people: str


def shops() -> list[Location]:
    """Give the places that can have a goal: shops with a till."""
    return list(Location.objects.filter(kind=Location.Kind.STORE).order_by("code"))


def rows(month: date, *, now: datetime, today: date, typed: Mapping[str, str] | None = None) -> list[Row]:
    """Give every shop with what the lake knows of the month; two questions for all of them."""
    first, last = month, min(end_of(month), today)
    span = {"from": first.isoformat(), "to": last.isoformat()}
    sold = _by_place("store-figures", {**span, "tax": "incl"}, now)
    helped = _by_place("shop-customers", span, now)
    year = {"as_of": last.isoformat()}
    worth = _by_place("shop-customers", year, now)
    goals = goals_of(month)
    return [
        Row(
            place=place,
            sales=_bar("sales", place, sold.get(place.code, {}).get("sales", 0), goals,
                       href=_figure("store-figures", {**span, "tax": "incl"}), typed=typed),
            ltv=_bar("ltv", place, worth.get(place.code, {}).get("ltv", 0), goals, href=_figure("shop-customers", year),
                     typed=typed),
            helped=helped.get(place.code, {}).get("helped", 0),
            customers=worth.get(place.code, {}).get("customers", 0),
            people=f"{reverse('console:figure_people', args=['shop-customers'])}?"
            + urlencode({**year, "cell.location": place.code}),
        )
        for place in shops()
    ]  # fmt: skip


def table(rows: list[Row], *, currency: str) -> Iterator[list[str]]:
    """Give the rows of a file, money in major units; the first one names the columns."""
    money = partial(written, kind="money", currency=currency)
    sales, worth, goal = _("Sales of the shop"), _("LTV of its customers"), _("Goal: %(what)s")
    yield [
        _("Code"),
        _("Shop"),
        sales,
        goal % {"what": sales},
        worth,
        goal % {"what": worth},
        _("Helped elsewhere"),
        _("Customers"),
    ]
    for row in rows:
        amounts = (row.sales.value, row.sales.goal, row.ltv.value, row.ltv.goal, row.helped)
        said = [money(None if one is None else round(one)) for one in amounts]
        yield [row.place.code, row.place.name, *said, str(row.customers)]


def end_of(month: date) -> date:
    """Give the last day of the month that begins on a day."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _by_place(name: str, values: Mapping[str, str], now: datetime) -> dict[str, dict[str, Any]]:
    return {row["location"]: row for row in insight.ask(name=name, values=values, now=now).rows}


def _bar(
    kind: str, place: Location, value: float, goals: Mapping[tuple[UUID, str], int], *, href: str,
    typed: Mapping[str, str] | None,
) -> Bar:  # fmt: skip
    field = f"{kind}:{place.pk}"
    return Bar(field, value, goals.get((place.pk, kind)), href, (typed or {}).get(field))


def _figure(name: str, values: Mapping[str, str]) -> str:
    return f"{reverse('console:figure', args=[name])}?{urlencode(values)}"
