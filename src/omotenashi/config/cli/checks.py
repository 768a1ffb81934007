# SPDX-License-Identifier: Apache-2.0
"""What `doctor` looks at: one function a check, in the order in which a fault would spread."""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from omotenashi.config.cli import schema, session
from omotenashi.config.cli.language import say as _
from omotenashi.config.version import VERSION

GIGABYTE = 1024**3
LITTLE_SPACE = 2 * GIGABYTE
NO_SPACE = GIGABYTE // 2
BUILT = Path(__file__).resolve().parents[2] / "web" / "ui" / "static" / "ui" / "manifest.json"


@dataclass(frozen=True, slots=True)
class Found:
    """How something is; a remedy where it is not well, and whether that is serious."""

    detail: str
    remedy: str = ""
    serious: bool = False


type Check = tuple[str, Callable[[], Found]]


def without_database() -> list[Check]:
    """Return the checks of machine and installation."""
    return [
        (_("Python"), _python),
        (_("Version"), _version),
        (_("Disk"), _disk),
        (_("Front end"), _front_end),
        (_("Engine of the analyses"), _engine),
    ]


def with_database() -> list[Check]:
    """Return the checks that need a running database and a set-up Django."""
    return [
        (_("Database"), _database),
        (_("Tables"), _tables),
        (_("Staff"), _staff),
        (_("Analyses"), _lake),
        (_("Background jobs"), _jobs),
    ]


def _python() -> Found:
    fits = (3, 12) <= sys.version_info[:2] < (3, 15)
    remedy = "" if fits else _("Use Python 3.12, 3.13 or 3.14: remove .venv and start again.")
    return Found(f"{platform.python_version()} ({sys.executable})", remedy, serious=True)


def _version() -> Found:
    return Found(f"Omotenashi {VERSION}, {platform.system()} {platform.machine()}")


def _disk() -> Found:
    place = session.here().path
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    detail = _("{free} GB free for {home}").format(free=f"{free / GIGABYTE:.1f}", home=session.here().path)
    remedy = _("Make room, or move the retailer with --home.") if free < LITTLE_SPACE else ""
    return Found(detail, remedy, serious=free < NO_SPACE)


def _front_end() -> Found:
    if BUILT.is_file():
        return Found(_("built"))
    return Found(_("not built"), _("Run ./bin/omotenashi; it builds the front end."), serious=True)


def _engine() -> Found:
    engine = os.environ.get("OMOTENASHI_LAKE") or "duckdb"
    if engine == "duckdb":
        return Found(engine)
    from omotenashi.insight.lake import tables

    try:
        tables.check_engine(engine)
    except tables.UnknownEngine as error:
        return Found(str(error), _("Set OMOTENASHI_LAKE to one of them."), serious=True)
    if find_spec("pyspark") is None:
        return Found(engine, _("PySpark is missing: install requirements/spark.txt."), serious=True)
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return Found(engine, _("Java is missing: install version 17 or 21."), serious=True)
    return Found(engine)


def _database() -> Found:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone()
    where = _("embedded") if "omotenashi@/" in os.environ[session.URL] else _("from DATABASE_URL")
    detail = f"PostgreSQL {version}, {where}, {size / GIGABYTE:.2f} GB"
    return Found(detail, "" if int(version.partition(".")[0]) >= 18 else _("Use PostgreSQL 18 or later."), serious=True)


def _tables() -> Found:
    pending = schema.pending()
    if not pending:
        return Found(_("up to date"))
    return Found(
        _("{count} changes are missing").format(count=len(pending)), _("Run `omotenashi migrate`."), serious=True
    )


def _staff() -> Found:
    from omotenashi.people.staff.models import Staff

    count = Staff.objects.filter(dismissed_at=None).count()
    return Found(str(count), "" if count else _("Nobody can sign in: run `omotenashi createuser`."))


def _lake() -> Found:
    from django.utils import timezone

    from omotenashi.insight.models import Run

    if schema.is_empty():
        return Found(_("no data yet"), _("Bring a file: `omotenashi import FILE`."))
    # A refresh that finds nothing new leaves no row, so age alone is no fault; a failure since is.
    last = Run.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    if last is None or last.finished_at is None:
        return Found(_("never computed"), _("Start `omotenashi worker`; it computes them within minutes."))
    detail = _("computed at {moment}").format(moment=timezone.localtime(last.finished_at).isoformat(" ", "minutes"))
    failed = Run.objects.filter(failed_at__gt=last.finished_at).order_by("-failed_at").first()
    return Found(detail, failed.error if failed else "")


def _jobs() -> Found:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        (workers,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed')"
            " FROM procrastinate_jobs"
        )
        waiting, failed = cursor.fetchone()
    detail = _("{workers} workers, {waiting} waiting, {failed} failed").format(
        workers=workers, waiting=waiting, failed=failed
    )
    return Found(detail, "" if workers else _("Nothing is sent or computed: start `omotenashi worker`."))
