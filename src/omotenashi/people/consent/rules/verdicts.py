# SPDX-License-Identifier: Apache-2.0
"""May this address be used for this purpose? The answer, and what decided it.

Nothing said means no, except for what an order itself needs. A live suppression outweighs every grant.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

# Asked of everybody who is not yet this old, for advertising (spec japan.md 1; the reform of 2026).
GUARDED_BELOW = 16
GUARDED = frozenset({"marketing", "profiling", "sharing"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """The act that holds: its id, its answer, when it ends, and whether a guardian gave it."""

    entry_id: UUID
    state: str
    expires_at: datetime | None = None
    by_guardian: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """A live suppression of the address."""

    suppression_id: UUID
    scope: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`allowed`, and why: `granted`, `needed`, `suppressed`, `minor`, `missing`, `expired`, `denied`, `withdrawn`.

    `entry` and `suppression` are the ids of the row that decided. A verdict is true where it allows.
    """

    allowed: bool
    reason: str
    entry: UUID | None = None
    suppression: UUID | None = None

    def __bool__(self) -> bool:
        return self.allowed


def decide(*, kind: str, said: Said | None, stops: list[Stop], born: date | None, now: datetime, day: date) -> Verdict:
    """Decide for a kind of purpose. `day` is the retailer's day at `now`."""
    stop = next((s for s in stops if s.scope == "all" or kind != "transactional"), None)
    if stop is not None:
        return Verdict(False, "suppressed", said.entry_id if said else None, stop.suppression_id)
    if said is None:
        return Verdict(True, "needed") if kind == "transactional" else Verdict(False, "missing")
    if said.state != "granted":
        return Verdict(False, said.state, said.entry_id)
    if said.expires_at is not None and said.expires_at <= now:
        return Verdict(False, "expired", said.entry_id)
    if kind in GUARDED and is_guarded(born, day=day) and not said.by_guardian:
        return Verdict(False, "minor", said.entry_id)
    return Verdict(True, "granted", said.entry_id)


def is_guarded(born: date | None, *, day: date) -> bool:
    """Say whether somebody is younger than sixteen on a day; nobody is, whose birth date is unknown."""
    return born is not None and age_on(born, day=day) < GUARDED_BELOW


def age_on(born: date, *, day: date) -> int:
    """Give the age in full years. Who was born on 29 February is older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def has_guardian(proof: Any) -> bool:
    """Say whether the proof of an act names a guardian."""
    return isinstance(proof, dict) and bool(proof.get("guardian"))
