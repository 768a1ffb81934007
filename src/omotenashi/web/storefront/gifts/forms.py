# SPDX-License-Identifier: Apache-2.0
"""How much, for whom, with which words, and who pays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.text import mail
from omotenashi.commerce.loyalty.queries import CardPolicy
from omotenashi.commerce.orders.actions.placing import ContactDetails
from omotenashi.web.ui.tags.formats import money

OWN = "own"


def _text(label: Any, length: int, autocomplete: str, **said: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.TextInput({"autocomplete": autocomplete}), **said
    )


def _mail(label: Any, autocomplete: str, help_text: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label, max_length=254, help_text=help_text, widget=forms.EmailInput({"autocomplete": autocomplete})
    )


class GiftForm(forms.Form):
    """One card."""

    choice = forms.ChoiceField(label=lazy("Amount"), widget=forms.RadioSelect)
    own = forms.IntegerField(
        label=lazy("Amount of your choice"), required=False, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    to_name = _text(lazy("Name of the recipient"), 60, "off")
    to_mail = _mail(
        lazy("Mail address of the recipient"), "off", lazy("The card goes to this address once it is paid.")
    )
    message = forms.CharField(
        label=lazy("Your message"), max_length=200, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=lazy("Up to 200 characters."),
    )  # fmt: skip
    name = _text(lazy("Your name"), 60, "name", help_text=lazy("The recipient sees from whom it is."))
    mail = _mail(lazy("Mail address"), "email")

    def __init__(self, *args: Any, policy: CardPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        offered = [(str(amount), money(amount)) for amount in policy.amounts if policy.least <= amount <= policy.most]
        choices = [*offered, (OWN, _("Another amount"))]
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        self.fields["choice"].initial = offered[len(offered) // 2][0] if offered else OWN
        self.fields["own"].help_text = _("From %(least)s to %(most)s.") % {
            "least": money(policy.least), "most": money(policy.most),
        }  # fmt: skip

    def clean_to_mail(self) -> str:
        """Take an address that can receive mail."""
        return _address(self.cleaned_data["to_mail"])

    def clean_mail(self) -> str:
        """Take an address that can receive mail."""
        return _address(self.cleaned_data["mail"])

    def clean(self) -> dict[str, Any]:
        """Refuse an amount that is not offered."""
        said = super().clean() or {}
        own = said.get("own")
        if said.get("choice") == OWN and (own is None or not self.policy.least <= own <= self.policy.most):
            self.add_error("own", self.fields["own"].help_text)
        return said

    @property
    def amount(self) -> int:
        """What was chosen."""
        said = self.cleaned_data
        return int(said["own"] if said["choice"] == OWN else said["choice"])

    def buyer(self) -> ContactDetails:
        """Give who pays."""
        return ContactDetails(name=self.cleaned_data["name"], mail=self.cleaned_data["mail"])

    def recipient(self) -> ContactDetails:
        """Give who gets it, with the words."""
        said = self.cleaned_data
        return ContactDetails(name=said["to_name"], mail=said["to_mail"], note=said["message"])


def _address(written: str) -> str:
    found = mail.address(written)
    if not found:
        raise ValidationError(_("This is no mail address."))
    return found
