# SPDX-License-Identifier: Apache-2.0
"""Beside a message that is being written: what people ask and look for, as topics to write about."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.engagement.messaging.queries import concerns
from omotenashi.engagement.messaging.queries.concerns import Concern
from omotenashi.web.console.access import needs
from omotenashi.web.console.returns.words import REASONS

SOURCES: dict[str, str | Promise] = {
    "inquiry": lazy("Asked"),
    "search": lazy("Searched without a result"),
    "return": lazy("Why it came back"),
    "review": lazy("In reviews"),
    "reason": lazy("Why they bought"),
}
# Where each leads: the page, and under which name it takes the word.
_PAGES = {
    "search": ("console:unmet", ""), "inquiry": ("console:unmet", ""), "return": ("console:returns", "reason"),
    "review": ("console:reviews", "q"), "reason": ("console:reason-comments", ""),
}  # fmt: skip


@require_GET
@needs("messages.view")
def show_topics(request: HttpRequest) -> HttpResponse:
    """Everything of ninety days, by where it was said."""
    found = concerns.concerns(now=clock.now())
    groups = [
        (str(SOURCES.get(source, source)), [_topic(one) for one in mine])
        for source, mine in groupby(found, key=lambda one: one.source)
    ]
    return render(request, "console/messages/topics.html", {"groups": groups, "days": concerns.SINCE.days})


def _topic(one: Concern) -> dict[str, Any]:
    word = str(REASONS.get(one.word, one.word)) if one.source == "return" else one.word
    return {"word": word, "count": one.count, "sample": one.sample, "href": _href(one)}


def _href(one: Concern) -> str:
    page, name = _PAGES.get(one.source, ("", ""))
    if not page:
        return ""
    return reverse(page) + (f"?{urlencode({name: one.word})}" if name else "")
