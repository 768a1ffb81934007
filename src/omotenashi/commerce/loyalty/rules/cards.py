# SPDX-License-Identifier: Apache-2.0
"""Which gift cards are sold, and until when one is good. Pure.

Value that was paid for and is good for more than six months is a prepaid means (前払式支払手段) under 資金決済法: its
balance at the base days is told to the authority and half of it deposited (`queries.liability`).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# Up to here the law on prepaid means does not ask for more than what the page says.
FREE_MONTHS = 6


class CardUsed(Exception):
    """Something of the card was spent, or is set aside for a payment: it is not given back for money."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardPolicy:
    """What the shop offers: some amounts, any between `least` and `most`, good for so many months."""

    sold: bool = True
    amounts: tuple[int, ...] = (1_000, 3_000, 5_000, 10_000)
    least: int = 500
    most: int = 50_000
    months: int = FREE_MONTHS

    @property
    def is_prepaid(self) -> bool:
        """Whether the law on prepaid means counts the balance."""
        return self.months > FREE_MONTHS


def read(settings: Mapping[str, Any]) -> CardPolicy:
    """Make a policy of what is stored with the programme; what is not said is as at first."""
    said: Mapping[str, Any] = settings.get("cards", {})
    known = {name: said[name] for name in (each.name for each in fields(CardPolicy)) if name in said}
    if "amounts" in known:
        known["amounts"] = tuple(int(amount) for amount in known["amounts"])
    return CardPolicy(**known)


def good_until(now: datetime, *, months: int, zone: ZoneInfo) -> datetime:
    """Give the last moment of a card that is issued now: the end of the day before the same day, months later."""
    today = now.astimezone(zone).date()
    years, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, month + 1
    day = date(year, month, min(today.day, monthrange(year, month)[1]))
    return datetime.combine(day, time(), tzinfo=zone) - timedelta(microseconds=1)
