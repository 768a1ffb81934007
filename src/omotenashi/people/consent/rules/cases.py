# SPDX-License-Identifier: Apache-2.0
"""The life of a request: received → verified → answered, or refused, or taken back."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

STATES = ("received", "verified", "answered", "refused", "withdrawn")
OPEN = frozenset({"received", "verified"})
# What may follow on what.
_NEXT = {
    "received": frozenset({"verified", "refused", "withdrawn"}),
    "verified": frozenset({"answered", "refused", "withdrawn"}),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time is left: whole days (negative when late) and `good`, `warn`, `bad`; `done` when it is over."""

    days: int
    tone: str


def state_of(
    *,
    verified_at: datetime | None,
    answered_at: datetime | None,
    refused_at: datetime | None,
    withdrawn_at: datetime | None,
) -> str:
    """Give the state that the moments tell."""
    if withdrawn_at:
        return "withdrawn"
    if refused_at:
        return "refused"
    if answered_at:
        return "answered"
    return "verified" if verified_at else "received"


def may_become(state: str, following: str) -> bool:
    """Say whether a case may go from one state to another. An answer needs the identity check before it."""
    return following in _NEXT.get(state, frozenset())


def clock(*, state: str, answer_by: datetime, now: datetime) -> Clock:
    """Give the deadline's clock: a third of a fortnight before its end it warns."""
    left = (answer_by - now) / timedelta(days=1)
    if state not in OPEN:
        return Clock(math.ceil(left), "done")
    return Clock(math.ceil(left), "bad" if left <= 0 else "warn" if left <= 4 else "good")
