# SPDX-License-Identifier: Apache-2.0
"""Why messages of a scenario wait or did not go: a line for each reason, with how many and the way to them."""

from collections import Counter
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from omotenashi.engagement.messaging import queries
from omotenashi.web.console.messages import words

WAITS = ("intended", "held", "queued", "sending")
_KEPT = ("dropped", "failed")


def lines(campaigns: Collection[str]) -> list[dict[str, Any]]:
    """Give a line for each state and reason: what waits first, then the most frequent. Two reads."""
    mine = queries.messages().filter(campaign__in=campaigns, state__in=(*WAITS, *_KEPT))
    counts = Counter({(s, r): n for s, r, n in mine.order_by().values_list("state", "reason").annotate(n=Count("id"))})
    samples = mine.order_by("state", "reason", "due_at").distinct("state", "reason")
    found = [
        {
            "tone": words.STATES[one.state][0], "state": words.STATES[one.state][1], "why": words.why(one),
            "count": counts[one.state, one.reason], "href": _href(campaigns, waits=one.state in WAITS),
            "waits": one.state in WAITS,
        }
        for one in samples
    ]  # fmt: skip
    return sorted(found, key=lambda line: (not line["waits"], -line["count"], line["why"]))


def _href(campaigns: Collection[str], *, waits: bool) -> str:
    asked = {
        "view": "waits" if waits else "kept",
        **({"campaign": next(iter(campaigns))} if len(campaigns) == 1 else {}),
    }
    return f"{reverse('console:inbox')}?{urlencode(asked)}"
