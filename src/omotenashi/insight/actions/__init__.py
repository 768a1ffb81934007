# SPDX-License-Identifier: Apache-2.0
"""Bring the lake up to date and keep the scores of its new version."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from psycopg.conninfo import make_conninfo

from omotenashi.base import bulk, clock
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight import queries, rules
from omotenashi.insight.actions.demanding import (
    ask_to_foretell_demand,
    cancel_demand,
    compared_demand,
    foretell_demand,
    foretell_demand_if_due,
    forget_supply_terms,
    set_supply_terms,
    take_up,
)
from omotenashi.insight.events import ScoresRefreshed
from omotenashi.insight.forecasts.registry import BY_NAME as FORECASTS
from omotenashi.insight.lake.store import Lake, LakeBusy
from omotenashi.insight.models import RecommendModel, Run, ValueModel
from omotenashi.places.locations import queries as locations

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.answering import Answer
    from omotenashi.insight.forecasts.judging import Reason
    from omotenashi.insight.recommend.keeping import Night

__all__ = [
    "Cancelled",
    "ask_to_foresee",
    "ask_to_foretell_demand",
    "ask_to_recommend",
    "cancel_demand",
    "cancel_recommending",
    "compared_demand",
    "foresee",
    "foresee_if_due",
    "foretell_demand",
    "foretell_demand_if_due",
    "forget_supply_terms",
    "measure",
    "recommend",
    "recommend_if_due",
    "refresh",
    "set_supply_terms",
    "take_up",
]

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
    if name == "recommend":
        return queries.compared_recommending(now=now)
    if name == "unmet":
        return queries.unmet_told(now=now, params=params)
    if name == "demand":
        return compared_demand(now=now)
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


def recommend(*, now: datetime) -> RecommendModel:
    """Compare every method of recommendation on the retailer's own purchases and keep what the best says of each person.

    Nothing of it is seen before all of it is kept; a run that fails or is cancelled leaves what was kept before.
    """
    # scipy takes a while to load, and no page needs it.
    from omotenashi.insight.recommend import keeping

    run = RecommendModel.objects.create(started_at=now, stage="reading")
    try:
        night = keeping.night(queries.purchases(now=now), offered=_offered(now), tick=partial(_tick, run))
        _keep_recommendations(run, night)
    except Cancelled:
        RecommendModel.objects.filter(pk=run.pk).update(cancelled_at=clock.now(), stage="")
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"[:2000]
        RecommendModel.objects.filter(pk=run.pk).update(failed_at=now, error=error, stage="")
        raise
    run.refresh_from_db()
    return run


def ask_to_recommend() -> bool:
    """Let the worker compare and rank as soon as it can; False when somebody asked already."""
    task = app.configure_task("insight.recommend_now", queueing_lock="insight.recommend_now", lock="insight.recommend")
    try:
        with transaction.atomic():
            task.defer()
    except AlreadyEnqueued:
        return False
    return True


def cancel_recommending(*, now: datetime) -> bool:
    """Let the run that goes on stop at its next step; False when none does."""
    going = RecommendModel.objects.filter(finished_at=None, failed_at=None, cancelled_at=None, cancel_asked_at=None)
    return bool(going.update(cancel_asked_at=now))


def recommend_if_due(*, now: datetime) -> bool:
    """Compare and rank when the last time is a day ago and there is something to learn from."""
    last = RecommendModel.objects.order_by("-version").values_list("started_at", flat=True).first()
    if not rules.is_due(last=last, now=now) or queries.span()[1] is None:
        return False
    recommend(now=now)
    return True


class Cancelled(Exception):
    """Somebody does not want this run any more."""


def _tick(run: RecommendModel, stage: str, done: int, steps: int) -> None:
    """Say how far it is. Raises Cancelled."""
    going = RecommendModel.objects.filter(pk=run.pk, cancel_asked_at=None)
    if not going.update(stage=stage, done=done, steps=steps):
        raise Cancelled


def _offered(now: datetime) -> dict[str, UUID]:
    """Give the products that may be shown to anybody, by their codes."""
    return dict(catalogue.on_sale(now).values_list("code", "id"))


def _keep_recommendations(run: RecommendModel, night: "Night") -> None:
    known = dict(Product.objects.filter(code__in=night.codes).values_list("code", "id"))
    numbers = {known[code]: number for number, code in enumerate(night.codes) if code in known}
    with transaction.atomic():
        bulk.stage("stage_likeness", _LIKENESS_COLUMNS, night.products(numbers))
        bulk.stage("stage_recommendation", _RECOMMENDATION_COLUMNS, night.people())
        bulk.run("DELETE FROM insight_likeness")
        bulk.run("DELETE FROM insight_recommendation")
        bulk.run(_WRITE_LIKENESS)
        people = bulk.run(_WRITE_RECOMMENDATIONS, [run.version, night.as_of])
        # The same row that a cancellation marks: whoever comes first decides.
        going = RecommendModel.objects.filter(pk=run.pk, cancel_asked_at=None)
        figures = {"people": people, "products": len(numbers), "method": night.contest.winner, "as_of": night.as_of}
        if not going.update(finished_at=clock.now(), stage="", told=night.told(), **figures):
            raise Cancelled


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
_LIKENESS_COLUMNS = {
    "product_id": "uuid", "number": "int", "buyers": "int", "again": "int", "cycle_days": "int", "similar": "int[]",
    "similar_people": "int[]", "together": "int[]", "together_baskets": "int[]",
}  # fmt: skip
_RECOMMENDATION_COLUMNS = {
    "person": "bigint", "products": "int[]", "because": "int[]", "people": "int[]", "due": "int[]",
    "due_dates": "date[]", "due_cycles": "int[]", "due_own": "bool[]",
}  # fmt: skip
_WRITE_LIKENESS = """
INSERT INTO insight_likeness (product_id, number, buyers, again, cycle_days, "similar", similar_people, together,
  together_baskets)
SELECT product_id, number, buyers, again, cycle_days, "similar", similar_people, together, together_baskets
FROM stage_likeness
"""
_WRITE_RECOMMENDATIONS = """
INSERT INTO insight_recommendation (person_id, version, products, because, people, due, due_dates, due_cycles, due_own, as_of)
SELECT p.id, %s, s.products, s.because, s.people, s.due, s.due_dates, s.due_cycles, s.due_own, %s
FROM stage_recommendation s JOIN customers_person p ON p.seq = s.person
"""
