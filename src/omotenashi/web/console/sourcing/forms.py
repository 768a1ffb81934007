# SPDX-License-Identifier: Apache-2.0
"""A strategy as a form: places in an order for the rules, or a weight in yen for each part of a cost."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.commerce.sourcing.queries import COSTS, CRITERIA, Strategy, checked
from omotenashi.web.console.sourcing import words

_WAYS = [("rules", lazy("Rules in an order")), ("costs", lazy("The lowest cost"))]


class StrategyForm(forms.Form):
    """How places are chosen. A rule with the number 1 is asked first; one without a number is not asked."""

    name = forms.CharField(label=lazy("Name"), max_length=60)
    # So many past orders are planned again.
    USUAL = 200
    most = forms.ChoiceField(
        label=lazy("On so many past orders"), choices=[(str(n), f"{n:,}") for n in (200, 1_000, 2_000)], initial=str(USUAL),
        required=False,
    )  # fmt: skip
    way = forms.ChoiceField(label=lazy("Decides"), choices=_WAYS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in CRITERIA:
            self.fields[f"rule_{rule}"] = forms.IntegerField(
                label=words.said(words.CRITERIA, rule), help_text=words.said(words.EXPLAINED, rule),
                min_value=1, max_value=len(CRITERIA), required=False,
            )  # fmt: skip
        for cost in COSTS:
            self.fields[f"cost_{cost}"] = forms.IntegerField(
                label=words.said(words.COSTS, cost), min_value=-1_000_000, max_value=1_000_000, required=False
            )

    @property
    def rules(self) -> list[Any]:
        """The fields of the rules."""
        return [self[f"rule_{rule}"] for rule in CRITERIA]

    @property
    def costs(self) -> list[Any]:
        """The fields of the costs."""
        return [self[f"cost_{cost}"] for cost in COSTS]

    def clean(self) -> dict[str, Any]:
        """Refuse rules without an order, and two rules with one number."""
        said = super().clean() or {}
        if said.get("way") != "rules":
            return said
        numbers = [said[f"rule_{rule}"] for rule in CRITERIA if said.get(f"rule_{rule}")]
        if not numbers:
            self.add_error("way", _("Give at least one rule a number."))
        if len(set(numbers)) != len(numbers):
            self.add_error("way", _("Two rules have the same number."))
        return said

    def strategy(self) -> Strategy:
        """Give the strategy that the form says."""
        said = self.cleaned_data
        if said["way"] == "rules":
            ranked = sorted((said[f"rule_{rule}"], rule) for rule in CRITERIA if said.get(f"rule_{rule}"))
            return checked(name=said["name"], rules=[rule for _n, rule in ranked], costs={})
        costs = {cost: said[f"cost_{cost}"] for cost in COSTS if said.get(f"cost_{cost}") is not None}
        return checked(name=said["name"], rules=(), costs=costs)


def initial_of(strategy: Strategy) -> dict[str, Any]:
    """Give what stands in the form for a strategy."""
    said: dict[str, Any] = {"name": words.strategy_name(strategy.name), "way": "rules" if strategy.rules else "costs"}
    said |= {f"rule_{rule}": n for n, rule in enumerate(strategy.rules, start=1)}
    return said | {f"cost_{cost}": strategy.costs.get(cost, weight) for cost, weight in COSTS.items()}
