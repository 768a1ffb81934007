# SPDX-License-Identifier: Apache-2.0
"""A card the desk issues, and what the web sells."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.text import mail
from omotenashi.commerce.loyalty.queries import CardPolicy
from omotenashi.web.console.points.cards import REASONS

MOST = 1_000_000
_ROWS = 5


class IssueForm(forms.Form):
    """How much, why, for whom. `key` makes it one card, however often the button is pressed."""

    amount = forms.IntegerField(label=lazy("Amount"), min_value=1, max_value=MOST)
    reason = forms.ChoiceField(
        label=lazy("Why"), choices=list(REASONS.items()),
        help_text=lazy("Only a card that was paid for counts as prepaid value."),
    )  # fmt: skip
    months = forms.IntegerField(label=lazy("Good for so many months"), min_value=1, max_value=60, initial=6)
    recipient_name = forms.CharField(label=lazy("Name of the recipient"), max_length=60)
    recipient_mail = forms.EmailField(
        label=lazy("Mail address of the recipient"), max_length=254,
        help_text=lazy("The code goes there and is shown nowhere else."),
    )  # fmt: skip
    message = forms.CharField(
        label=lazy("Your message"), max_length=200, required=False, widget=forms.Textarea({"rows": 3})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def clean_recipient_mail(self) -> str:
        """Take an address that can receive mail."""
        found = mail.address(self.cleaned_data["recipient_mail"])
        if not found:
            raise forms.ValidationError(_("This is no mail address."))
        return found


class PolicyForm(forms.Form):
    """What the web sells."""

    sold = forms.BooleanField(label=lazy("Sell gift cards on the web"), required=False)
    least = forms.IntegerField(label=lazy("Smallest amount"), min_value=1, max_value=MOST)
    most = forms.IntegerField(label=lazy("Largest amount"), min_value=1, max_value=MOST)
    months = forms.IntegerField(
        label=lazy("Good for so many months"), min_value=1, max_value=60,
        help_text=lazy("For more than six months the Payment Services Act counts the balance: notice and deposit."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(_ROWS):
            label = _("Amount %(n)d to choose") % {"n": n + 1}
            self.fields[f"amount_{n}"] = forms.IntegerField(label=label, required=False, min_value=1, max_value=MOST)

    @property
    def amounts(self) -> list[Any]:
        """The rows of amounts."""
        return [self[f"amount_{n}"] for n in range(_ROWS)]

    def clean(self) -> dict[str, Any]:
        """Refuse limits and amounts that do not fit."""
        said = super().clean() or {}
        least, most = said.get("least"), said.get("most")
        if least and most and least > most:
            self.add_error("most", _("The largest amount is below the smallest."))
        for n in range(_ROWS):
            amount = said.get(f"amount_{n}")
            if amount and least and most and not least <= amount <= most:
                self.add_error(f"amount_{n}", _("Outside of the limits."))
        return said

    def settings(self) -> dict[str, Any]:
        """Give the policy as it is stored."""
        said = self.cleaned_data
        amounts = sorted({said[f"amount_{n}"] for n in range(_ROWS) if said.get(f"amount_{n}")})
        return {"cards": {"amounts": amounts, **{name: said[name] for name in ("sold", "least", "most", "months")}}}


def initial_of(valid: CardPolicy) -> dict[str, Any]:
    """Give what stands in the form for the policy that holds."""
    said = {name: getattr(valid, name) for name in ("sold", "least", "most", "months")}
    return said | {f"amount_{n}": amount for n, amount in enumerate(valid.amounts[:_ROWS])}
