# SPDX-License-Identifier: Apache-2.0
"""A simulation as numbers on the drawing."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys.queries import Counts, Foreseen
from omotenashi.web.ui.tags.formats import number, percent


def counts(found: Foreseen) -> Counts:
    """Give what would have been in the shape of what is."""
    return Counts(taken=found.taken, outcomes=found.outcomes)


def figures(found: Foreseen) -> list[dict[str, Any]]:
    """How many would have come in, heard something, and bought anyhow."""
    return [
        {"label": _("Would have come in"), "value": number(found.runs),
         "note": _("%(n)s persons in %(days)s days") % {"n": number(found.persons), "days": found.days}},
        {"label": _("Messages"), "value": number(found.messages),
         "note": _("at most %(n)s to one person") % {"n": found.busiest}},
        {"label": pgettext("sending", "Cost"), "value": "¥0", "note": _("mails from your own server")},
        {"label": _("Bought anyhow"), "value": percent(found.bought / found.runs) if found.runs else "—",
         "note": _("without any message: what the scenario has to beat")},
        {"label": _("Kept apart to measure"), "value": number(found.control), "note": ""},
    ]  # fmt: skip
