# SPDX-License-Identifier: Apache-2.0
"""How a scenario reads into which all of a segment come by turns: every day, on days of the week, on a day of the month."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.engagement.journeys.queries import Graph
from omotenashi.web.console.journeys import step_words

EVERY: Mapping[str, str | Promise] = {
    "": gettext_lazy("Once"),
    "day": gettext_lazy("Every day"),
    "week": gettext_lazy("On days of the week"),
    "month": gettext_lazy("Once a month"),
}
_LAST = 31


def note(graph: Graph) -> str:
    """Say when people come in, and when the same person again."""
    if graph.again_days is None:
        again = _("each person once")
    elif graph.again_days == 0:
        again = _("the same people every time")
    else:
        again = _("again after %(n)s days") % {"n": graph.again_days}
    return f"{turns(graph.entry)} · {again}"


def turns(entry: Mapping[str, Any]) -> str:
    """Say on which days and at which hour people come in."""
    at = str(entry.get("hour") or "10:00")
    match entry.get("every"):
        case "day":
            return _("every day at %(at)s") % {"at": at}
        case "week":
            days = [
                step_words.weekday(day) for day in sorted(map(str, entry.get("weekdays") or ())) if day in "0123456"
            ]
            return _("every %(days)s at %(at)s") % {"days": "・".join(days) or "—", "at": at}
        case "month" if entry.get("month_day") == _LAST:
            return _("on the last day of the month at %(at)s") % {"at": at}
        case _:
            return _("each month on day %(day)s at %(at)s") % {"day": entry.get("month_day") or 1, "at": at}
