# SPDX-License-Identifier: Apache-2.0
"""Fit the value models to the lake and keep what they say of each person."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.insight import queries, rules
from omotenashi.insight.actions import using
from omotenashi.insight.actions.nights import Nightly, Tick, finish
from omotenashi.insight.models import ValueModel

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.answering import Answer
    from omotenashi.insight.forecasts.judging import Reason


def _fit(run: ValueModel, tick: Tick, now: datetime) -> None:
    """The forecast is first checked on the last 13 weeks, which are kept back for it; whether usage helps, on these, too.

    A model that does not answer keeps its reasons and leaves no predictions.
    """
    tick("checking", 0, 0)
    checked = queries.forecast(name="ltv-forecast", values={"holdout": str(rules.HOLDOUT_DAYS)}, now=now)
    tick("forecasting", 0, 0)
    found = queries.forecast(name="ltv-forecast", values={}, now=now)
    checked, found, usage = using.with_usage(checked, found, now=now)
    rows = list(_prediction_rows(found))
    tick("keeping", 0, 0)
    reasons = {"refused": _reasons(found.verdict.refused), "warnings": _reasons(found.verdict.warned)}
    told = {**found.as_dict(limit=0), "holdout": checked.as_dict(limit=0)["holdout"], "usage": usage, **reasons}
    day = found.options.as_of
    with transaction.atomic():
        bulk.stage("stage_prediction", _PREDICTION_COLUMNS, rows)
        bulk.run("DELETE FROM insight_prediction")
        bulk.run(_WRITE_PREDICTIONS, [run.version, day])
        finish(run, told=told, answers=found.verdict.answers, customers=len(found.customers), as_of=day)


NIGHT = Nightly(ValueModel, "insight.foresee", _fit)


def _reasons(found: Iterable["Reason"]) -> list[dict[str, Any]]:
    """As words that each reader's language is put to later."""
    return [{"code": one.code, "phrase": one.phrase.message, "values": dict(one.phrase.values)} for one in found]


def _prediction_rows(found: "Answer") -> Iterator[tuple[Any, ...]]:
    """One row a person, as `_PREDICTION_COLUMNS` names them; dates from the as-of day on, whole minor units."""
    day, per = found.options.as_of, rules.DAYS[found.options.unit]
    for row in found.rows():
        yield (
            row["customer"], row["frequency"], row["p_alive"], row["expected"], row["expected_low"],
            row["expected_high"], round(row["expected_spend"]), round(row["value"]), round(row["value_low"]),
            round(row["value_high"]), *(_day_after(day, row[name] * per) for name in _WAITS),
        )  # fmt: skip


def _day_after(day: date, days: float) -> date | None:
    return day + timedelta(days=round(days)) if days < rules.FARTHEST_DAYS else None


def _keep_predictions(run: ValueModel, rows: list[tuple[Any, ...]], *, day: date) -> None:
    with transaction.atomic():
        bulk.stage("stage_prediction", _PREDICTION_COLUMNS, rows)
        bulk.run("DELETE FROM insight_prediction")
        bulk.run(_WRITE_PREDICTIONS, [run.version, day])


_WAITS = ("next_median", "next_low", "next_high")
_PREDICTION_COLUMNS = {
    "person": "bigint", "repeats": "int", "p_alive": "float8", "expected": "float8", "expected_low": "int",
    "expected_high": "int", "spend": "bigint", "value": "bigint", "value_low": "bigint", "value_high": "bigint",
    "next_date": "date", "next_low": "date", "next_high": "date",
}  # fmt: skip
_WRITE_PREDICTIONS = """
INSERT INTO insight_prediction (person_id, version, repeats, p_alive, expected, expected_low, expected_high, spend, value,
  value_low, value_high, next_date, next_low, next_high, as_of)
SELECT p.id, %s, s.repeats, s.p_alive, s.expected, s.expected_low, s.expected_high, s.spend, s.value, s.value_low,
  s.value_high, s.next_date, s.next_low, s.next_high, %s
FROM stage_prediction s JOIN customers_person p ON p.seq = s.person
"""
