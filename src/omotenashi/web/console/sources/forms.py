# SPDX-License-Identifier: Apache-2.0
"""What 計測ソース asks for."""

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.web.console.sources.words import KINDS


class SourceForm(forms.Form):
    """A new source."""

    name = forms.CharField(label=lazy("Name"), max_length=100)
    kind = forms.ChoiceField(label=lazy("Kind"), choices=list(KINDS.items()))
    shared_device = forms.BooleanField(
        label=lazy("Many people use this device (till, tablet in the shop, call centre): never join people by it"),
        required=False,
    )


class SettingsForm(forms.Form):
    """What may be changed of a source."""

    name = forms.CharField(label=lazy("Name"), max_length=100)
    allowed_origins = forms.CharField(
        label=lazy("Web sites that may send"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("One a line, as https://shop.example.com. Empty: any."),
    )
    rate_limit = forms.IntegerField(label=lazy("Most requests a second"), min_value=1, max_value=1_000_000)
    shared_device = forms.BooleanField(
        label=lazy("Many people use this device (till, tablet in the shop, call centre): never join people by it"),
        required=False,
    )
    bearer_only = forms.BooleanField(label=lazy("Only with the secret token"), required=False)
    orders_authoritative = forms.BooleanField(
        label=lazy("Its order events are the record of orders (servers only)"), required=False
    )

    def clean_allowed_origins(self) -> list[str]:
        """Take origins: scheme and host, nothing behind."""
        found = [line.strip().rstrip("/") for line in self.cleaned_data["allowed_origins"].split() if line.strip()]
        for line in found:
            parts = urlsplit(line)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
                raise forms.ValidationError(_("%(line)s is no origin: write https://host.") % {"line": line[:80]})
        return found
