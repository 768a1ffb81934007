# SPDX-License-Identifier: Apache-2.0
"""Moments and days. Moments are aware and in UTC; a day is a calendar date in the retailer's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """Give the present moment in UTC. Only the edges call it; everything else is told the time."""
    return datetime.now(UTC)


def day_of(moment: datetime, *, zone: ZoneInfo = JST) -> date:
    """Give the calendar day of a moment in the retailer's zone."""
    return moment.astimezone(zone).date()
