# SPDX-License-Identifier: Apache-2.0
"""The versions of a scenario that lived: when, by whom, how many came in by each and are still on the way."""

from typing import Any

from django.db.models import Count, Q

from omotenashi.engagement.journeys.models import Enrolment, Journey


def told(journey: Journey) -> list[dict[str, Any]]:
    """Give every version, the newest first: two reads."""
    runs = Enrolment.objects.filter(journey=journey).values("version").order_by()
    counted = {
        key: (entered, live)
        for key, entered, live in runs.annotate(
            entered=Count("id"), live=Count("id", filter=Q(ended_at=None))
        ).values_list("version", "entered", "live")
    }
    found = journey.versions.select_related("published_by").order_by("-number")
    return [
        {"version": one, "steps": len(one.graph.get("steps", {})), "entered": n, "live": live, "is_newest": one.number == journey.version}
        for one in found
        for n, live in [counted.get(one.pk, (0, 0))]
    ]  # fmt: skip
