# SPDX-License-Identifier: Apache-2.0
"""What 設定 asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.base.text import mail
from omotenashi.people.staff.models import Staff
from omotenashi.people.staff.queries import Role
from omotenashi.places.locations.models import Location
from omotenashi.web.console.settings import decisions


class RetailerForm(forms.Form):
    """Who we are."""

    name = forms.CharField(label=lazy("Name of the retailer"), max_length=200)
    registration_number = forms.CharField(
        label=lazy("Registration number"),
        max_length=20,
        required=False,
        help_text=lazy("T and 13 digits; it stands on receipts and invoices."),
    )

    def clean_registration_number(self) -> str:
        """Bring the number into its one form, or say what is wrong with it."""
        said: str = self.cleaned_data["registration_number"].strip()
        if not said:
            return ""
        number = decisions.registration_number(said)
        if number is None:
            raise forms.ValidationError(
                _("This is no registration number: T and 13 digits, the first of which must fit the rest.")
            )
        return number


def role_choices(roles: list[Role] | None = None) -> list[tuple[str, str]]:
    """Give roles with their names."""
    return [(role.value, str(Staff.ROLE_NAMES[role])) for role in roles or list(Role)]


class HireForm(forms.Form):
    """A new colleague, or one who comes back."""

    name = forms.CharField(label=lazy("Name"), max_length=100)
    email = forms.CharField(label=lazy("Mail address"), max_length=254, widget=forms.EmailInput)
    role = forms.ChoiceField(label=lazy("Role"), initial=Role.CLERK.value)
    location = forms.ModelChoiceField(
        label=lazy("Shop"), queryset=Location.objects.none(), required=False, empty_label=lazy("All shops")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, location = self.fields["role"], self.fields["location"]
        role.choices = role_choices()  # type: ignore[attr-defined]  # a choice field
        location.queryset = Location.objects.filter(closed_at=None)  # type: ignore[attr-defined]  # a model field

    def clean_email(self) -> str:
        """Take an address that can receive mail and that nobody works under."""
        address = mail.address(self.cleaned_data["email"])
        if not address:
            raise forms.ValidationError(_("This is no mail address."))
        if Staff.objects.filter(email__iexact=address, dismissed_at=None).exists():
            raise forms.ValidationError(_("Somebody already works here under this address."))
        return address


class KeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label=lazy("What it is for"), max_length=100)
    role = forms.ChoiceField(label=lazy("May do what this role may"), initial=Role.CLERK.value)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]  # a choice field
