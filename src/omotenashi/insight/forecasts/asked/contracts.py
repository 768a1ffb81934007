# SPDX-License-Identifier: Apache-2.0
"""Survival of subscriptions: what was seen, and what will be."""

from datetime import date

import numpy as np

from omotenashi.insight.forecasts import survival
from omotenashi.insight.forecasts.asked.reading import Told, Values, number, taken, told
from omotenashi.insight.forecasts.files import BadFile, Given
from omotenashi.insight.measures.words import N_

ENDED = ("cancelled", "canceled", "ended", "churned", "lost", "true", "1", "1.0", "解約")


def curve(given: Given, values: Values, today: date) -> Told:
    """shipped (deliveries or months so far) and state: who cancelled has ended, who is paused has not.

    The curve is Kaplan-Meier; `projected` is shifted-beta-geometric, also beyond what was seen (`until`).
    """
    read = taken(values, until="12", level="95")
    rows = given.rows("SELECT {shipped}::double, lower({state}::varchar) FROM given")
    time = np.array([row[0] for row in rows], dtype=float)
    ended = np.array([row[1] in ENDED for row in rows])
    if not len(time) or not (time >= 1).all():
        raise BadFile(N_("shipped must be at least 1 for every contract"))
    steps = survival.kaplan_meier(time=time, ended=ended, level=number("level", read["level"]) / 100)
    fit = survival.fit(time=time, ended=ended) if ended.any() and not ended.all() else None
    times = np.arange(1, int(max(number("until", read["until"]), time.max())) + 1)
    ahead = survival.survival(fit, times.astype(np.float64)) if fit else np.full(len(times), np.nan)
    seen = {step.time: step for step in steps}
    shown = [
        {"time": int(at), "at_risk": step.at_risk if step else None, "ended": step.ended if step else None,
         "survival": step.survival if step else None, "low": step.low if step else None,
         "high": step.high if step else None, "projected": None if np.isnan(said) else float(said)}
        for at, said in zip(times.tolist(), ahead, strict=True)
        for step in (seen.get(at),)
    ]  # fmt: skip
    population: Told = {"contracts": len(time), "ended": int(ended.sum())}
    if fit:
        population |= {**fit.parameters, "log_likelihood": fit.log_likelihood}
    return told("survival", read, population, shown, today)
