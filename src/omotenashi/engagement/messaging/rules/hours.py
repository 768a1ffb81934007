# SPDX-License-Identifier: Apache-2.0
"""The hour at which somebody is likeliest to answer: their own opens, clicks and purchases, drawn towards those of everybody.

Who answered little is taken for like the others; where there are too few of these, too, nobody guesses and it goes at once.
Hours are those of the reader's zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from omotenashi.engagement.messaging.rules.quiet import Quiet

# So much of the house stands beside what somebody did themselves; below so many answers of the house nothing is known.
PRIOR, FEW = 8, 50
OWN, HOUSE, TOO_FEW, WAITED = "own", "house", "few", "waited"
_HOUR = timedelta(hours=1)
_DAY = 24
type Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """When it goes (nothing: now), why (`own`, `house`, `few`, or that it `waited` for it), the hour, and how many own answers there were."""

    at: datetime | None
    why: str
    hour: int | None = None
    answers: int = 0


def best(own: Counts, house: Counts, *, now: datetime, until: datetime | None, quiet: Quiet) -> Choice:
    """Choose among the hours from now until a message is over, a day at most; hours of quiet are none."""
    answers, all_ = sum(own.values()), sum(house.values())
    if all_ < FEW:
        return Choice(None, TOO_FEW, answers=answers)
    scores = _smooth([(own.get(hour, 0) + PRIOR * house.get(hour, 0) / all_) for hour in range(_DAY)])
    moments = [at for at in _moments(now, quiet.zone) if (until is None or at < until) and not quiet.holds(at)]
    # Of hours that are equally good the first.
    chosen = max(moments, key=lambda at: (scores[at.astimezone(quiet.zone).hour], -at.timestamp()), default=now)
    why, hour = OWN if answers >= PRIOR else HOUSE, chosen.astimezone(quiet.zone).hour
    if chosen == now:
        return Choice(None, why, hour, answers)
    spread = chosen + quiet.share()
    is_late = (until is not None and spread >= until) or quiet.holds(spread)
    return Choice(chosen if is_late else spread, why, hour, answers)


def _moments(now: datetime, zone: ZoneInfo) -> list[datetime]:
    """Give now, and the beginning of each hour of the day that follows."""
    first = now.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
    return [now, *(first + n * _HOUR for n in range(1, _DAY))]


def _smooth(counts: list[float]) -> list[float]:
    """Let the hours beside an hour speak for it, half as loud."""
    return [counts[hour - 1] / 2 + counts[hour] + counts[(hour + 1) % _DAY] / 2 for hour in range(_DAY)]
