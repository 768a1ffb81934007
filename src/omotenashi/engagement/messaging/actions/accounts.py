# SPDX-License-Identifier: Apache-2.0
"""Enter, change, test and remove the keys of a channel, and say what it costs. Keys are sealed and never given out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import keyring
from omotenashi.engagement.messaging.actions import quotas
from omotenashi.engagement.messaging.models import ChannelAccount, ChannelPlan
from omotenashi.engagement.messaging.queries import accounts
from omotenashi.engagement.messaging.queries.quotas import price_of

_LONGEST_PRICE = 1_000
_LONGEST_WELCOME = 1_000


class BadKeys(Exception):
    """Keys that cannot be: a part is missing, or the channel has none, or they stand in the environment."""


@transaction.atomic
def set_keys(channel: str, given: Mapping[str, str], *, staff_id: UUID | None, now: datetime) -> ChannelAccount:
    """Enter keys, or change those that are given; empty ones stay as they are. Raises BadKeys."""
    if channel not in accounts.KEYS or accounts.is_fixed(channel):
        raise BadKeys(channel)
    names, signing = accounts.KEYS[channel], accounts.SIGNING[channel]
    known = accounts.keys_of(channel)
    wanted = {name: given.get(name, "").strip() or known.get(name, "") for name in names}
    if not all(wanted.values()):
        raise BadKeys(", ".join(name for name in names if not wanted[name]))
    is_rotated = bool(known.get(signing)) and known[signing] != wanted[signing]
    before = {"before": known[signing]} if is_rotated else {"before": known.get("before", "")}
    held = ChannelAccount.objects.filter(pk=channel).values_list("before_until", flat=True).first()
    values = {
        "sealed": keyring.sealed(wanted | before, about=accounts.about(channel)),
        "hints": {name: keyring.hint(value) for name, value in wanted.items()},
        "set_by_id": staff_id, "set_at": now, "before_until": now + keyring.BOTH if is_rotated else held,
        "tested_at": None, "test_error": "",
    }  # fmt: skip
    return ChannelAccount.objects.update_or_create(channel=channel, defaults=values)[0]


def test_keys(channel: str, *, now: datetime) -> str:
    """Ask the company whether the keys open the account; give what it said against it. Outside of a transaction."""
    said = quotas.read(channel, now=now)
    ChannelAccount.objects.filter(pk=channel).update(tested_at=now, test_error=said[:300])
    return said


def remove_keys(channel: str) -> bool:
    """Forget the keys: the stand-in takes their place from this moment. Say whether there were any."""
    return ChannelAccount.objects.filter(pk=channel).delete()[0] > 0


@transaction.atomic
def set_plan(channel: str, *, price: int, spare: int) -> None:
    """Say what a message costs and how much of a month is kept for orders. Raises BadKeys."""
    if not 0 <= price <= _LONGEST_PRICE or not 0 <= spare <= 100:
        raise BadKeys("plan")
    ChannelPlan.objects.update_or_create(channel=channel, defaults={"price": price, "spare": spare})


@transaction.atomic
def set_welcome(channel: str, text: str) -> None:
    """Say with which words whoever begins to follow us is greeted; none: our own. Raises BadKeys."""
    said = text.strip().replace("\r\n", "\n")
    if len(said) > _LONGEST_WELCOME or not said.replace("\n", "").isprintable():
        raise BadKeys("welcome")
    prices = {"welcome": said, "price": price_of(channel)}
    ChannelPlan.objects.update_or_create(channel=channel, defaults={"welcome": said}, create_defaults=prices)
