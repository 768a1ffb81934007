# SPDX-License-Identifier: Apache-2.0
"""What points and prepaid value amount to at a date, and what of the points ends in the next months."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.commerce.loyalty.models import Wallet, WalletLot
from omotenashi.commerce.loyalty.queries.liability import NOTICE_ABOVE

# 資金決済法: prepaid value is looked at on these days.
BASE_DAYS = ((3, 31), (9, 30))
LOOKED_BACK, MONTHS = 4, 6


def base_days(today: date) -> list[date]:
    """Give the last days at which prepaid value counted, the newest first; today is none before it is over."""
    found = [date(year, month, day) for year in range(today.year - 2, today.year + 1) for month, day in BASE_DAYS]
    return sorted((day for day in found if day < today), reverse=True)[:LOOKED_BACK]


def end_of(day: date, *, zone: ZoneInfo) -> datetime:
    """Give the last moment of a day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) - timedelta(microseconds=1)


def context_of(*, day: date, today: date, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Give everything the template needs: a read for each date, whatever the number of wallets."""
    at = now if day >= today else end_of(day, zone=zone)
    owed = loyalty.liability(at)
    sums = Wallet.objects.filter(kind=Wallet.Kind.FREE_POINTS)
    return {
        "day": day,
        "is_now": day >= today,
        "owed": owed,
        "balance": loyalty.balance_at(at),
        "wallets": sums.aggregate(available=Sum("available"), pending=Sum("pending"), held=Sum("held")),
        "paid": [(one, loyalty.paid_value(end_of(one, zone=zone))) for one in base_days(today)],
        "paid_now": loyalty.paid_value(now),
        "notice_above": NOTICE_ABOVE,
        "basis": {
            "formula": _(
                "Σ over lots: sale × P ÷ (sale + P), P = points × %(rate)s%% used, times what is left of the lot"
            )
            % {"rate": owed.use_rate},
            "population": _("Every lot with points left at that moment"),
            "as_of": at,
            "source": _("Contract liability (revenue recognition standard)"),
        },
        "chart": _chart(now, zone),
    }


def _chart(now: datetime, zone: ZoneInfo) -> dict[str, Any] | None:
    """Draw what ends month by month."""
    lots: Any = WalletLot.objects.filter(remaining__gt=0, expires_at__gt=now, wallet__kind=Wallet.Kind.FREE_POINTS)
    found = lots.values(month=TruncMonth("expires_at", tzinfo=zone)).order_by("month").annotate(n=Sum("remaining"))
    rows = list(found[:MONTHS])
    if not rows:
        return None
    return {
        "kind": "bar",
        "title": _("Points that end if nobody uses them"),
        "x": {"label": _("Month"), "values": [f"{row['month']:%Y-%m}" for row in rows]},
        "y": {"label": _("Points"), "format": "number"},
        "series": [{"name": _("Points"), "values": [row["n"] for row in rows]}],
    }
