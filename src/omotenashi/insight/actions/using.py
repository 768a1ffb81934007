# SPDX-License-Identifier: Apache-2.0
"""Bring how people get on with what they bought into their forecast, where the record says that it helps."""

from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from omotenashi.base import bulk
from omotenashi.insight import queries, rules
from omotenashi.places.locations import queries as locations

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.answering import Answer
    from omotenashi.insight.forecasts.using import Steps


def with_usage(checked: "Answer", found: "Answer", *, now: datetime) -> "tuple[Answer, Answer, dict[str, Any]]":
    """Give the check and the forecast, weighed by usage where that was better, and what was tried.

    One fit more, as of twice as long ago: only where usage is told of enough people.
    """
    from omotenashi.insight.forecasts.using import LEAST, Trial, tried

    steps = steps_now()
    if len(steps.began) < LEAST:
        return checked, found, asdict(Trial(len(steps.began)))
    first = found.options.as_of - timedelta(days=2 * rules.HOLDOUT_DAYS)
    asked = {"holdout": str(rules.HOLDOUT_DAYS), "calibration_end": first.isoformat()}
    earlier = queries.forecast(name="ltv-forecast", values=asked, now=now)
    checked, found, trial = tried(earlier, checked, found, steps=steps)
    return checked, found, asdict(trial)


def steps_now() -> "Steps":
    """Read on which days persons began something, and finished something."""
    from omotenashi.insight.forecasts.using import Steps

    began: dict[int, list[date]] = defaultdict(list)
    finished: dict[int, list[date]] = defaultdict(list)
    for seq, begun, ended in bulk.rows(_STEPS, {"zone": str(locations.zone())}):
        began[seq].append(begun)
        if ended is not None:
            finished[seq].append(ended)
    return Steps(began=began, finished=finished)


# That something was opened says nothing of how far somebody got.
_STEPS = """
SELECT DISTINCT p.seq, (u.began_at AT TIME ZONE %(zone)s)::date, (u.finished_at AT TIME ZONE %(zone)s)::date
FROM usage_progress u JOIN customers_nodeperson np ON np.node_id = u.node_id JOIN customers_person p ON p.id = np.person_id
WHERE u.kind <> 'opened' AND u.began_at IS NOT NULL
"""
