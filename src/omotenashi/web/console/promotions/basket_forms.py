# SPDX-License-Identifier: Apache-2.0
"""A basket to try campaigns on: goods, who buys, where, how and when. It stands in the address and is kept nowhere."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.commerce.loyalty import queries
from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.places.locations.queries import channel_names, location_names
from omotenashi.web.console.promotions.forms import MODES
from omotenashi.web.ui.tags.icons import channel_name

ROWS = 4
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class BasketForm(forms.Form):
    """Everything the engine asks about."""

    who = forms.ChoiceField(label=lazy("Who buys"), required=False)
    first_order = forms.BooleanField(label=lazy("It is the first order"), required=False)
    birthday = forms.BooleanField(label=lazy("It is the month of birth"), required=False)
    channel = forms.ChoiceField(label=lazy("Channel"), required=False)
    location = forms.ChoiceField(label=lazy("Shop"), required=False)
    mode = forms.ChoiceField(label=lazy("How the goods are received"), required=False)
    at = forms.DateTimeField(label=lazy("When"), required=False, widget=_MOMENT)
    coupons = forms.MultipleChoiceField(
        label=lazy("Coupons that are shown"), required=False, widget=forms.CheckboxSelectMultiple
    )
    points = forms.IntegerField(label=lazy("Points used"), required=False, min_value=0, max_value=10_000_000)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ranks = [
            (f"rank:{t.code}", t.name) for t in sorted(queries.programme(now).tiers, key=lambda one: one.threshold)
        ]
        by_coupon = Campaign.objects.filter(by_coupon=True, stopped_at=None).order_by("priority", "code")
        offered: dict[str, list[tuple[str, str]]] = {
            "who": [("", _("A guest")), *ranks],
            "channel": [(code, channel_name(code)) for code in channel_names()],
            "location": [("", "—"), *location_names().items()],
            "mode": [("", _("Carried out of the shop")), *((mode, str(label)) for mode, label in MODES)],
            "coupons": list(by_coupon.values_list("code", "name")[:30]),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices
        for n in range(ROWS):
            attrs = {"list": "skus", "autocomplete": "off", "placeholder": _("SKU")}
            self.fields[f"sku_{n}"] = forms.CharField(
                label=_("Goods"), max_length=100, required=False, widget=forms.TextInput(attrs)
            )
            self.fields[f"pieces_{n}"] = forms.IntegerField(
                label=_("Pieces"), required=False, min_value=1, max_value=999, initial=1
            )

    @property
    def goods(self) -> list[tuple[Any, Any]]:
        """The rows of goods."""
        return [(self[f"sku_{n}"], self[f"pieces_{n}"]) for n in range(ROWS)]

    def wanted(self) -> list[tuple[str, int]]:
        """Give what lies in it."""
        said = self.cleaned_data
        return [
            (said[f"sku_{n}"].strip(), said.get(f"pieces_{n}") or 1)
            for n in range(ROWS)
            if said.get(f"sku_{n}", "").strip()
        ]
