# SPDX-License-Identifier: Apache-2.0
"""The need behind a plan, and the form that makes a plan of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from omotenashi.commerce.catalogue.models import Product, ProductPlan
from omotenashi.insight import queries as insight
from omotenashi.web.console.demand.unmet_page import Asked

# What a planner begins with where the record cannot say how many buy.
GUESS = 5
MOST = 10_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What was wanted: by how many persons within so many days, who did not get it; and the share who buy, where it is known."""

    kind: str
    word: str
    persons: int
    events: int
    days: int
    share: float | None
    low: float | None
    high: float | None
    worth: int | None


def need_of(asked: Asked, query: Mapping[str, str], *, now: datetime) -> Need | None:
    """Find the need that the address names."""
    word, product = query.get("word", ""), query.get("product", "")
    for one in insight.unmet_needs(now=now, days=asked.days, location_id=asked.location_id).needs:
        mine = one.asked
        if (mine.kind, mine.word, str(mine.product_id or "")) != (asked.kind, word, product) or one.left <= 0:
            continue
        low, high = one.share.interval() if one.share is not None and one.share.asked < MOST else (None, None)
        title = Product.objects.filter(pk=mine.product_id).first() if mine.product_id else None
        return Need(
            kind=mine.kind, word=str(title) if title else word, persons=one.left, events=mine.events, days=asked.days,
            share=one.share.mean if one.share else None, low=low, high=high, worth=mine.worth,
        )  # fmt: skip
    return None


class PlanForm(forms.Form):
    """A product that is thought of. The share stands as the record says it until the planner says another one."""

    name = forms.CharField(label=lazy("Name of the product"), max_length=120)
    price = forms.IntegerField(label=lazy("Price it would have (yen)"), min_value=0, max_value=MOST)
    share = forms.FloatField(
        label=lazy("Share who buy (%)"),
        min_value=0,
        max_value=100,
        help_text=lazy("Of those who asked and did not get it."),
    )
    months = forms.IntegerField(label=lazy("Months of the first order"), min_value=1, max_value=24)
    lot = forms.IntegerField(label=lazy("Lot of the maker (pieces)"), min_value=1, max_value=100_000)
    note = forms.CharField(label=lazy("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Any = None, *, need: Need) -> None:
        self.need = need
        self.known = round((need.share if need.share is not None else GUESS / 100) * 100, 1)
        first = {"name": need.word, "price": need.worth or 0, "share": self.known, "months": 3, "lot": 10}
        super().__init__(data, initial=first)

    def foreseen(self) -> Any:
        """What it may sell, by what was filled in; by what stands there at first where nothing was, or not rightly."""
        from omotenashi.insight.demand.planning import Basis, foreseen

        said = {name: self.initial[name] for name in ("share", "months", "lot")}
        if self.is_bound and self.is_valid():
            said |= {name: self.cleaned_data[name] for name in said}
        own = self._is_assumed(said["share"])
        low, high = (None, None) if own else (self.need.low, self.need.high)
        share = said["share"] / 100 if own or self.need.share is None else self.need.share
        basis = Basis(persons=self.need.persons, days=self.need.days, share=share, low=low, high=high)
        return foreseen(basis, months=said["months"], lot=said["lot"])

    def said(self) -> dict[str, Any]:
        """Give the plan as it is kept."""
        data, found = self.cleaned_data, self.foreseen()
        return {
            "name": data["name"].strip(), "need": self.need.kind, "word": self.need.word, "days": self.need.days,
            "persons": self.need.persons, "share": data["share"] / 100, "is_assumed": self._is_assumed(data["share"]),
            "price": data["price"], "months": data["months"], "lot": data["lot"], "note": data["note"].strip(),
            "units": found.units, "units_low": found.low, "units_high": found.high, "quantity": found.order,
        }  # fmt: skip

    def _is_assumed(self, share: float) -> bool:
        return self.need.share is None or abs(share - self.known) > 0.05


def state_of(plan: ProductPlan) -> tuple[str, str]:
    """How a plan stands, for a badge: state and word."""
    if plan.dropped_at:
        return "", _("Dropped")
    return ("good", _("Order drafted")) if plan.drafted_at else ("info", pgettext("product plan", "Planned"))
