# SPDX-License-Identifier: Apache-2.0
"""From the lake to what is kept of each person: one fit after the other, refusals with their reasons, no half run."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from omotenashi.base.ids import new_id
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.usage.models import Progress
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.forecasts import of_lake
from omotenashi.insight.forecasts.drawing import draw_bgnbd
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.lake import tables as lake_tables
from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.models import Prediction, ValueModel
from omotenashi.people.customers.models import Node, NodePerson, Person
from omotenashi.places.locations import actions as locations

NOW = datetime(2026, 1, 15, tzinfo=UTC)
LAST = date(2025, 12, 31)


def orders(people: int, *, seed: int = 1) -> pa.Table:
    """Purchases of people who are drawn from a model, one node a person, as the lake has them."""
    drawn = draw_bgnbd(
        {"r": 0.6, "alpha": 30.0, "a": 0.8, "b": 2.4}, customers=people, days=365, seed=seed, whole_days=True
    )
    rng = np.random.default_rng(seed)
    rows = []
    for person, (x, last, age) in enumerate(
        zip(drawn.summaries.x.astype(int), drawn.summaries.t_x, drawn.summaries.T, strict=True), 1
    ):
        first = LAST - timedelta(days=int(age))
        between = rng.choice(
            np.arange(1, max(int(last), 2)), size=min(max(x - 1, 0), int(last) - 1 if last > 1 else 0), replace=False
        )
        days = {0, *([int(last)] if x else []), *between.tolist()}
        level = rng.gamma(3.0, 1_000)
        rows += [
            (person, first + timedelta(days=int(at)), int(level * rng.gamma(4.0, 0.25)) + 1) for at in sorted(days)
        ]
    filled = {
        "order": list(range(1, len(rows) + 1)),
        "node": [row[0] for row in rows],
        "day": [row[1] for row in rows],
        "gross": [row[2] for row in rows],
        "placed_at": [datetime(row[1].year, row[1].month, row[1].day, 3, tzinfo=UTC) for row in rows],
        "channel": ["EC"] * len(rows),
        "cancelled": [False] * len(rows),
        "priced": [True] * len(rows),
    }
    schema = SCHEMAS["orders"]
    nothing = {"int64": 0, "int32": 1}
    return pa.table(
        {one.name: filled.get(one.name, [nothing.get(str(one.type))] * len(rows)) for one in schema}, schema=schema
    )


def tables(people: int, bought: pa.Table | None = None) -> Tables:
    """The lake of these people."""
    keys = list(range(1, people + 1))
    nodes = pa.table({"node": keys, "person": keys}, schema=SCHEMAS["nodes"])
    return in_memory(orders=orders(people) if bought is None else bought, nodes=nodes)


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Any:
    """A retailer whose lake holds drawn people, and as many persons in the record."""
    settings.LAKE_PATH = tmp_path / "lake"

    def fill(people: int, bought: pa.Table | None = None) -> None:
        locations.set_up_retailer(name="花店")
        held = tables(people, bought)
        Person.objects.bulk_create([Person(id=new_id(), seq=key, changed_in=0) for key in range(1, people + 1)])
        monkeypatch.setattr(lake_tables, "reading", lambda *_a, **_k: _Held(held))

    return fill


class _Held:
    """Tables that are open already."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def __enter__(self) -> Tables:
        return self._tables

    def __exit__(self, *_: object) -> None:
        return None


def test_the_lake_gives_the_three_numbers_that_sql_gives() -> None:
    held = tables(80)
    options = ForecastOptions(as_of=LAST, calibration_end=date(2025, 9, 30), unit="day")
    found = of_lake.customers(held, options)
    bought = orders(80)
    asked = duckdb.sql("""
        WITH day AS (SELECT node, day, sum(gross) AS paid FROM bought GROUP BY ALL),
        fitted AS (SELECT node, count(*) - 1 AS x, max(day) - min(day) AS recency, DATE '2025-09-30' - min(day) AS age,
          (sum(paid) - arg_min(paid, day)) / greatest(count(*) - 1, 1) AS spend FROM day WHERE day <= '2025-09-30' GROUP BY node)
        SELECT fitted.*, count(day.node), coalesce(sum(paid), 0) FROM fitted LEFT JOIN day
        ON day.node = fitted.node AND day.day > '2025-09-30' GROUP BY ALL ORDER BY 1""")
    rows = asked.fetchall() if asked else []
    assert bought.num_rows > 80
    known = found.summaries
    assert found.later is not None and found.spend is not None and found.later_spend is not None
    columns = (found.names, known.x, known.t_x, known.T, found.spend, found.later, found.later_spend)
    assert [tuple(float(one) for one in row) for row in zip(*columns, strict=True)] == [
        pytest.approx(tuple(float(one) for one in row)) for row in rows
    ]


@pytest.mark.django_db
def test_too_few_customers_leave_a_reason_and_no_prediction(lake: Any) -> None:
    lake(60)
    model = insight.VALUES.run(now=NOW)
    assert model.told["refused"][0]["code"] == "too_few_repeaters"
    assert (model.answers, Prediction.objects.count(), model.failed_at) == (False, 0, None)


@pytest.mark.django_db
def test_each_person_keeps_what_the_newest_model_says(lake: Any) -> None:
    lake(1_200)
    first = insight.VALUES.run(now=NOW)
    second = insight.VALUES.run(now=NOW + timedelta(hours=1))
    assert (first.answers, second.answers) == (True, True)
    assert list(Prediction.objects.values_list("version", flat=True).distinct()) == [second.version]
    assert (Prediction.objects.count(), second.told["holdout"]["days"]) == (1_200, 91)
    best = Prediction.objects.order_by("-value", "person_id")[0]
    assert best.value_low < best.value < best.value_high
    assert (queries.newest_model(), queries.prediction_of(best.person_id)) == (second, best)


@pytest.mark.django_db
def test_a_fit_is_due_once_a_day(lake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lake(60)
    monkeypatch.setattr(queries, "span", lambda: (LAST, LAST))
    assert [insight.VALUES.run_if_due(now=NOW + timedelta(hours=hours)) for hours in (0, 1, 19, 21)] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_run_that_fails_says_why_and_leaves_what_was_kept(lake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lake(60)

    def broken(**_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(queries, "forecast", broken)
    with pytest.raises(RuntimeError):
        insight.VALUES.run(now=NOW)
    run = ValueModel.objects.get()
    assert (run.error, run.finished_at, run.failed_at is None) == ("RuntimeError: the disk is full", None, False)


@pytest.mark.django_db
def test_a_fit_is_stopped_and_one_whose_worker_died_is_over_when_the_next_begins(
    lake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake(60)
    dead = ValueModel.objects.create(started_at=NOW - timedelta(days=1), stage="forecasting")
    asked = queries.forecast

    def stop(**values: Any) -> Any:
        insight.VALUES.cancel(now=NOW)
        return asked(**values)

    monkeypatch.setattr(queries, "forecast", stop)
    run = insight.VALUES.run(now=NOW)
    dead.refresh_from_db()
    assert (dead.is_over, dead.error) == (True, "its worker is gone")
    assert (run.cancelled_at is None, run.finished_at, Prediction.objects.count()) == (False, None, 0)


@pytest.mark.django_db(transaction=True)
def test_asking_twice_is_asking_once() -> None:
    assert [insight.VALUES.ask(), insight.VALUES.ask()] == [True, False]
    assert ProcrastinateJob.objects.filter(task_name="insight.foresee_now").count() == 1


def _used(persons: Collection[int], *, began: date) -> None:
    """Tell that these persons began something on a day."""
    product = Product.objects.create(code=f"G{began}", name="G", changed_in=0)
    owners = {one.seq: one.pk for one in Person.objects.filter(seq__in=persons)}
    told = {"type": "test", "first_seen_at": NOW, "changed_in": 0}
    nodes = [Node(id=key, seq=seq, value_hash=seq.to_bytes(32), **told) for seq, key in owners.items()]
    Node.objects.bulk_create(nodes, ignore_conflicts=True)
    belongs = [NodePerson(node_id=key, person_id=key, since=NOW) for key in owners.values()]
    NodePerson.objects.bulk_create(belongs, ignore_conflicts=True)
    at = datetime(began.year, began.month, began.day, 3, tzinfo=UTC)
    Progress.objects.bulk_create(
        [Progress(node_id=key, product=product, kind="used", progress=0.5, first_at=at, last_at=at, began_at=at)
         for key in owners.values()]
    )  # fmt: skip


def _fewer(users: Sequence[Collection[int]]) -> pa.Table:
    """Give the purchases of whom each stretch leaves: users all of theirs, the others one of five."""
    rows, rng = orders(PEOPLE), np.random.default_rng(7)
    spans = list(zip(pairwise(STRETCHES), users, strict=True))
    told = zip(rows.column("node").to_pylist(), rows.column("day").to_pylist(), rng.random(rows.num_rows), strict=True)
    lost = [
        any(first < day <= last and node not in some for (first, last), some in spans) and drawn < 0.8
        for node, day, drawn in told
    ]
    return rows.filter(pa.array([not one for one in lost]))


PEOPLE = 1_500
STRETCHES = [NOW.date() - timedelta(days=91 * n) for n in (2, 1, 0)]


@pytest.mark.django_db
def test_usage_weighs_the_forecast_where_the_weeks_kept_back_say_that_it_tells(lake: Any) -> None:
    # Whoever begins something goes on buying in the weeks after it, of the others few do: so it was, and so it is again.
    users = [set(range(1 + n, PEOPLE, 3)) for n in range(2)]
    lake(PEOPLE, bought=_fewer(users))
    for (first, _last), some in zip(pairwise(STRETCHES), users, strict=True):
        _used(some, began=first - timedelta(days=9))
    run = insight.VALUES.run(now=NOW)

    told = run.told["usage"]
    assert (told["tried"], told["chosen"], told["rmse"][1] < told["rmse"][0]) == (True, True, True)
    assert told["weights"][1] > 1 > told["weights"][0]
    assert run.told["holdout"]["rmse"] == pytest.approx(told["rmse"][1])
    assert sum(Prediction.objects.values_list("value", flat=True)) == pytest.approx(
        run.told["population"]["value"], rel=0.01
    )


@pytest.mark.django_db
def test_usage_that_tells_nothing_is_tried_and_left_out(lake: Any) -> None:
    lake(PEOPLE)
    for first, _last in pairwise(STRETCHES):
        _used(range(1, PEOPLE, 3), began=first - timedelta(days=9))
    run = insight.VALUES.run(now=NOW)

    told = run.told["usage"]
    assert (told["tried"], told["chosen"]) == (True, False)
    assert run.told["holdout"]["rmse"] == pytest.approx(told["rmse"][0])


@pytest.mark.django_db
def test_usage_of_a_few_is_not_tried(lake: Any) -> None:
    lake(1_200)
    _used(range(1, 51), began=STRETCHES[0])
    told = insight.VALUES.run(now=NOW).told["usage"]
    assert (told["tried"], told["chosen"], told["people"], told["least"]) == (False, False, 50, 100)
