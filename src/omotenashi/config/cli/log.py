# SPDX-License-Identifier: Apache-2.0
"""`timeline replay`: set a reader of the timeline back, so that it reads on from there again."""

import typer

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.language import say as _

timeline = frame.application()


@timeline.callback()
def everything() -> None:
    """Keep `replay` a word of its own."""


@timeline.command(help=_("Set a reader of the timeline back, so that it reads on from there again"))
def replay(
    reader: str = typer.Option("identity", "--reader", help=_("The reader")),
    since: int = typer.Option(..., "--from", min=0, help=_("The place to read on from; 0 reads everything again")),
) -> None:
    """Set the reader and read on from there until the end."""
    with session.retailer():
        from django.utils import timezone

        from omotenashi.people.timeline import actions

        actions.move_reader(name=reader, seq=since, now=timezone.now())
        frame.tell(_("The reader {reader} reads on from {seq}.").format(reader=reader, seq=since))
        while reader == "identity" and actions.read_identities(now=timezone.now()):
            continue
