# SPDX-License-Identifier: Apache-2.0
"""Bring the lake up to date and keep the scores of its new version."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from psycopg.conninfo import make_conninfo

from omotenashi.base import bulk, clock
from omotenashi.base.outbox.actions import publish
from omotenashi.insight import queries, rules
from omotenashi.insight.events import ScoresRefreshed
from omotenashi.insight.forecasts.registry import BY_NAME as FORECASTS
from omotenashi.insight.lake.store import Lake, LakeBusy
from omotenashi.insight.models import Run, ValueModel
from omotenashi.places.locations import queries as locations

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.answering import Answer
    from omotenashi.insight.forecasts.judging import Reason

Progress = Callable[[str, int, int], None]


def refresh(*, now: datetime, rebuild: bool = False, progress: Progress | None = None) -> int:
    """Export what changed into the lake and refresh the scores. Give the lake's version.

    Nothing changed, or somebody else is filling the lake: nothing is written. A run that fails says why in its row and
    leaves the former version in use.
    """
    # The driver takes half a second to load, and only those who fill the lake need it.
    from omotenashi.insight.lake import postgres

    lake = Lake(settings.LAKE_PATH)
    before = lake.manifest().version
    run = Run.objects.create(started_at=now)
    try:
        zone = str(locations.zone())
        done = postgres.export(_address(), lake, now=now, rebuild=rebuild, progress=progress, zone=zone)
        if done.version != before:
            _keep_scores(version=done.version, now=now)
    except LakeBusy:
        run.delete()
        return before
    except Exception as failure:
        Run.objects.filter(pk=run.pk).update(failed_at=now, error=f"{type(failure).__name__}: {failure}"[:2000])
        raise
    if done.version == before:
        run.delete()
    else:
        figures = {"version": done.version, "rows": done.rows, "months": done.months}
        Run.objects.filter(pk=run.pk).update(finished_at=now, **figures)
    return done.version


def measure(*, name: str, params: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Answer a measure or a forecast as the JSON of the command line and the API."""
    if name in FORECASTS:
        return queries.forecast(name=name, values=params, now=now).as_dict()
    return queries.ask(name=name, values=params, now=now).as_dict()


def foresee(*, now: datetime) -> ValueModel:
    """Fit the value models to the lake and keep what they say of each person.

    The forecast is first checked on the last 13 weeks, which are kept back for it. A model that does not answer keeps
    its reasons and leaves no predictions; one that fails leaves those of the one before.
    """
    run = ValueModel.objects.create(started_at=now, stage="checking")
    try:
        checked = queries.forecast(name="ltv-forecast", values={"holdout": str(rules.HOLDOUT_DAYS)}, now=now)
        ValueModel.objects.filter(pk=run.pk).update(stage="forecasting")
        found = queries.forecast(name="ltv-forecast", values={}, now=now)
        rows = list(_prediction_rows(found))
        ValueModel.objects.filter(pk=run.pk).update(stage="keeping")
        _keep_predictions(run, rows, day=found.options.as_of)
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"[:2000]
        ValueModel.objects.filter(pk=run.pk).update(failed_at=now, error=error, stage="")
        raise
    reasons = {"refused": _reasons(found.verdict.refused), "warnings": _reasons(found.verdict.warned)}
    told = {**found.as_dict(limit=0), "holdout": checked.as_dict(limit=0)["holdout"], **reasons}
    figures = {"answers": found.verdict.answers, "customers": len(found.customers), "as_of": found.options.as_of}
    ValueModel.objects.filter(pk=run.pk).update(finished_at=clock.now(), stage="", told=told, **figures)
    run.refresh_from_db()
    return run


def ask_to_foresee() -> bool:
    """Let the worker fit as soon as it can; False when somebody asked already."""
    task = app.configure_task("insight.foresee_now", queueing_lock="insight.foresee_now", lock="insight.foresee")
    try:
        with transaction.atomic():
            task.defer()
    except AlreadyEnqueued:
        return False
    return True


def foresee_if_due(*, now: datetime) -> bool:
    """Fit when the last fit is a day old and there is something to fit to."""
    last = ValueModel.objects.order_by("-version").values_list("started_at", flat=True).first()
    if not rules.is_due(last=last, now=now) or queries.span()[1] is None:
        return False
    foresee(now=now)
    return True


def _address() -> str:
    """Give libpq's words for the database that Django uses."""
    known = connection.settings_dict
    words = {name.lower(): known[name] for name in ("USER", "PASSWORD", "HOST", "PORT") if known[name]}
    return make_conninfo(dbname=known["NAME"], **words, **known["OPTIONS"])


def _keep_scores(*, version: int, now: datetime) -> None:
    answer = queries.ask(name="customers", values={}, now=now)
    day = answer.params.as_of
    with transaction.atomic():
        bulk.stage("stage_score", _SCORE_COLUMNS, (_score_row(row) for row in answer.rows))
        bulk.run("DELETE FROM insight_score")
        bulk.run(_WRITE_SCORES, [day])
        publish(ScoresRefreshed(version=version, at=now))


def _score_row(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _ROW_NAMES)


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
_ROW_NAMES = (
    "person", "orders", "amount", "amount_year", "first_day", "last_day", "channels", "r", "f", "m", "rank",
)  # fmt: skip
_SCORE_COLUMNS = {
    "person": "bigint", "orders": "int", "sales": "bigint", "sales_year": "bigint", "first_day": "date",
    "last_day": "date", "channels": "text", "r": "smallint", "f": "smallint", "m": "smallint", "rank": "text",
}  # fmt: skip
_WRITE_SCORES = """
INSERT INTO insight_score (person_id, orders, sales, sales_year, first_day, last_day, channels, r, f, m, rank, as_of)
SELECT p.id, s.orders, s.sales, s.sales_year, s.first_day, s.last_day, string_to_array(s.channels, '+'), s.r, s.f, s.m,
  s.rank, %s
FROM stage_score s JOIN customers_person p ON p.seq = s.person
"""
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
