# SPDX-License-Identifier: Apache-2.0
"""What the retailer promises of its service, in every channel: how fast it serves, how long things wait and come back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ServicePolicy:
    """One version. A pick-up is ready `pickup_minutes` after the place opens, and waits `pickup_days`.

    A place sends a parcel within `ship_hours`; the customer is told `ship_days`. A change of mind has `return_days`.
    A try-on waits `try_on_hours`, halved with each time the person did not come, never below `try_on_least_hours`.
    Who sends what another shop sold has `fulfil_percent` of the credit, who advised `assist_percent`; the seller has the
    rest. Who helped has a point of support (応援ポイント) for each `support_amount` of that credit; 0: none.
    """

    pickup_minutes: int = 60
    pickup_days: int = 7
    ship_hours: int = 24
    ship_days: int = 2
    return_days: int = 8
    try_on_hours: int = 48
    try_on_least_hours: int = 3
    try_on_pieces: int = 5
    refund_no_show: bool = True
    fulfil_percent: int = 30
    assist_percent: int = 20
    support_amount: int = 100


def read(settings: Mapping[str, Any]) -> ServicePolicy:
    """Make a policy of what is stored; what is not said is as at first."""
    known = {each.name for each in fields(ServicePolicy)}
    return ServicePolicy(**{name: value for name, value in settings.items() if name in known})
