# SPDX-License-Identifier: Apache-2.0
"""The house's own limits: quiet hours, caps, who is left in peace, and the button that stops all advertising."""

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging.actions.waking import wake
from omotenashi.engagement.messaging.models import CapRule, Message, Pause, Policy
from omotenashi.engagement.messaging.rules import caps
from omotenashi.people.customers.models import NodePerson

# An hour: a scenario does not wait longer for what may never come.
LONGEST_TICK = 3_600


class BadPolicy(Exception):
    """A limit that cannot be."""


@transaction.atomic
def set_quiet(*, begins: time, finishes: time, now: datetime) -> None:
    """Set the hours in which nobody is advertised to; the same hour twice means none. What waits for them is asked anew."""
    Policy.objects.update_or_create(
        only=True, defaults={"quiet_from": begins, "quiet_until": finishes, "changed_at": now}
    )
    if Message.objects.filter(state="held", reason="quiet").update(due_at=now):
        wake()


@transaction.atomic
def set_origin(origin: str) -> None:
    """Say where the pages of the house stand, as whoever publishes reaches them: links of messages lead there."""
    Policy.objects.update_or_create(only=True, defaults={"origin": origin.rstrip("/")})


@transaction.atomic
def set_ticks(*, triggered: int, broadcast: int) -> None:
    """Set for how many seconds advertising, and broadcasts, wait for what may overtake them. Raises BadPolicy."""
    if not 0 <= triggered <= LONGEST_TICK or not 0 <= broadcast <= LONGEST_TICK:
        raise BadPolicy("tick")
    Policy.objects.update_or_create(only=True, defaults={"tick": triggered, "broadcast_tick": broadcast})


@transaction.atomic
def set_cap(*, window: str, most: int | None, channel: str = "", now: datetime) -> None:
    """Set how many messages somebody gets within a window; None lifts the cap. Raises BadPolicy."""
    if window not in caps.WINDOWS or (most is not None and not 0 <= most <= caps.MOST):
        raise BadPolicy(window)
    live = CapRule.objects.select_for_update().filter(window=window, channel=channel, ended_at=None)
    if most is not None and live.exists():
        live.update(most=most)
    elif most is None:
        live.update(ended_at=now)
    else:
        CapRule.objects.create(window=window, channel=channel, most=most)


@transaction.atomic
def stop(*, by: str, now: datetime) -> None:
    """Stop all advertising at once: nothing more is handed over until `start`."""
    Policy.objects.update_or_create(only=True, defaults={"stopped_at": now, "stopped_by": by})


@transaction.atomic
def start(*, now: datetime) -> None:
    """Let advertising go on; what waited is judged anew, so that nothing goes that is no longer true."""
    Policy.objects.update_or_create(only=True, defaults={"stopped_at": None, "stopped_by": ""})
    Message.objects.filter(state="queued", purpose__kind="marketing").update(state="held", due_at=now)
    wake()


@transaction.atomic
def pause(*, node_id: UUID, reason: str, by: str, key: str, now: datetime, until: datetime | None = None) -> bool:
    """Leave somebody in peace; say whether this is new."""
    values = {"node_id": node_id, "reason": reason, "by": by, "began_at": now, "until": until}
    return Pause.objects.get_or_create(key=key, defaults=values)[1]


@transaction.atomic
def resume(*, key: str, now: datetime) -> bool:
    """End a pause, and let what it kept back be judged anew; say whether it was one."""
    ended = Pause.objects.select_for_update().filter(key=key, ended_at=None).first()
    if ended is None:
        return False
    Pause.objects.filter(pk=ended.pk).update(ended_at=now)
    person = NodePerson.objects.filter(node=ended.node_id).values("person")
    kept = Message.objects.filter(state="held", reason=ended.reason, node__nodeperson__person__in=person)
    if kept.update(due_at=now):
        wake()
    return True
