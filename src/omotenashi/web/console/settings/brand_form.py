# SPDX-License-Identifier: Apache-2.0
"""What 見た目と法定表記 asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.places.locations.queries import LEGAL, colour
from omotenashi.web.ui import wording


class BrandForm(forms.Form):
    """How the house looks to customers, and what the law asks it to say."""

    colour = forms.CharField(
        label=lazy("Colour of the house"), max_length=7, required=False,
        help_text=lazy("#rrggbb; empty for ours. It is made readable by day and by night by itself."),
    )  # fmt: skip
    logo = forms.FileField(
        label=lazy("Logo"), required=False, help_text=lazy("PNG, JPEG or WebP, at most 300 kB, 32 px high on the page."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )  # fmt: skip
    privacy = forms.CharField(
        label=lazy("Privacy"), max_length=30_000, required=False, widget=forms.Textarea({"rows": 8}),
        help_text=lazy("What you collect, what for, whom one asks. An empty line begins a paragraph."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LEGAL:
            label, said = wording.LEGAL[name]
            self.fields[name] = forms.CharField(
                label=str(label),
                max_length=2000,
                required=False,
                help_text=str(said),
                widget=forms.Textarea({"rows": 2}),
            )

    def clean_colour(self) -> str:
        """Bring the colour into its one form, or say that it is none."""
        said: str = self.cleaned_data["colour"].strip()
        found = colour(said) if said else ""
        if found is None:
            raise forms.ValidationError(_("This is no colour: # and six digits from 0 to f."))
        return found
