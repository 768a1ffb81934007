# SPDX-License-Identifier: Apache-2.0
"""Ask for news: double opt-in. Nothing is written in the ledger before the link in the mail was used."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from omotenashi.base import clock
from omotenashi.people.consent import actions as consent
from omotenashi.people.consent import queries
from omotenashi.people.consent.actions import challenges
from omotenashi.people.consent.models import Challenge, WordingVersion
from omotenashi.people.consent.queries import links
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier, register
from omotenashi.web.portal import asking
from omotenashi.web.portal.preferences import page

PURPOSE = "marketing"
_SITE = re.compile(r"[A-Za-z0-9.-]{1,253}")


@require_http_methods(["GET", "POST"])
def ask_for_news(request: HttpRequest) -> HttpResponse:
    """The form with the words one agrees to."""
    now = clock.now()
    wording = queries.wordings(now=now).get(PURPOSE)
    form = asking.AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/news.html", {"form": form, "words": page.worded(wording)})
    try:
        _ask(request, form.cleaned_data["email"], wording, now=now)
    except challenges.TooOften:
        return render(request, "portal/too_often.html", status=429)
    return redirect("portal:sent")


@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "POST"])
def ask_within(request: HttpRequest) -> HttpResponse:
    """The same form within a page of another site. No cookie is read: it may do what any stranger may, ask for one mail."""
    now = clock.now()
    wording = queries.wordings(now=now).get(PURPOSE)
    form, page_of = asking.AddressForm(request.POST or None), _site(request)
    context: dict[str, Any] = {"form": form, "words": page.worded(wording), "site": page_of, "state": ""}
    if request.method == "POST" and form.is_valid():
        try:
            # Only machines fill in what nobody sees.
            if not request.POST.get("website"):
                _ask(request, form.cleaned_data["email"], wording, now=now, site=page_of)
            context["state"] = "sent"
        except challenges.TooOften:
            context["state"] = "often"
    return render(request, "portal/news_within.html", context, status=429 if context["state"] == "often" else 200)


def _ask(request: HttpRequest, address: str, wording: WordingVersion | None, *, now: datetime, site: str = "") -> None:
    details = {"wording": wording.pk if wording else None, **({"site": site} if site else {})}
    asking.send(request, kind="opt_in", address=address, now=now, known=True, details=details)


def _site(request: HttpRequest) -> str:
    """Name the site in whose page the form stands, as the browser says it."""
    said = request.POST.get("site") or urlsplit(request.headers.get("Referer", "")).hostname or ""
    return said if _SITE.fullmatch(said) else ""


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button, POST grants. A link that is over says why."""
    now = clock.now()
    tried = challenges.look(token=token, kind=Challenge.Kind.OPT_IN, now=now)
    challenge = tried.challenge
    if tried.standing != "open" or challenge is None:
        return render(request, "portal/bad_link.html", {"why": tried.standing}, status=410)
    if request.method != "POST":
        wording = WordingVersion.objects.filter(pk=challenge.details.get("wording")).first()
        return render(request, "portal/confirm.html", {"address": challenge.address, "words": page.worded(wording)})
    return _granted(request, token, now=now)


def _form(challenge: Challenge) -> str:
    """Name the form of a consent: the mail that was answered, and the site whose page asked for it."""
    site = challenge.details.get("site", "")
    return f"mail {challenge.pk}" + (f" · {site}" if site else "")


@transaction.atomic
def _granted(request: HttpRequest, token: str, *, now: datetime) -> HttpResponse:
    used = challenges.use(token=token, kind=Challenge.Kind.OPT_IN, now=now)
    if used.standing != "open" or used.challenge is None:
        return render(request, "portal/bad_link.html", {"why": used.standing}, status=410)
    address = used.challenge.address
    known = Identifier("email", address)
    if asking.point_of(address) is None:
        register([CustomerRecord(identifiers=(known,), observed_at=now)], source="portal", now=now)
    point = asking.point_of(address)
    if point is None:
        return render(request, "portal/bad_link.html", {"why": "unknown"}, status=410)
    consent.give(
        contact_point=point,
        purpose=PURPOSE,
        source="double opt-in",
        now=now,
        proof=asking.proof(request, form=_form(used.challenge)),
        wording=WordingVersion.objects.filter(pk=used.challenge.details.get("wording")).first(),
        actor="customer",
    )
    return render(request, "portal/confirmed.html", {"address": address, "token": links.token_of(point)})
