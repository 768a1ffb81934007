# SPDX-License-Identifier: Apache-2.0
"""What somebody plans to compare, read from a form: a plan, or what is wrong with it. No reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from omotenashi.insight.effects import MEASURES
from omotenashi.insight.queries import BUCKETS, REACHED
from omotenashi.insight.queries import HELD_OUT as CONTROL

MOST_ARMS, LONGEST, MOST_DAYS = 3, 40, 365
USUAL_CONTROL, USUAL_DAYS = 10, 30
LEAST_CONTROL, MOST_CONTROL = 1, 90


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`control`: percent kept back. `ways`: what is done, and the parts in which the others are shared among it."""

    name: str = ""
    segment: UUID | None = None
    measure: str = "sales"
    days: int = USUAL_DAYS
    end: date | None = None
    control: int = USUAL_CONTROL
    ways: tuple[tuple[str, int], ...] = ()
    cost: int = 0
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def arms(self) -> dict[str, int]:
        """How many of 10,000 get each; what does not divide goes to the first."""
        kept = self.control * BUCKETS // 100
        ways = self.ways or ((REACHED, 1),)
        parts = sum(part for _name, part in ways)
        shared = {name: (BUCKETS - kept) * part // parts for name, part in ways}
        shared[ways[0][0]] += BUCKETS - kept - sum(shared.values())
        return {CONTROL: kept, **shared}

    def end_at(self, zone: ZoneInfo) -> datetime | None:
        """The end of its last day."""
        return datetime.combine(self.end, time(23, 59, 59), zone) if self.end else None


def read(said: Mapping[str, Any], *, today: date) -> Plan:
    """Read a form. What cannot be is left at its usual value and said in `wrong`, by the name of the field."""
    wrong: dict[str, str] = {}
    name = str(said.get("name", "")).strip()[:80]
    if not name:
        wrong["name"] = _("Give it a name by which you will know it.")
    segment = _uuid(said.get("segment"))
    if segment is None:
        wrong["segment"] = _("Choose whom it is about.")
    end = _day(said.get("end"))
    if end is not None and end <= today:
        wrong["end"] = _("The last day must lie ahead.")
    measure = str(said.get("measure", "sales"))
    return Plan(
        name=name,
        segment=segment,
        measure=measure if measure in MEASURES else "sales",
        days=_whole(said, "days", USUAL_DAYS, low=1, high=MOST_DAYS, wrong=wrong),
        end=end,
        control=_whole(said, "control", USUAL_CONTROL, low=LEAST_CONTROL, high=MOST_CONTROL, wrong=wrong),
        ways=_ways(said, wrong),
        cost=_whole(said, "cost", 0, low=0, high=10**10, wrong=wrong),
        wrong=wrong,
    )


def _ways(said: Mapping[str, Any], wrong: dict[str, str]) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for place in range(1, MOST_ARMS + 1):
        name = str(said.get(f"way{place}", "")).strip()[:LONGEST]
        if name:
            found.append((name, _whole(said, f"part{place}", 1, low=1, high=100, wrong=wrong)))
    names = [name for name, _part in found]
    if len(set(names)) < len(names) or CONTROL in names:
        wrong["way1"] = _("Each group needs a name of its own.")
        return ()
    return tuple(found)


def _whole(said: Mapping[str, Any], name: str, usual: int, *, low: int, high: int, wrong: dict[str, str]) -> int:
    text = str(said.get(name, "")).replace(",", "").strip()
    if not text:
        return usual
    if not text.isdecimal() or not low <= int(text) <= high:
        wrong[name] = _("A whole number from %(low)s to %(high)s.") % {"low": f"{low:,}", "high": f"{high:,}"}
        return usual
    return int(text)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text or ""))
    except ValueError:
        return None
