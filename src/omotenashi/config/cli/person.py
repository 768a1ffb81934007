# SPDX-License-Identifier: Apache-2.0
"""`person export`: everything about one person in one file, as somebody may ask for it by law."""

from pathlib import Path
from uuid import UUID

import typer

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.language import say as _

app = frame.application()


@app.callback(help=_("Everything about one person"))
def people() -> None:
    """Commands about one person."""


@app.command("export", help=_("Write everything that is held about a person into one file"))
def export(
    person: str = typer.Argument(..., help=_("The person's id, also a former one")),
    to: Path | None = typer.Option(None, "--to", help=_("File to write; person-<id>.zip where it is left out")),
) -> None:
    """Write JSON, CSV and a page to read, and note it in the audit log."""
    try:
        wanted = UUID(person)
    except ValueError as error:
        raise frame.Problem(_("{person} is no id of a person.").format(person=person)) from error
    target = to or Path(f"person-{wanted}.zip")
    with session.retailer():
        from omotenashi.base import clock
        from omotenashi.people.staff import actions as staff
        from omotenashi.web.console.requests import bundle

        try:
            data = bundle.packed(wanted, now=clock.now())
        except bundle.NobodyThere as error:
            raise frame.Problem(_("Nobody has the id {person}.").format(person=wanted)) from error
        staff.note(permission="requests.edit", subject=f"person:{wanted}", details={"export": "command line"})
    target.touch(mode=0o600)
    target.write_bytes(data)
    frame.tell(_("{size} bytes are in {file}.").format(size=f"{len(data):,}", file=target))
