# SPDX-License-Identifier: Apache-2.0
"""The send gate: may this message go to this person now? Every step leaves a verdict, so each send explains itself.

The steps stand in the order of the design (engagement.md 4). What differs by kind of message is said in `ASKED`: order
messages are never kept back by caps, quiet hours or a hold-out. The allowance is not decided here: it is reserved in the
database (actions/allowances.py) after everything else allows, and its verdict is added then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from omotenashi.engagement.messaging.rules.hours import Choice
from omotenashi.engagement.messaging.rules.places import PLACES
from omotenashi.engagement.messaging.rules.quiet import Quiet

CONSENT, QUOTA, PAUSE, TOPIC, TRUTH, HOLDOUT, ALLOWANCE, QUIET, HOUR, PACE, CONTENT = (
    "consent", "quota", "pause", "topic", "truth", "holdout", "allowance", "quiet", "hour", "pace", "content",
)  # fmt: skip
STEPS = (CONSENT, QUOTA, PAUSE, TOPIC, TRUTH, HOLDOUT, QUIET, HOUR, ALLOWANCE, PACE, CONTENT)
# Which steps can keep back a message, by the kind of its purpose. Consent is asked always; of order messages it only
# says what the law needs (an address that must not be written to at all).
ASKED: Mapping[str, frozenset[str]] = {
    "marketing": frozenset(STEPS),
    "service": frozenset({CONSENT, QUOTA, PAUSE, TRUTH, QUIET, CONTENT}),
    "transactional": frozenset({CONSENT, QUOTA, TRUTH, CONTENT}),
}

HELD_OUT, CAPPED, OUTRANKED, AVOIDED = "held_out", "capped", "outranked", "avoided"
SEND, HOLD, DROP = "send", "hold", "drop"
_NONE: Mapping[str, datetime] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """One verdict: what was asked, what came of it (`pass`, `hold`, `drop`), why, and what showed it."""

    step: str
    outcome: str
    reason: str = ""
    evidence: str = ""

    def kept(self) -> dict[str, str]:
        """Give it as it is stored."""
        return {"step": self.step, "outcome": self.outcome, "reason": self.reason, "evidence": self.evidence}


@dataclass(frozen=True, slots=True)
class Way:
    """A contact point that could be used: its channel, and what consent says of it."""

    contact_point: Any
    channel: str
    allowed: bool
    reason: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """All that is known of one message and one person at one moment.

    `ways` in the order of preference; `avoided` is the topic of it that its
    reader wants left alone; `untrue` names what no longer holds of the reason to write (empty: all holds); `hour`
    is chosen for whoever is to be met at their best hour.
    """

    kind: str
    ways: Sequence[Way]
    paused: str = ""
    avoided: str = ""
    untrue: str = ""
    held_out: str = ""
    expires_at: datetime | None = None
    hour: Choice | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of the message: `send` by `way`, `hold` until `until`, or `drop`; `reason` is the deciding word."""

    outcome: str
    reason: str
    steps: tuple[Step, ...]
    way: Way | None = None
    until: datetime | None = None


def rule(case: Case, *, quiet: Quiet, now: datetime, full: Mapping[str, datetime] = _NONE) -> Ruling:
    """Decide everything but the allowance. `full`: channels without room, and when there is room again."""
    asked = ASKED.get(case.kind, ASKED["marketing"])
    if case.expires_at is not None and case.expires_at <= now:
        return Ruling(DROP, "too_late", (Step("lifetime", DROP, "too_late"),))
    steps: list[Step] = []
    way, without = next((way for way in case.ways if way.allowed and way.channel not in full), None), None
    if way is None:
        way = without = next((way for way in case.ways if way.allowed), None)
    if way is None:
        reason = case.ways[0].reason if case.ways else "no_address"
        evidence = case.ways[0].evidence if case.ways else ""
        return Ruling(DROP, reason, (Step(CONSENT, DROP, reason, evidence),))
    steps.append(Step(CONSENT, "pass", way.reason, way.evidence))
    if without is not None:
        return _without_room(case, without, steps, until=full[without.channel])
    if full:
        steps.append(Step(QUOTA, "pass", way.channel))
    for step, outcome, fault, evidence in (
        (PAUSE, HOLD, case.paused, ""),
        (TOPIC, DROP, AVOIDED if case.avoided else "", case.avoided),
        (TRUTH, DROP, case.untrue, ""),
        (HOLDOUT, DROP, case.held_out, ""),
    ):
        if step in asked and fault:
            until = quiet.later(now) if outcome == HOLD else None
            return Ruling(outcome, fault, (*steps, Step(step, outcome, fault, evidence)), way, until)
        if step in asked:
            steps.append(Step(step, "pass"))
    if way.channel not in PLACES:
        step, until = _by_the_clock(case, asked, quiet=quiet, now=now, steps=steps)
        if until is not None:
            return Ruling(HOLD, step, tuple(steps), way, until)
    return Ruling(SEND, "", tuple(steps), way)


def _by_the_clock(
    case: Case, asked: frozenset[str], *, quiet: Quiet, now: datetime, steps: list[Step]
) -> tuple[str, datetime | None]:
    """Ask the hours of quiet and the hour of the reader, and add what they say to `steps`."""
    until = quiet.ends(now) if QUIET in asked else None
    if until is not None:
        told = until.astimezone(quiet.zone) if quiet.abroad else until
        steps.append(Step(QUIET, HOLD, "quiet", quiet.said(told.isoformat())))
        return QUIET, until
    if QUIET in asked:
        steps.append(Step(QUIET, "pass"))
    if HOUR in asked and case.hour is not None:
        outcome = "pass" if case.hour.at is None else HOLD
        steps.append(
            Step(HOUR, outcome, case.hour.why, "" if case.hour.hour is None else quiet.said(str(case.hour.hour)))
        )
        return HOUR, case.hour.at
    return QUIET, None


def _without_room(case: Case, way: Way, steps: Sequence[Step], *, until: datetime) -> Ruling:
    """Wait for the month in which there is room, unless it comes too late; news of an order do."""
    if case.kind == "transactional" or (case.expires_at is not None and case.expires_at <= until):
        return Ruling(DROP, QUOTA, (*steps, Step(QUOTA, DROP, QUOTA)), way)
    return Ruling(HOLD, QUOTA, (*steps, Step(QUOTA, HOLD, QUOTA, until.isoformat())), way, until)
