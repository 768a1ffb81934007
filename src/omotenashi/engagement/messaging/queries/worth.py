# SPDX-License-Identifier: Apache-2.0
"""What one message of a campaign is expected to bring: what came of its newest forecast, else what that said."""

from collections.abc import Collection

from omotenashi.engagement.messaging.models import Forecast


def worth_of(campaigns: Collection[str]) -> dict[str, int]:
    """Give by campaign the margin after cost of one message, in minor units; nothing of those that were never foretold."""
    if not campaigns:
        return {}
    found = {}
    for one in Forecast.objects.filter(campaign__in=campaigns).order_by("made_at", "id"):
        people, margin, cost = one.people, one.margin, one.cost
        if one.actual_people:
            people, margin, cost = one.actual_people, one.actual_margin or 0, one.actual_cost or 0
        if people:
            found[one.campaign] = round((margin - cost) / people)
    return found
