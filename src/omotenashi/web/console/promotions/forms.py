# SPDX-License-Identifier: Apache-2.0
"""What the campaign editor asks for, and what becomes of it."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base import clock
from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.actions import CampaignRecord
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.places.locations.queries import channel_names, location_names
from omotenashi.web.console.promotions.words import KINDS
from omotenashi.web.ui.tags.icons import channel_name

_LISTS = ("skus", "products", "categories", "excluded")
_CHOICES = ("channels", "locations", "modes", "ranks")
MODES = (("pickup", lazy("Fetched at a shop")), ("order_in", lazy("Ordered in to a shop")), ("ship", lazy("Sent home")))
_FLAGS = ("members_only", "first_order", "birthday")
_NUMBERS = ("min_spend", "min_quantity", "buy", "get")
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _number(label: Any, help_text: Any = "", *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=2_000_000_000, help_text=help_text
    )


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=2000, help_text=help_text)


class CampaignForm(forms.Form):
    """One campaign: what it does, for what, for whom, where, when and how much of it."""

    name = forms.CharField(label=lazy("Name"), max_length=100)
    code = forms.RegexField(r"^[A-Za-z0-9_-]{2,40}$", label=lazy("Code"), help_text=lazy("Letters, digits, - and _"))
    kind = forms.ChoiceField(label=lazy("What it does"), choices=list(KINDS.items()))
    value = forms.DecimalField(
        label=lazy("How much"), min_value=0, max_value=100_000_000, decimal_places=2, required=False,
        help_text=lazy("Percent, an amount in yen, a price, or a number of points, as the kind says."),
    )  # fmt: skip
    buy = _number(lazy("Buy"), lazy("Only for “buy some, get some”."))
    get = _number(lazy("Get"))
    gift_sku = forms.CharField(label=lazy("SKU of the gift"), max_length=100, required=False)
    skus = _words(lazy("Only these SKUs"), lazy("Separated by spaces. Empty: all goods."))
    products = _words(lazy("Only these products"), lazy("Codes, separated by spaces."))
    categories = _words(lazy("Only these categories"), lazy("Separated by commas."))
    excluded = _words(lazy("Not these SKUs or products"), "")
    min_spend = _number(lazy("From an amount of"))
    min_quantity = _number(lazy("From so many pieces"))
    by_coupon = forms.BooleanField(label=lazy("Only with a coupon"), required=False)
    members_only = forms.BooleanField(label=lazy("Only members"), required=False)
    first_order = forms.BooleanField(label=lazy("Only the first order"), required=False)
    birthday = forms.BooleanField(label=lazy("Only in the month of birth"), required=False)
    ranks = forms.MultipleChoiceField(label=lazy("Ranks"), required=False, widget=forms.CheckboxSelectMultiple)
    channels = forms.MultipleChoiceField(label=lazy("Channels"), required=False, widget=forms.CheckboxSelectMultiple)
    locations = forms.MultipleChoiceField(label=lazy("Shops"), required=False, widget=forms.CheckboxSelectMultiple)
    modes = forms.MultipleChoiceField(
        label=lazy("Only goods that are"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("A benefit for fetching at the shop goes by itself when delivery is chosen."),
    )  # fmt: skip
    begins_at = forms.DateTimeField(label=lazy("Begins"), required=False, widget=_MOMENT)
    ends_at = forms.DateTimeField(label=lazy("Ends"), required=False, widget=_MOMENT)
    cap_amount = _number(lazy("Budget"), lazy("What it may take off in all."))
    cap_count = _number(lazy("Most uses"))
    per_customer = _number(lazy("Most uses of one customer"), least=1)
    most = _number(lazy("Most off one order"))
    priority = forms.IntegerField(
        label=lazy("Order of reckoning"), min_value=0, max_value=10_000, initial=100, help_text=lazy("Smaller first.")
    )
    stack_group = forms.CharField(
        label=lazy("Stacking group"),
        max_length=40,
        required=False,
        help_text=lazy("Of one group only the best counts."),
    )

    def __init__(self, *args: Any, fixed_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_code:
            del self.fields["code"]
        self.fixed_code = fixed_code
        offered: dict[str, list[tuple[str, str]]] = {
            "channels": [(code, channel_name(code)) for code in channel_names()],
            "locations": list(location_names().items()),
            "modes": [(mode, str(label)) for mode, label in MODES],
            "ranks": [(tier.code, tier.name) for tier in queries.programme(clock.now()).tiers],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, and a kind without what it needs."""
        said = super().clean() or {}
        begins, ends = said.get("begins_at"), said.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end comes before the beginning."))
        kind = said.get("kind")
        if kind in ("percent", "amount", "points_rate", "points_bonus") and not said.get("value"):
            self.add_error("value", _("Say how much."))
        if kind == "percent" and said.get("value") and said["value"] > 100:  # percent
            self.add_error("value", _("No more than 100 percent."))
        if kind == "bundle" and not (said.get("buy") and said.get("get")):
            self.add_error("buy", _("Say how many to buy and how many to get."))
        if kind == "gift" and not said.get("gift_sku"):
            self.add_error("gift_sku", _("Name the gift."))
        return said

    def record(self) -> CampaignRecord:
        """Give the campaign as the action takes it; what says nothing is left out of the terms."""
        said = self.cleaned_data
        scale = 100 if said["kind"] == "points_rate" else 1
        terms: dict[str, Any] = {"kind": said["kind"], "value": int((said.get("value") or Decimal()) * scale)}
        terms |= {name: said[name] for name in (*_NUMBERS, *_FLAGS, *_CHOICES) if said.get(name)}
        terms |= {name: found for name in _LISTS if (found := _listed(name, said.get(name, "")))}
        terms |= {name: said[name] for name in ("gift_sku", "most") if said.get(name)}
        kept = (
            "name",
            "by_coupon",
            "priority",
            "stack_group",
            "begins_at",
            "ends_at",
            "cap_amount",
            "cap_count",
            "per_customer",
        )
        return CampaignRecord(code=self.fixed_code or said["code"], terms=terms, **{name: said[name] for name in kept})


def initial_of(row: Campaign) -> dict[str, Any]:
    """Give what stands in the form for a campaign that exists."""
    terms = row.terms
    said: dict[str, Any] = {
        name: terms.get(name) for name in (*_NUMBERS, *_FLAGS, *_CHOICES, "gift_sku", "most", "kind")
    }
    said |= {name: (", " if name == "categories" else " ").join(terms.get(name, ())) for name in _LISTS}
    value = Decimal(terms.get("value", 0))
    said["value"] = value / 100 if terms.get("kind") == "points_rate" else value
    for name in (
        "name",
        "by_coupon",
        "priority",
        "stack_group",
        "begins_at",
        "ends_at",
        "cap_amount",
        "cap_count",
        "per_customer",
    ):
        said[name] = getattr(row, name)
    return said


class BatchForm(forms.Form):
    """How many codes, for where, until when."""

    count = forms.IntegerField(label=lazy("How many codes"), min_value=1, max_value=1_000_000, initial=100)
    channel = forms.ChoiceField(label=lazy("Given out in"), required=False)
    expires_at = forms.DateTimeField(label=lazy("Good until"), required=False, widget=_MOMENT)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "—"), *((code, channel_name(code)) for code in channel_names())]
        self.fields["channel"].choices = offered  # type: ignore[attr-defined]  # a field of choices


def _listed(name: str, text: str) -> list[str]:
    parts = re.split(r"[,、]" if name == "categories" else r"[\s,、]+", text)
    return [part.strip() for part in parts if part.strip()]
