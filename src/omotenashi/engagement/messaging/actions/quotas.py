# SPDX-License-Identifier: Apache-2.0
"""Read what a company counted this month, so that nothing is promised that it would not take."""

from datetime import datetime, timedelta

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import ChannelPlan
from omotenashi.engagement.messaging.queries import quotas

_OLD = timedelta(hours=6)


def read(channel: str, *, now: datetime) -> str:
    """Ask a channel for its quota and keep the answer; give what it said against it. Outside of a transaction."""
    spoken = ports.channel(channel)
    if not isinstance(spoken, ports.Metered):
        return ""
    try:
        most, used = spoken.quota()
    except ports.Unreachable as failure:
        said = str(failure)[:300] or type(failure).__name__
        ChannelPlan.objects.filter(pk=channel).update(error=said)
        return said
    values = {"most": most, "used": used, "read_at": now, "error": ""}
    ChannelPlan.objects.update_or_create(
        channel=channel, defaults=values, create_defaults={**values, "price": quotas.price_of(channel)}
    )
    return ""


def refresh(*, now: datetime) -> None:
    """Ask every channel whose count is old. Outside of a transaction."""
    for channel in ports.connected():
        if isinstance(ports.channel(channel), ports.Metered):
            known = ChannelPlan.objects.filter(pk=channel, read_at__gt=now - _OLD).exists()
            if not known:
                read(channel, now=now)


def use_up(channel: str, *, now: datetime) -> None:
    """Note that a company takes nothing more this month, whatever we counted."""
    plan, _made = ChannelPlan.objects.get_or_create(
        channel=channel, defaults={"most": 0, "price": quotas.price_of(channel)}
    )
    plan.most = plan.used = plan.most or 0
    plan.read_at = now
    plan.save(update_fields=["most", "used", "read_at"])
