# SPDX-License-Identifier: Apache-2.0
"""What stands above the list: each place with what it should order, and how much the forecast was worth on one's own sales."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from omotenashi.insight.models import DemandModel
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations.models import Location
from omotenashi.web.console.demand import words
from omotenashi.web.console.demand.scope import visible
from omotenashi.web.console.places import may_at
from omotenashi.web.ui.tags.formats import day, number, percent

_ORDER = Q(wanted__gt=0, accepted_at=None)
_SEND = Q(quantity__gt=0, accepted_at=None, source_id__isnull=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """A place with what was proposed for it. `may` says whether whoever looks may plan the transfer."""

    place: Location
    skus: int
    pieces: int
    at_stake: int
    gone: int
    sending: int
    bought: bool
    may: bool


def shops(person: Staff) -> list[Shop]:
    """Give each place with its sums: two reads."""
    found = visible(person).values("location_id").annotate(
        skus=Count("id", filter=_ORDER), pieces=Sum("wanted", filter=_ORDER, default=0),
        at_stake=Sum("at_stake", filter=_ORDER, default=0), gone=Count("id", filter=Q(free__lte=0, expected__gte=0.5)),
        sending=Sum("quantity", filter=_SEND, default=0), bought=Count("id", filter=_ORDER & Q(source_id=None)),
    ).order_by(F("at_stake").desc(), "location_id")  # fmt: skip
    places = Location.objects.in_bulk([one["location_id"] for one in found])
    return [
        Shop(
            place=place, skus=one["skus"], pieces=one["pieces"], at_stake=one["at_stake"], gone=one["gone"],
            sending=one["sending"], bought=bool(one["bought"]), may=may_at(person, "stock.work", place.pk),
        )
        for one in found
        if (place := places.get(one["location_id"]))
    ]  # fmt: skip


def figures(all_shops: list[Shop], model: DemandModel) -> list[tuple[str, object, str]]:
    """The numbers on top: label, value, note; money stays a number for the page to write."""
    skus, pieces = sum(one.skus for one in all_shops), sum(one.pieces for one in all_shops)
    return [
        (_("Proposals"), number(skus), _("%(pieces)s pieces") % {"pieces": number(pieces)}),
        (_("Can be sent from the warehouse now"), number(sum(one.sending for one in all_shops)), _("pieces")),
        (_("Sold out although asked for"), number(sum(one.gone for one in all_shops)), _("SKUs in a place")),
        (_("Forecast for"), number(model.series), _("SKUs in a place, as of %(day)s") % {"day": model.as_of}),
    ]


def basis(all_shops: list[Shop], model: DemandModel) -> dict[str, object]:
    """「この数字の根拠」 of what is at stake."""
    facts = {"series": number(model.series), "skus": number(sum(one.skus for one in all_shops))}
    return {
        "formula": _("Sum over all SKUs of what is expected to be asked for and not be there until the next delivery, times the price."),
        "population": _("%(series)s SKUs in a place; %(skus)s with a proposal") % facts,
        "source": _("Forecast %(version)s on sales, stock ledger and transfers") % {"version": model.version},
        "as_of": day(model.as_of),
        "rows_href": "#rows",
    }  # fmt: skip


def contest(model: DemandModel) -> dict[str, Any]:
    """How the methods did on what was kept back, and who serves which rhythm."""
    told = model.told
    # A database keeps no order of keys.
    methods = dict(sorted(told.get("methods", {}).items(), key=lambda one: one[1]["squared"]))
    winners = {one["winner"] for one in told.get("classes", {}).values()}
    return {
        "methods": [_method(name, marks, name in winners) for name, marks in methods.items()],
        "classes": [_class(name, one) for name, one in told.get("classes", {}).items() if one["series"]],
        "origins": told.get("origins", 0), "horizon": told.get("horizon", 0), "judged": told.get("series", 0),
        "out_days": told.get("out_days", 0),
    }  # fmt: skip


def _method(name: str, marks: dict[str, Any], serves: bool) -> tuple[str, bool, list[str]]:
    cells = [
        *(percent(marks[key]) if marks[key] is not None else "—" for key in ("wape_weeks", "wape")),
        f"{marks['mase']:.3f}" if marks["mase"] is not None else "—",
        percent(marks["bias"]) if marks["bias"] is not None else "—",
    ]
    return words.said(words.METHODS, name), serves, cells


def _class(name: str, one: dict[str, Any]) -> tuple[str, list[str]]:
    shares = [percent(one[key], 0) if one[key] is not None else "—" for key in ("coverage_week", "coverage_month")]
    mine, base = one["methods"].get(one["winner"]), one["methods"].get("naive")
    gain = "—"
    if mine and base and base["squared"]:
        gain = percent(1 - mine["squared"] / base["squared"], 0)
    return words.said(words.KINDS, name), [
        number(one["series"]),
        words.said(words.METHODS, one["winner"]),
        gain,
        *shares,
    ]
