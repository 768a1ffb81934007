# SPDX-License-Identifier: Apache-2.0
"""One line that says who somebody is to us, from facts alone. Pure: the same facts give the same sentence."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Below this share of the year's orders a channel does not belong to "now".
MAIN_SHARE, HALF = 0.7, 0.35
DORMANT = 180


@dataclass(frozen=True, kw_only=True)
class ChannelFacts:
    """What one person bought in one channel. Days in the retailer's zone, amounts in minor units after returns."""

    channel: str
    orders: int
    sales: int
    year_orders: int
    year_sales: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one person bought in all channels, as of a day."""

    channels: tuple[ChannelFacts, ...]
    today: date
    stray_returns: int = 0
    stray_returns_year: int = 0

    @property
    def orders(self) -> int:
        """Orders to date."""
        return sum(one.orders for one in self.channels)

    @property
    def sales(self) -> int:
        """LTV to date: goods including tax, after discounts and returns; without shipping."""
        return sum(one.sales for one in self.channels) - self.stray_returns

    @property
    def sales_year(self) -> int:
        """The same of orders placed in the last 365 days."""
        return sum(one.year_sales for one in self.channels) - self.stray_returns_year

    @property
    def average(self) -> int | None:
        """Sales per order, rounded to the minor unit; None before the first order."""
        return round(self.sales / self.orders) if self.orders else None

    @property
    def first(self) -> date | None:
        """The day of the first order."""
        return min((one.first for one in self.channels), default=None)

    @property
    def last(self) -> date | None:
        """The day of the last order."""
        return max((one.last for one in self.channels), default=None)

    @property
    def days_since(self) -> int | None:
        """Days since the last order."""
        return None if self.last is None else (self.today - self.last).days

    @property
    def interval(self) -> int | None:
        """Mean days between orders: (last - first) / (orders - 1); None below three orders."""
        if self.orders < 3 or self.first is None or self.last is None:
            return None
        return round((self.last - self.first).days / (self.orders - 1)) or None

    @property
    def first_channel(self) -> str:
        """Where the first order was placed."""
        return min(self.channels, key=lambda one: (one.first, one.channel)).channel if self.channels else ""

    @property
    def now_channels(self) -> tuple[str, ...]:
        """Where this person buys now: one channel, or two that share the last 365 days; the larger first."""
        year = sum(one.year_orders for one in self.channels)
        ranked = sorted(self.channels, key=lambda one: (-one.year_orders, one.channel))
        if not year:
            return ()
        if ranked[0].year_orders / year >= MAIN_SHARE or len(ranked) == 1:
            return (ranked[0].channel,)
        return tuple(one.channel for one in ranked[:2] if one.year_orders / year >= HALF) or (ranked[0].channel,)

    @property
    def next_visit(self) -> date | None:
        """The last order plus the mean interval, when that is still ahead."""
        if self.last is None or self.interval is None:
            return None
        due = self.last + timedelta(days=self.interval)
        return due if due >= self.today else None


def sentence(facts: Facts, *, names: dict[str, str]) -> str:
    """Tell the story: how we met and where they buy now, then the rhythm. `names` are the channels' names."""
    if not facts.channels:
        return _("Known to us, but has not bought yet.")
    meeting, rhythm = _meeting(facts, names), _rhythm(facts)
    # Japanese sentences stand without a space between them.
    return f"{meeting}{'' if meeting.endswith('。') else ' '}{rhythm}".strip()


def _meeting(facts: Facts, names: dict[str, str]) -> str:
    first = names.get(facts.first_channel, facts.first_channel)
    now = [names.get(code, code) for code in facts.now_channels]
    if facts.orders == 1:
        return _("Bought once, by %(first)s.") % {"first": first}
    if not now:
        return _("Met by %(first)s; nothing bought for a year.") % {"first": first}
    if facts.now_channels == (facts.first_channel,):
        return _("Met by %(first)s and has stayed there.") % {"first": first}
    if len(now) == 1:
        return _("Met by %(first)s, now buys by %(now)s.") % {"first": first, "now": now[0]}
    both = {"first": first, "one": now[0], "other": now[1]}
    return _("Met by %(first)s, now buys by %(one)s and %(other)s in equal parts.") % both


def _rhythm(facts: Facts) -> str:
    if not facts.now_channels:
        return ""
    days = facts.days_since or 0
    if facts.next_visit:
        when = f"{facts.next_visit.month}/{facts.next_visit.day}"
        return _("Buys every %(days)d days; next around %(when)s.") % {"days": facts.interval or 0, "when": when}
    if days >= DORMANT:
        return ngettext("Dormant for %(days)d day.", "Dormant for %(days)d days.", days) % {"days": days}
    if facts.interval:
        late = days - facts.interval
        return ngettext("Later than usual by %(days)d day.", "Later than usual by %(days)d days.", late) % {
            "days": late
        }
    return ""
