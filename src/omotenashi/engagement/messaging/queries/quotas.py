# SPDX-License-Identifier: Apache-2.0
"""How much of a channel is left this month, and what a message costs."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from omotenashi.engagement.messaging.models import ChannelPlan, Message

# What is on its way or went counts; what was refused does not.
_COUNTED = ("queued", "sending", "sent", "unknown")


@dataclass(frozen=True, slots=True)
class Meter:
    """A channel's month: what the company counted and we since, of how many, and what is kept for orders."""

    channel: str
    used: int
    most: int | None
    spare: int
    price: int
    read_at: datetime | None
    error: str

    @property
    def left(self) -> int | None:
        """Give how many messages may still go; nothing where nothing limits it."""
        return None if self.most is None else max(self.most - self.used, 0)

    @property
    def kept(self) -> int:
        """Give how many of the month are kept for what orders need."""
        return (self.most or 0) * self.spare // 100

    def room(self, *, is_advertising: bool) -> int | None:
        """Give how many more of a kind may go."""
        if self.left is None:
            return None
        return max(self.left - self.kept, 0) if is_advertising else self.left

    @property
    def share(self) -> int:
        """Give how much is used, in percent."""
        return min(100, self.used * 100 // self.most) if self.most else (100 if self.most == 0 else 0)


def price_of(channel: str) -> int:
    """Give what one message of a channel costs, in minor units, unless somebody said otherwise."""
    said = ChannelPlan.objects.filter(pk=channel).values_list("price", flat=True).first()
    return said if said is not None else int(settings.CHANNEL_PRICES.get(channel, 0))


def welcome_of(channel: str) -> str:
    """Give the house's own words for whoever begins to follow it; empty where it has none."""
    return ChannelPlan.objects.filter(pk=channel).values_list("welcome", flat=True).first() or ""


def meter(channel: str, *, locked: bool = False) -> Meter | None:
    """Give the meter of a channel that has a quota; `locked`: nobody else counts on it meanwhile."""
    found = ChannelPlan.objects.select_for_update() if locked else ChannelPlan.objects.all()
    plan = found.filter(pk=channel).exclude(read_at=None).first()
    if plan is None or plan.read_at is None:
        return None
    since = Message.objects.filter(channel=channel, state__in=_COUNTED)
    waiting = Q(sent_at=None) | Q(sent_at__gt=plan.read_at)
    return Meter(
        channel=channel, used=plan.used + since.filter(waiting).count(), most=plan.most, spare=plan.spare,
        price=plan.price, read_at=plan.read_at, error=plan.error,
    )  # fmt: skip
