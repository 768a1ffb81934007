# SPDX-License-Identifier: Apache-2.0
"""The rules of points, and the ladder of ranks, as forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.commerce.loyalty.queries import Programme

ROWS = 8


class ProgrammeForm(forms.Form):
    """How long points live, and what the books assume."""

    days = forms.IntegerField(
        label=lazy("Points live so many days"), min_value=1, max_value=36_500, required=False,
        help_text=lazy("Empty: they never end."),
    )  # fmt: skip
    pending_days = forms.IntegerField(label=lazy("Provisional for so many days"), min_value=0, max_value=365)
    grace_days = forms.IntegerField(
        label=lazy("Days of grace for points that come back"), min_value=0, max_value=365,
        help_text=lazy("Points of a returned order whose time is over live on so long."),
    )  # fmt: skip
    debt = forms.BooleanField(
        label=lazy("A balance may fall below zero when earned points are taken back"), required=False
    )
    use_rate = forms.IntegerField(
        label=lazy("Share of points that are used (%)"), min_value=0, max_value=100,
        help_text=lazy("For the liability in the books."),
    )  # fmt: skip

    def settings(self) -> dict[str, Any]:
        """Give the rules as the action takes them."""
        said = self.cleaned_data
        life = {name: said[name] for name in ("days", "pending_days", "grace_days", "debt")}
        return {"life": life, "use_rate": said["use_rate"]}


class RanksForm(forms.Form):
    """The ladder: rows without a code are left out."""

    window_days = forms.IntegerField(label=lazy("Ranks look back so many days"), min_value=1, max_value=3_650)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(ROWS):
            self.fields[f"code_{n}"] = forms.RegexField(
                r"^[a-z0-9_-]{1,30}$", label=_("Code"), required=False, max_length=30
            )
            self.fields[f"name_{n}"] = forms.CharField(label=_("Name of the rank"), required=False, max_length=40)
            self.fields[f"threshold_{n}"] = forms.IntegerField(label=_("From a spend of"), required=False, min_value=0)

    @property
    def ranks(self) -> list[tuple[Any, Any, Any]]:
        """The rows of ranks."""
        return [(self[f"code_{n}"], self[f"name_{n}"], self[f"threshold_{n}"]) for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """Refuse two ranks with one code, and a rank without a name or a spend."""
        said, codes = super().clean() or {}, set()
        for n in range(ROWS):
            code = said.get(f"code_{n}")
            if not code:
                continue
            if code in codes:
                self.add_error(f"code_{n}", _("Two ranks have this code."))
            codes.add(code)
            if not said.get(f"name_{n}"):
                self.add_error(f"name_{n}", _("Name the rank."))
            if said.get(f"threshold_{n}") is None:
                self.add_error(f"threshold_{n}", _("Say from which spend."))
        return said

    def settings(self) -> dict[str, Any]:
        """Give the ladder as the action takes it."""
        said = self.cleaned_data
        tiers = [
            {"code": said[f"code_{n}"], "name": said[f"name_{n}"], "threshold": said[f"threshold_{n}"]}
            for n in range(ROWS)
            if said.get(f"code_{n}")
        ]
        return {"tiers": tiers, "window_days": said["window_days"]}


def initial_of(valid: Programme) -> dict[str, Any]:
    """Give what stands in the form of points for the rules that hold."""
    life = valid.life
    return {
        "days": life.days, "pending_days": life.pending_days, "grace_days": life.grace_days, "debt": life.debt,
        "use_rate": valid.use_rate,
    }  # fmt: skip


def ladder_of(valid: Programme) -> dict[str, Any]:
    """Give what stands in the form of ranks, the lowest first."""
    said: dict[str, Any] = {"window_days": valid.window_days}
    for n, tier in enumerate(sorted(valid.tiers, key=lambda one: one.threshold)[:ROWS]):
        said |= {f"code_{n}": tier.code, f"name_{n}": tier.name, f"threshold_{n}": tier.threshold}
    return said
