# SPDX-License-Identifier: Apache-2.0
"""What a new retailer begins with: a point for each 100 of price before tax, in every channel."""

from dataclasses import replace
from datetime import datetime

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.models import Campaign

BASE_POINTS = loyalty.CampaignRecord(
    code="base-points",
    name="通常ポイント",
    # Basis points of what is paid: 100 of 10,000 is one in a hundred.
    terms={"kind": "points_rate", "value": 100, "without_tax": True, "members_only": True},
    priority=1_000,
)


def begin_points(*, now: datetime) -> bool:
    """Let a retailer without any campaign give base points from now on; say whether this call did it."""
    if Campaign.objects.exists():
        return False
    loyalty.save_campaign(replace(BASE_POINTS, begins_at=now), now=now)
    return True
