# SPDX-License-Identifier: Apache-2.0
"""How the snapshot of a till says campaigns and moments. Pure."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from omotenashi.commerce.loyalty.queries.pricing import Campaign

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def campaign_said(campaign: Campaign) -> dict[str, Any]:
    """Give a campaign as the engine of the till reads it."""
    return {field.name: _plain(getattr(campaign, field.name)) for field in fields(campaign)}


def micros(moment: datetime) -> int:
    """Give a moment in whole microseconds since 1970: they compare in a browser as exactly as here."""
    return (moment - _EPOCH) // _MICRO


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return micros(value) if isinstance(value, datetime) else value
