# SPDX-License-Identifier: Apache-2.0
"""What profiles hold now in a field that a scenario may set."""

from collections.abc import Collection
from uuid import UUID

from omotenashi.engagement.journeys.rules.attributes import SETTABLE
from omotenashi.people.customers.models import Profile


def held_of(field: str, persons: Collection[UUID]) -> dict[UUID, str]:
    """Give the value of each person of whom one is known; of a field that may not be set none."""
    if field not in SETTABLE:
        return {}
    return dict(Profile.objects.filter(person__in=persons).exclude(**{field: ""}).values_list("person_id", field))
