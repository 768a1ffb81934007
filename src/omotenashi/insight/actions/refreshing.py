# SPDX-License-Identifier: Apache-2.0
"""Bring the lake up to date and keep the scores of its new version."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.insight import queries
from omotenashi.insight.events import ScoresRefreshed
from omotenashi.insight.lake.store import Lake, LakeBusy
from omotenashi.insight.models import Run
from omotenashi.places.locations import queries as locations

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
