# SPDX-License-Identifier: Apache-2.0
"""With which keys a channel is spoken to: those of the environment, else those of the settings."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import ChannelAccount, Friendship
from omotenashi.people.customers.models import ContactPoint

# What is needed to speak on a channel, in the order in which it is asked for.
KEYS: Mapping[str, tuple[str, ...]] = {"line": ("token", "secret"), "sms": ("account", "token", "sender")}
# The one with which a message of the company is signed: after a change the one before is heard for a while.
SIGNING: Mapping[str, str] = {"line": "secret", "sms": "token"}


def about(channel: str) -> str:
    """Say for what keys are sealed."""
    return f"messaging:{channel}"


def is_fixed(channel: str) -> bool:
    """Say whether the keys stand in the environment of the server."""
    return bool(settings.CHANNEL_KEYS.get(channel, {}).get("token"))


def keys_of(channel: str) -> dict[str, str]:
    """Give the keys of a channel; empty where none were entered, or they cannot be read."""
    if is_fixed(channel):
        return dict(settings.CHANNEL_KEYS[channel])
    account = ChannelAccount.objects.filter(pk=channel).first()
    return account.opened(about=about(channel)) if account else {}


def secrets_of(channel: str, *, now: datetime) -> list[str]:
    """Give the secrets with which the company may have signed, the newest first."""
    account = None if is_fixed(channel) else ChannelAccount.objects.filter(pk=channel).first()
    kept = keys_of(channel) if account is None else account.opened(about=about(channel))
    still = account is not None and account.hears_before(now=now)
    found = [kept.get(SIGNING[channel], ""), kept.get("before", "") if still else ""]
    return [secret for secret in found if secret]


def is_friend(point: ContactPoint) -> bool | None:
    """Say whether somebody follows our account; nothing where the channel never told."""
    return Friendship.objects.filter(contact_point=point).values_list("is_friend", flat=True).first()


def standin_signature(body: bytes, *, channel: str = "line", where: str = "") -> str:
    """Sign as the stand-in of a company does: what it tells comes in by the same door."""
    return ports.listening(channel).sign(body, where=where)
