# SPDX-License-Identifier: Apache-2.0
"""What a step does with whoever stands on it: lead on by a branch, or keep until a moment. Time is an argument."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules.graphs import DRAW, Step, minutes

WAITING = frozenset({"wait", "until", "wait_event"})


@dataclass(frozen=True, slots=True)
class Move:
    """On by `branch`, or waiting until `wake_at`; `note` is what the log says."""

    branch: str = ""
    wake_at: datetime | None = None
    note: str = ""


def waits(step: Step, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give until when a step keeps somebody who arrives now; None where it keeps nobody."""
    if step.kind in ("wait", "wait_event"):
        days = int(step["days"] or 0)
        rest = timedelta(minutes=minutes(step) - days * 1440)
        # So many days later at the same hour of the reader's clock, also when the clock is changed in between.
        local = now.astimezone(zone)
        return datetime.combine(local.date() + timedelta(days=days), local.time(), tzinfo=zone) + rest
    if step.kind == "until":
        return next_time(str(step["at"]), now=now, zone=zone)
    return None


def next_time(at: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Give the next moment at which the clock on the wall shows an hour; now is not next."""
    hour, _, minute = at.partition(":")
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), time(int(hour), int(minute)), tzinfo=zone)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), today.timetz())


def left_by(step: Step, *, has_signal: bool) -> str:
    """Name the branch by which a step is left when its waiting ends."""
    if step.kind == "wait_event":
        return "event" if has_signal else "timeout"
    return "next"


def arm(seed: str, person: str, *, share: int) -> str:
    """Draw `a` for `share` in ten thousand, `b` for the rest: the same person always draws the same."""
    number = int.from_bytes(blake2b(f"{seed}:{person}".encode(), digest_size=8).digest())
    return "a" if number % DRAW < share else "b"
