# SPDX-License-Identifier: Apache-2.0
"""Customers by what they will be worth: columns, filters, rows and the file."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.insight.models import Prediction
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.web.console.customers.foreseen import between
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.console.reading import day, whole
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View
from omotenashi.web.ui.tags.formats import percent

SORTS = {"value": "value", "alive": "p_alive", "expected": "expected", "repeats": "repeats"}


def listing(*, currency: str, sight: Sight) -> Listing:
    """Describe the list."""
    return Listing(
        spec=spec(),
        parts=parts,
        matching=matching,
        rows=partial(rows, currency=currency, sight=sight),
        noun=_("customers"),
        export=reverse("console:ltv-forecast-export"),
        export_permission="customers.export",
        empty={"title": _("Nobody here"), "text": _("No customer matches these conditions.")},
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="ltv-forecast",
        search=_("Name, kana, phone, mail, member number"),
        sort="-value",
        columns=[
            Column("name", _("Name"), fixed=True, wide=True),
            Column("value", _("Value of 12 months"), kind="money", sort=True),
            Column("interval", _("80% interval")),
            Column("alive", _("Probability of being a customer"), sort=True),
            Column("expected", _("Purchases expected"), kind="number", sort=True),
            Column("spend", _("Spend per purchase"), kind="money"),
            Column("next", _("Next purchase")),
            Column("repeats", _("Repeat purchases"), kind="number", sort=True, shown=False),
        ],
        filters=[
            Filter("value", _("Value of 12 months"), kind="number"),
            Filter("alive", _("Probability of being a customer, percent"), kind="number"),
            Filter("repeats", _("Repeat purchases"), kind="number"),
            Filter("next", _("Next purchase"), kind="day"),
        ],
        views=[
            View("", _("All")),
            View("keep", _("Worth keeping: valuable and leaving"), query="alive_to=50&repeats_from=2&sort=-value"),
            View("loyal", _("Surely still customers"), query="alive_from=80&repeats_from=1&sort=-value"),
            View("once", _("Bought once: cannot be told yet"), query="repeats_to=0&sort=-value"),
        ],
    )


def parts(state: lists.ListState) -> list[Part]:
    """Give the rows in their order."""
    down = state.descending
    return [Part(matching(state), SORTS.get(state.sort_key, "value"), key="person_id", down=down, key_down=not down)]


def matching(state: lists.ListState) -> QuerySet[Any]:
    """Give the predictions that match."""
    low, high = whole(state.value("alive_from")), whole(state.value("alive_to"))
    bounds: Mapping[str, object] = {
        "value__gte": whole(state.value("value_from")),
        "value__lte": whole(state.value("value_to")),
        "repeats__gte": whole(state.value("repeats_from")),
        "repeats__lte": whole(state.value("repeats_to")),
        "p_alive__gte": None if low is None else low / 100,
        "p_alive__lte": None if high is None else high / 100,
        "next_date__gte": day(state.value("next_from")),
        "next_date__lte": day(state.value("next_to")),
    }
    found = Prediction.objects.filter(**{name: value for name, value in bounds.items() if value is not None})
    if state.q:
        found = found.filter(person_id__in=customers.search_profiles(state.q).values("person_id"))
    return found


def rows(keys: Sequence[UUID], *, currency: str, sight: Sight) -> list[lists.Row]:
    """Give the lines of one page: three reads, however many rows."""
    profiles = Profile.objects.in_bulk(list(keys))
    found = Prediction.objects.in_bulk(list(keys))
    erased = customers.erased_among(keys)
    return [_row(found[key], _name(key, profiles, erased, sight), currency) for key in keys if key in found]


def _name(key: UUID, profiles: Mapping[UUID, Profile], erased: Any, sight: Sight) -> str:
    if key in erased:
        return _("Erased person")
    return label(profiles[key], sight) if key in profiles else _("No name yet")


def _row(one: Prediction, name: str, currency: str) -> lists.Row:
    cells: dict[str, object] = {
        "name": name,
        "value": (one.value, currency),
        "interval": between(one.value_low, one.value_high, currency),
        "alive": percent(one.p_alive) if one.repeats else _("Bought once: cannot be told yet"),
        "expected": round(one.expected, 2),
        "spend": (one.spend, currency),
        "next": one.next_date.isoformat() if one.next_date else None,
        "repeats": one.repeats,
    }
    return lists.Row(id=str(one.pk), href=reverse("console:customer", args=[one.pk]), label=name, cells=cells)
