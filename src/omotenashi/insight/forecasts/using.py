# SPDX-License-Identifier: Apache-2.0
"""How people get on with what they bought, as a weight on their forecast: learned on one stretch that was kept back, judged on the next.

Who has just begun or finished something may come back sooner than their purchases alone say. Whether that is so here is asked of
the retailer's own record: the weights serve only where they made the forecast of weeks they had not seen better by more
than chance. They tell people apart and leave the sum as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from omotenashi.insight import rules
from omotenashi.insight.forecasts.answering import Answer, kept_back, value_check
from omotenashi.insight.forecasts.summaries import Floats, Ints

# What somebody did lately with what they bought: nothing that was told, begun something, finished something.
GROUPS: Final = ("none", "begun", "finished")
# As long as a stretch that is kept back, so that a group means the same at the end of each.
LATELY: Final = timedelta(days=rules.HOLDOUT_DAYS)
# So many people of whom usage is told are needed in each stretch.
LEAST: Final = 100
# A group says its own only as far as it is larger than so many customers of the middle.
_MIDDLE: Final = 50
# Better by chance alone in one case of twenty.
_SURE: Final = 1.64


@dataclass(frozen=True)
class Steps:
    """On which days persons began something and finished something, by the key of the lake."""

    began: Mapping[int, Sequence[date]]
    finished: Mapping[int, Sequence[date]]

    def group(self, persons: Any, *, day: date) -> Ints:
        """Give each person's place among `GROUPS`, as it was known at the end of a day: of the days up to it."""
        found = np.zeros(len(persons), dtype=np.int64)
        for place, person in enumerate(int(one) for one in persons):
            if _lately(self.began.get(person, ()), day):
                found[place] = 1
            if _lately(self.finished.get(person, ()), day):
                found[place] = 2
        return found


def _lately(days: Sequence[date], until: date) -> bool:
    return any(until - LATELY < one <= until for one in days)


@dataclass(frozen=True)
class Trial:
    """Whether usage serves the forecast, and the errors per customer of the last stretch without it and with it."""

    people: int
    least: int = LEAST
    tried: bool = False
    chosen: bool = False
    weights: tuple[float, ...] = ()
    rmse: tuple[float, ...] = ()
    mae: tuple[float, ...] = ()


def learned(*, expected: Floats, actual: Floats, group: Ints) -> Floats:
    """Give the weight of each group: how much more it brought than was said of it, against all; drawn to one where few are in it."""
    said, came = expected.sum(), actual.sum()
    if said <= 0 or came <= 0:
        return np.ones(len(GROUPS))
    middle = _MIDDLE * expected.mean()
    of_group = np.bincount(group, weights=expected, minlength=len(GROUPS))
    brought = np.bincount(group, weights=actual, minlength=len(GROUPS)) * said / came
    return np.asarray((brought + middle) / (of_group + middle))


def weights(found: Floats, *, expected: Floats, group: Ints) -> Floats:
    """Give each customer's weight; what all are expected to bring stays."""
    each = found[group]
    whole = float((expected * each).sum())
    return np.asarray(each * (expected.sum() / whole if whole > 0 else 1.0))


def is_better(*, expected: Floats, actual: Floats, weighed: Floats) -> bool:
    """Did the weights lower the squared error by more than chance would?"""
    gain = (expected - actual) ** 2 - (weighed - actual) ** 2
    spread = float(gain.std(ddof=1)) if len(gain) > 1 else 0.0
    return spread > 0 and bool(float(gain.mean()) / (spread / np.sqrt(len(gain))) > _SURE)


def tried(earlier: Answer, checked: Answer, found: Answer, *, steps: Steps) -> tuple[Answer, Answer, Trial]:
    """Learn on the stretch before the last, judge on the last, and forecast by what won; give the check and the forecast."""
    was, then, now = (steps.group(one.customers.names, day=_day(one)) for one in (earlier, checked, found))
    people = min(int((was > 0).sum()), int((then > 0).sum()))
    if people < LEAST or not all(one.verdict.answers and one.fits for one in (earlier, checked, found)):
        return checked, found, Trial(people)
    first, last = kept_back(earlier), kept_back(checked)
    before, after = _later(earlier), _later(checked)
    with_usage = weights(learned(expected=first, actual=before, group=was), expected=last, group=then)
    chosen = is_better(expected=last, actual=after, weighed=last * with_usage)
    newest = learned(expected=last, actual=after, group=then)
    trial = Trial(
        people, tried=True, chosen=chosen, weights=tuple(newest.tolist()),
        rmse=tuple(float(np.sqrt(((said - after) ** 2).mean())) for said in (last, last * with_usage)),
        mae=tuple(float(np.abs(said - after).mean()) for said in (last, last * with_usage)),
    )  # fmt: skip
    if not chosen:
        return checked, found, trial
    said = np.asarray(found.columns["value"], dtype=np.float64)
    return (
        replace(checked, check=value_check(checked, weights=with_usage)),
        weighed(found, weights(newest, expected=said, group=now)),
        trial,
    )


def weighed(found: Answer, each: Floats) -> Answer:
    """Give the forecast with each customer's purchases and value times their weight; ends of intervals go with them."""
    columns = dict(found.columns)
    for name in ("expected", "value", "value_low", "value_high"):
        columns[name] = (np.asarray(columns[name]) * each).tolist()
    for name in ("expected_low", "expected_high"):
        columns[name] = np.rint(np.asarray(columns[name]) * each).astype(int).tolist()
    sums = {name: float(np.sum(columns[name])) for name in ("value", "expected")}
    return replace(found, columns=columns, population={**found.population, **sums})


def _day(found: Answer) -> date:
    return found.customers.as_of or found.options.as_of


def _later(found: Answer) -> Floats:
    later = found.customers.later_spend
    return np.zeros(len(found.customers)) if later is None else later
