# SPDX-License-Identifier: Apache-2.0
"""Campaigns that run or will begin soon, for a till that must price without a line."""

from datetime import datetime

from django.db.models import Q

from omotenashi.commerce.loyalty.models import Campaign as Row
from omotenashi.commerce.loyalty.queries.pricing import Campaign, rule_of


def planned(*, at: datetime, until: datetime) -> list[Campaign]:
    """Give the campaigns that may count between two moments. Those that a coupon opens are left out: whether a code is
    good only the server knows."""
    rows = Row.objects.filter(
        Q(begins_at=None) | Q(begins_at__lt=until), Q(ends_at=None) | Q(ends_at__gt=at), stopped_at=None,
        by_coupon=False,
    )  # fmt: skip
    return [rule_of(row) for row in rows.order_by("priority", "code")]
