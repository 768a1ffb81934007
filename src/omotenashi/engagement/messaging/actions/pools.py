# SPDX-License-Identifier: Apache-2.0
"""Keep our name with mailboxes: warm a new sender up, stop by ourselves where it is better, go on when somebody says so."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base import clock
from omotenashi.engagement.messaging.actions import pacing
from omotenashi.engagement.messaging.actions.waking import wake
from omotenashi.engagement.messaging.models import Message, Pace, Pool
from omotenashi.engagement.messaging.queries import pools
from omotenashi.engagement.messaging.rules import gate, returns, warming
from omotenashi.places.locations.queries import zone

POLICY, COMPLAINTS, BY_HAND = "policy", "complaints", "hand"
_DAY, _MINUTE = 86_400, 60
_AGAIN = timedelta(hours=1)


@transaction.atomic
def warm_up(*, began: date | None, now: datetime, channel: str = pools.CHANNEL) -> None:
    """Begin the plan of a new sender on a day, or end it; carriers are kept to from then on, unless somebody said otherwise."""
    Pool.objects.update_or_create(channel=channel, defaults={"warming_from": began})
    if began is None:
        pacing.set_pace(channel=channel, most=None, seconds=_DAY, now=now)
        return
    known = set(Pace.objects.filter(channel=channel).values_list("domain", flat=True))
    for domain, most in warming.DOMAINS.items():
        if domain not in known:
            pacing.set_pace(channel=channel, domain=domain, most=most, seconds=_MINUTE, now=now)
    refresh(now=now)


@transaction.atomic
def refresh(*, now: datetime) -> None:
    """Set the ceilings of today; a plan that is over lifts its own."""
    today = clock.day_of(now, zone=zone())
    for pool in Pool.objects.exclude(warming_from=None):
        most = warming.ceiling(pool.warming_from or today, day=today)
        pacing.set_pace(channel=pool.channel, most=most, seconds=_DAY, now=now)
        if most is None:
            Pool.objects.filter(pk=pool.pk).update(warming_from=None)


@transaction.atomic
def stop(why: str, *, now: datetime, channel: str = pools.CHANNEL) -> bool:
    """Stop the advertising of a channel; what waits to go is judged anew and says why. Say whether it went on till now."""
    Pool.objects.get_or_create(channel=channel)
    if not Pool.objects.filter(pk=channel, stopped_at=None).update(stopped_at=now, stopped_why=why):
        return False
    Message.objects.filter(state="queued", channel=channel, purpose__kind="marketing").update(state="held", due_at=now)
    return True


@transaction.atomic
def start(*, now: datetime, channel: str = pools.CHANNEL) -> None:
    """Go on, with nothing held against us from before."""
    Pool.objects.filter(pk=channel).update(stopped_at=None, stopped_why="", policies=[], complaints=[])
    Message.objects.filter(state="held", reason="pool", channel=channel).update(due_at=now)
    wake()


def held(batch: Sequence[Message], rulings: Mapping[UUID, gate.Ruling], *, now: datetime) -> dict[UUID, gate.Ruling]:
    """Give the rulings of what has to wait because the sender of its channel stopped."""
    stopped = pools.stopped()
    found: dict[UUID, gate.Ruling] = {}
    for message in batch if stopped else ():
        ruling = rulings[message.pk]
        if ruling.outcome != gate.SEND or ruling.way is None or ruling.way.channel not in stopped:
            continue
        if message.purpose.kind == "marketing":
            step = gate.Step("pool", gate.HOLD, "pool", stopped[ruling.way.channel])
            found[message.pk] = gate.Ruling(gate.HOLD, "pool", (*ruling.steps, step), ruling.way, now + _AGAIN)
    return found


@transaction.atomic
def refused(*, now: datetime, channel: str = pools.CHANNEL) -> bool:
    """Note that a mailbox refused us for what we are; say whether it was better to stop."""
    pool = _locked(channel)
    pool.policies = [*[one for one in pool.policies if one > now - returns.POLICY_HOUR][-returns.POLICIES :], now]
    pool.save(update_fields=["policies"])
    return returns.is_refused(pool.policies, now=now) and stop(POLICY, now=now, channel=channel)


@transaction.atomic
def complained(*, now: datetime, channel: str = pools.CHANNEL) -> bool:
    """Note that somebody called us spam; say whether it was better to stop."""
    pool, since = _locked(channel), now - returns.COMPLAINT_WEEK
    pool.complaints = [*[one for one in pool.complaints if one > since], now]
    pool.save(update_fields=["complaints"])
    many = len(pool.complaints)
    # What went is counted only where so many speak that it matters.
    if many < returns.COMPLAINTS or not returns.is_unwanted(many, sent=pools.sent_since(since)):
        return False
    return stop(COMPLAINTS, now=now, channel=channel)


def _locked(channel: str) -> Pool:
    Pool.objects.get_or_create(channel=channel)
    return Pool.objects.select_for_update().get(pk=channel)
