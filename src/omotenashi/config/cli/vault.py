# SPDX-License-Identifier: Apache-2.0
"""`backup` and `restore`: a retailer in one file, a tar of the database's dump, the files and the secret.

The lake is not in it; it is made again from the database.
"""

import sys
from pathlib import Path

import typer

from omotenashi.config.cli import frame, schema, session
from omotenashi.config.cli.language import say as _

FILE = typer.Argument(..., help=_("The backup file"), dir_okay=False)


def backup(file: Path = FILE) -> None:
    """Write a backup: one moment of the database, and everything beside it."""
    from omotenashi.config.postgres import archive

    with session.retailer():
        counts = archive.save(home=session.here(), file=file.absolute())
    frame.tell(
        _("{rows} rows in {tables} tables are saved in {file}.").format(
            rows=f"{sum(counts.values()):,}", tables=len(counts), file=file
        )
    )


def restore(
    file: Path = FILE,
    yes: bool = typer.Option(False, "--yes", help=_("Replace what is there without asking")),
) -> None:
    """Put a backup in place of what is there. All of it or nothing."""
    from omotenashi.config.postgres import archive

    if not file.is_file():
        raise frame.Problem(_("{file} is not there.").format(file=file))
    try:
        manifest = archive.read_manifest(file=file)
        with session.retailer(create=True):
            _confirm(yes=yes)
            archive.load(home=session.here(), file=file.absolute(), manifest=manifest)
            schema.bring_up_to_date()
    except archive.NotABackup as error:
        raise frame.Problem(_("{file} is no backup of Omotenashi.").format(file=file)) from error
    except archive.Unfinished as error:
        raise frame.Problem(_("Nothing was restored. PostgreSQL says:\n{detail}").format(detail=error)) from error
    frame.tell(
        _("{rows} rows in {tables} tables are back.").format(
            rows=f"{sum(manifest.tables.values()):,}", tables=len(manifest.tables)
        )
    )


def _confirm(*, yes: bool) -> None:
    """A retailer with data is only replaced by somebody who said so."""
    from django.db import connection

    if yes or not connection.introspection.table_names():
        return
    if not schema.pending() and schema.is_empty():
        return
    question = _("There is a retailer in {home}. Replace it?").format(home=session.here().path)
    if not sys.stdin.isatty() or not typer.confirm(question):
        raise frame.Problem(_("Nothing was changed. Use --yes to replace the retailer that is there."))
