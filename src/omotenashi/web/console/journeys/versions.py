# SPDX-License-Identifier: Apache-2.0
"""The versions of a scenario that lived: when, by whom, what each brought, and who was led from one to another."""

from typing import Any

from django.db.models import Count

from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment, Journey


def told(journey: Journey) -> list[dict[str, Any]]:
    """Give every version, the newest first: five reads."""
    standing = Enrolment.objects.filter(journey=journey, ended_at=None).values("version").order_by()
    live = dict(standing.annotate(n=Count("id")).values_list("version", "n"))
    brought = queries.brought_by(journey)
    return [
        {
            "version": one, "live": live.get(one.pk, 0), "brought": brought.get(one.pk, queries.Brought()),
            "is_newest": one.number == journey.version,
        }
        for one in journey.versions.select_related("published_by").order_by("-number")
    ]  # fmt: skip
