# SPDX-License-Identifier: Apache-2.0
"""What is typed at a request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from omotenashi.web.console.requests import words


class NewCase(forms.Form):
    """A request that came by phone, by letter, or in a shop."""

    kind = forms.ChoiceField(label=_("Request"), choices=lambda: list(words.kinds().items()), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=100)
    address = forms.CharField(label=_("Mail address or phone number"), max_length=254, required=False)
    text = forms.CharField(label=_("What was asked"), required=False, max_length=2000, widget=forms.Textarea)


class Identity(forms.Form):
    """How somebody was seen to be who they say."""

    how = forms.ChoiceField(
        label=_("How was the identity checked?"),
        choices=lambda: list(words.checks().items())[1:],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("What was seen"), required=False, max_length=500)


class Closing(forms.Form):
    """What was answered, or why not."""

    text = forms.CharField(label=_("Answer or reason"), max_length=2000, widget=forms.Textarea)


class Days(forms.Form):
    """How long an answer may take."""

    days = forms.IntegerField(label=_("Days for an answer"), min_value=1, max_value=90)
