# SPDX-License-Identifier: Apache-2.0
"""What a step does with whoever stands on it: lead on by a branch, or keep until a moment. Time is an argument."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from omotenashi.engagement.journeys.rules.graphs import Step, minutes
from omotenashi.engagement.journeys.rules.kinds import DRAW

# Steps that only keep somebody; others that wait do something before.
WAITING = frozenset({"wait", "until", "wait_event", "wait_any"})
# Of these somebody may say that something begins the waiting anew, so often at most in a run.
RENEWED = frozenset({"wait", "wait_event", "wait_any"})
MOST_ANEW = 100
# The branch of whoever leaves the journey here; it leads nowhere.
EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Move:
    """On by `branch`, or waiting until `wake_at`; `note` is what the log says."""

    branch: str = ""
    wake_at: datetime | None = None
    note: str = ""


def waits(step: Step, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give until when a step keeps somebody who arrives now; None where it keeps nobody."""
    if step.kind in ("wait", "wait_event", "wait_any", "wait_segment", "task"):
        return later(step, now=now, zone=zone)
    if step.kind == "until":
        return next_time(str(step["at"]), now=now, zone=zone, weekdays=step["weekdays"] or ())
    if step.kind == "until_day":
        moment = moment_of(step, {}, zone=zone)
        return moment if moment is not None and moment > now else None
    return None


def later(step: Step, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment so many days, hours and minutes later, as a step says them."""
    days = int(step["days"] or 0)
    rest = timedelta(minutes=minutes(step) - days * 1440)
    # So many days later at the same hour of the reader's clock, also when the clock is changed in between.
    local = now.astimezone(zone)
    day = datetime.combine(local.date() + timedelta(days=days), local.time(), tzinfo=zone)
    # Hours and minutes are counted out, whatever the clock on the wall does meanwhile.
    return (day.astimezone(UTC) + rest).astimezone(zone)


def next_time(at: str, *, now: datetime, zone: ZoneInfo, weekdays: Collection[Any] = ()) -> datetime:
    """Give the next moment at which the clock on the wall shows an hour, on one of some weekdays; now is not next."""
    hour, _, minute = at.partition(":")
    day, wanted = now.astimezone(zone).date(), {int(day) for day in weekdays}
    while True:
        moment = datetime.combine(day, time(int(hour), int(minute)), tzinfo=zone)
        # An hour that the clock shows twice is met at the first; one that it leaves out, when it would have been.
        if moment.timestamp() > now.timestamp() and (not wanted or day.weekday() in wanted):
            return moment
        day += timedelta(days=1)


def moment_of(step: Step, context: Mapping[str, Any], *, zone: ZoneInfo) -> datetime | None:
    """Give the day and hour until which a step keeps; None where what somebody came in with names no day."""
    named = context.get(str(step["value"])) if step["what"] == "value" else step["day"]
    try:
        day = date.fromisoformat(str(named).replace("/", "-")[:10])
    except ValueError:
        return None
    hour, _, minute = str(step["at"]).partition(":")
    day += timedelta(days=int(step["offset"] or 0))
    return datetime.combine(day, time(int(hour), int(minute)), tzinfo=zone)


def arrive_at_day(step: Step, context: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> Move:
    """Keep until a day that is to come; where it is over, or none is known, do what the step says of it."""
    moment = moment_of(step, context, zone=zone)
    if moment is not None and moment > now:
        return Move(wake_at=moment)
    return Move({"exit": EXIT, "way": "past"}.get(str(step["late"]), "next"), note="past" if moment else "no_day")


def left_by(step: Step, signal: str = "") -> str:
    """Name the branch by which a step is left when its waiting ends, by what came meanwhile or by the time."""
    match step.kind:
        case "wait_event" | "wait_segment":
            return "event" if signal else "timeout"
        case "wait_any":
            return signal if signal in step.to else "timeout"
        case "task":
            return "done" if signal else "timeout"
        case _:
            return "next"


def renewing(step: Step) -> str:
    """Name what begins the waiting at a step anew; empty where nothing does."""
    return str(step["anew"] or "") if step.kind in RENEWED else ""


def in_segment(step: Step) -> Step:
    """Give the question that a wait for a segment asks: whether somebody is in it."""
    return Step("split", {"what": "segment", "segment": step["segment"]}, {})


def fits(case: Step, props: Mapping[str, Any]) -> bool:
    """Say whether what happened is of the kind that a branch waits for."""
    return not case["prop"] or str(props.get(str(case["prop"]), "")) == str(case["is"] or "")


def arm(seed: str, person: str, *, share: int) -> str:
    """Draw `a` for `share` in ten thousand, `b` for the rest: the same person always draws the same."""
    return "a" if _lot(seed, person) < share else "b"


def draw(seed: str, person: str, shares: Sequence[tuple[str, int]]) -> str:
    """Draw one of some arms by their shares in ten thousand; "" for whoever is left over."""
    lot = _lot(seed, person)
    for name, share in shares:
        if lot < share:
            return name
        lot -= share
    return ""


def shares_of(step: Step) -> list[tuple[str, int]]:
    """Give the arms of a step that draws, those who are held apart last."""
    return [*((str(one["key"]), int(one["share"] or 0)) for one in step.cases), ("hold", int(step["held"] or 0))]


def _lot(seed: str, person: str) -> int:
    return int.from_bytes(blake2b(f"{seed}:{person}".encode(), digest_size=8).digest()) % DRAW
