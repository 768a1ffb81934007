# SPDX-License-Identifier: Apache-2.0
"""The goals of shops that hold in a month."""

from datetime import date
from uuid import UUID

from omotenashi.places.locations.models import Goal


def goals_of(month: date) -> dict[tuple[UUID, str], int]:
    """Give the goal of each place and kind in the month of a day: the newest that was set for it or before."""
    newest = Goal.objects.filter(month__lte=month.replace(day=1)).order_by("location_id", "kind", "-month")
    found = newest.distinct("location_id", "kind").values_list("location_id", "kind", "amount")
    return {(place, kind): amount for place, kind, amount in found if amount is not None}
