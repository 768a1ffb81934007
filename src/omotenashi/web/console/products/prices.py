# SPDX-License-Identifier: Apache-2.0
"""Prices of one product: by list and variant, what held, what holds, and what is planned."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.actions.prices import PriceChange
from omotenashi.commerce.catalogue.models import Price, PriceList, Product, Variant
from omotenashi.places.locations.queries import channel_names
from omotenashi.web.ui.tags.icons import channel_name

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """One price of a variant in a list. `when`: past, now or planned."""

    amount: int
    start: datetime | None
    end: datetime | None
    when: str
    least: int


class PriceForm(forms.Form):
    """A price to set: for one variant or all, in a list, from a moment, perhaps until another."""

    sku = forms.ChoiceField(label=lazy("Variant"))
    price_list = forms.ChoiceField(label=lazy("Price list"))
    amount = forms.IntegerField(label=lazy("Price with tax"), min_value=0, max_value=2_000_000_000)
    start = forms.DateTimeField(label=lazy("Begins"), required=False, widget=_MOMENT, help_text=lazy("Empty: at once."))
    end = forms.DateTimeField(
        label=lazy("Ends"), required=False, widget=_MOMENT, help_text=lazy("Empty: until the next planned price.")
    )

    def __init__(self, *args: Any, variants: list[Variant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skus = [one.sku for one in variants]
        offered: dict[str, list[tuple[str, str]]] = {
            "sku": [(ALL, _("All variants")), *((one.sku, f"{one.sku} {one.name}") for one in variants)],
            "price_list": [(one.code, str(one)) for one in PriceList.objects.all()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def changes(self) -> list[PriceChange]:
        """Give what the action is asked for."""
        said = self.cleaned_data
        skus = self.skus if said["sku"] == ALL else [said["sku"]]
        return [
            PriceChange(sku=sku, amount=said["amount"], list=said["price_list"], start=said["start"], end=said["end"])
            for sku in skus
        ]


class ListForm(forms.Form):
    """A price list: for which channel, and how strong it is."""

    code = forms.RegexField(r"^[A-Za-z0-9_-]{2,40}$", label=lazy("Code"), help_text=lazy("Letters, digits, - and _"))
    name = forms.CharField(label=lazy("Name"), max_length=100)
    channel = forms.ChoiceField(label=lazy("Channel"), required=False)
    priority = forms.IntegerField(
        label=lazy("Strength"),
        min_value=0,
        max_value=10_000,
        initial=0,
        help_text=lazy("The higher one says the price."),
    )
    start = forms.DateTimeField(label=lazy("Begins"), required=False, widget=_MOMENT)
    end = forms.DateTimeField(label=lazy("Ends"), required=False, widget=_MOMENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("Every channel")), *((code, channel_name(code)) for code in channel_names())]
        self.fields["channel"].choices = offered  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        said = super().clean() or {}
        if said.get("start") and said.get("end") and said["end"] <= said["start"]:
            self.add_error("end", _("The end comes before the beginning."))
        return said


def context_of(product: Product, variants: list[Variant], *, now: datetime) -> dict[str, Any]:
    """Give the lists with the periods of each variant, and what holds now by channel: a read, and one a channel."""
    keys = [one.pk for one in variants]
    periods: dict[UUID, dict[UUID, list[Period]]] = defaultdict(lambda: defaultdict(list))
    lists: dict[UUID, PriceList] = {}
    found = Price.objects.filter(slot__variant_id__in=keys).select_related("slot__list__channel").order_by("valid")
    for price in found:
        lists[price.slot.list_id] = price.slot.list
        periods[price.slot.list_id][price.slot.variant_id].append(_period(price, now))
    channels = list(channel_names())
    held = {code: catalogue.prices_of(keys, channel=code, at=now) for code in channels}
    return {
        "product": product,
        "channels": channels,
        "now_rows": [(one, [held[code].get(one.pk) for code in channels]) for one in variants],
        "lists": [
            (one, [(variant, periods[one.pk][variant.pk]) for variant in variants if periods[one.pk][variant.pk]])
            for one in sorted(lists.values(), key=lambda each: (-each.priority, each.code))
        ],
    }


def _period(price: Price, now: datetime) -> Period:
    start, end = price.valid.lower, price.valid.upper
    when = "past" if end is not None and end <= now else "planned" if start is not None and start > now else "now"
    return Period(amount=price.amount, start=start, end=end, when=when, least=price.slot.min_quantity)
