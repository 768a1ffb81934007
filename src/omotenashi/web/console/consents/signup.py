# SPDX-License-Identifier: Apache-2.0
"""メルマガ登録: the form for our own page and for any other site, as it looks, with its line to copy and what it brought."""

from datetime import timedelta
from html import escape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.engagement.messaging.queries import policy
from omotenashi.people.consent import queries as consent
from omotenashi.people.consent.models import Challenge, ConsentEntry, WordingVersion
from omotenashi.web.console.access import needs

PURPOSE, SOURCE, SINCE = "marketing", "double opt-in", timedelta(days=30)


@require_GET
@needs("consents.view")
def show_signup(request: HttpRequest) -> HttpResponse:
    """The form, where it stands, the words in force, and how many asked and confirmed."""
    now = clock.now()
    origin = policy().origin or f"{request.scheme}://{request.get_host()}"
    within = origin + reverse("portal:news-within")
    asked = Challenge.objects.filter(kind=Challenge.Kind.OPT_IN, asked_at__gt=now - SINCE).count()
    confirmed = ConsentEntry.objects.filter(purpose=PURPOSE, source=SOURCE, occurred_at__gt=now - SINCE)
    wording = consent.wordings(now=now).get(PURPOSE)
    context = {
        "page": origin + reverse("portal:news"), "code": _code(within), "shown": reverse("portal:news-within"),
        "wording": wording, "words": _words(wording), "asked": asked, "confirmed": confirmed.count(),
        "newest": [_told(one) for one in confirmed.select_related("wording").order_by("-occurred_at")[:5]],
    }  # fmt: skip
    return render(request, "console/consents/signup.html", context)


def _words(wording: WordingVersion | None) -> str:
    return (wording.text_ja if (get_language() or "").startswith("ja") else wording.text_en) if wording else ""


def _told(entry: ConsentEntry) -> ConsentEntry:
    """Say of a consent where its form stood: the site is the last word of the form's name."""
    entry.site = str(entry.proof.get("form", "")).partition(" · ")[2] or _("Our own page")  # type: ignore[attr-defined]  # for its row
    return entry


def _code(address: str) -> str:
    """Give the line to copy: plain text, shown and copied as it is."""
    title = escape(_("Sign-up for our mails"))
    return f'<iframe src="{escape(address)}" title="{title}" style="width:100%;height:200px;border:0" loading="lazy"></iframe>'
