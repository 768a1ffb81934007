# SPDX-License-Identifier: Apache-2.0
"""The lake: its tables, how fresh it is, and the runs that filled it."""

from contextlib import AbstractContextManager
from datetime import datetime

from django.conf import settings

from omotenashi.insight.lake import tables as lake_tables
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.models import Run


def reading() -> AbstractContextManager[Tables]:
    """Read the current tables; what was opened is kept while the version stays."""
    return lake_tables.reading(settings.LAKE_PATH, engine=settings.LAKE_ENGINE)


def lake_version() -> int:
    """Give the version of the lake; 0 when there is none yet."""
    return Lake(settings.LAKE_PATH).manifest().version


def lake_written_at() -> datetime | None:
    """Give the moment the lake was last written: how fresh every number is."""
    written = Lake(settings.LAKE_PATH).manifest().written_at
    return datetime.fromisoformat(written) if written else None


def lake_rows() -> dict[str, int]:
    """Give how many rows each table of the lake has."""
    manifest = Lake(settings.LAKE_PATH).manifest()
    return {table: manifest.rows(table) for table in manifest.parts}


def last_run() -> Run | None:
    """Give the last refresh that came to its end."""
    return Run.objects.exclude(finished_at=None).first()


def newest_run() -> Run | None:
    """Give the newest refresh, also one that failed or is still going on."""
    return Run.objects.first()
