# SPDX-License-Identifier: Apache-2.0
"""同意台帳 and 配信停止リスト: read, export, stop an address, allow it again with the reason."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from omotenashi.base import clock
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.actions.nodes import hash_of
from omotenashi.people.customers.actions.registrations import Identifier, normalise
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.consents import ledger, stops, words
from omotenashi.web.ui import toasts

CHANNELS = {"email": "email", "phone": "sms"}


class NewStop(forms.Form):
    """An address that must not be written to."""

    address = forms.CharField(label=gettext_lazy("Mail address or phone number"), max_length=254)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=lambda: [
            (key, label) for key, label in words.reasons().items() if key in ("manual", "complaint", "legal")
        ],
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What to stop"), choices=lambda: list(words.scopes().items()), widget=forms.RadioSelect
    )

    def clean_address(self) -> Identifier:
        """Give what it is: a mail address or a phone number."""
        found = (normalise(Identifier(kind, self.cleaned_data["address"])) for kind in CHANNELS)
        known = next((one for one in found if one is not None), None)
        if known is None:
            raise forms.ValidationError(_("This is neither a mail address nor a phone number."))
        return known


class Lift(forms.Form):
    """Why an address may be written to again."""

    reason = forms.CharField(
        label=gettext_lazy("What did the person do or say, and when?"), max_length=500, widget=forms.Textarea
    )


@require_GET
@needs("consents.view")
def show_ledger(request: HttpRequest) -> HttpResponse:
    """Every act, the newest first."""
    page = listing.page(request, ledger.listing(days=zone(), full=may(request.user, "customers.contacts")))
    return render(request, "console/consents/ledger.html", {"page": page})


@require_http_methods(["GET", "POST"])
@needs("consents.export")
def export_ledger(request: HttpRequest) -> HttpResponseBase:
    """The acts that match, as a file."""
    return exporting.export(request, ledger.listing(days=zone(), full=True))


@require_GET
@needs("consents.view")
def show_suppressions(request: HttpRequest) -> HttpResponse:
    """Addresses that are stopped, the newest first."""
    page = listing.page(request, stops.listing(full=may(request.user, "customers.contacts")))
    return render(
        request, "console/consents/suppressions.html", {"page": page, "may_edit": may(request.user, "consents.edit")}
    )


@require_http_methods(["GET", "POST"])
@needs("consents.export")
def export_suppressions(request: HttpRequest) -> HttpResponseBase:
    """The stopped addresses that match, as a file: for a system that sends beside us."""
    return exporting.export(request, stops.listing(full=True))


@require_http_methods(["GET", "POST"])
@needs("consents.edit")
def create_suppression(request: HttpRequest) -> HttpResponse:
    """Stop an address, also one that nobody knows."""
    form = NewStop(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "console/consents/stop.html", {"form": form}, status=422 if form.errors else 200)
    said = form.cleaned_data
    consent.suppress_address(
        channel=CHANNELS[said["address"].type],
        address_hash=hash_of(said["address"]),
        reason=said["reason"],
        scope=said["scope"],
        now=clock.now(),
        by=who(request).name,
    )
    staff.audit(who(request), "consents.edit", subject="suppression", details={"reason": said["reason"]})
    toasts.add(request, _("Nothing is sent to this address any more."))
    return redirect("console:suppressions")


@require_http_methods(["GET", "POST"])
@needs("consents.edit")
def lift_suppression(request: HttpRequest, suppression_id: UUID) -> HttpResponse:
    """Allow an address again, with the person's own act in words."""
    stop = get_object_or_404(Suppression, pk=suppression_id, lifted_at=None)
    form = Lift(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        known = stops.addresses([bytes(stop.address_hash)])
        context = {"form": form, "address": stops.shown(stop, known, full=True), "stop": stop}
        context["reason"] = words.reasons().get(stop.reason, stop.reason)
        return render(request, "console/consents/lift.html", context, status=422 if form.errors else 200)
    consent.lift(suppression_id=stop.pk, by=who(request).name, reason=form.cleaned_data["reason"], now=clock.now())
    staff.audit(who(request), "consents.edit", subject=f"suppression:{stop.pk}", details={"lifted": True})
    toasts.add(request, _("The address may be written to again, as far as it agreed."))
    return redirect("console:suppressions")
