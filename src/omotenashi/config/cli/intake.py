# SPDX-License-Identifier: Apache-2.0
"""`import`: the same way in as the console's import page, for files and scripts."""

import sys
from pathlib import Path

import typer

from omotenashi.config.cli import frame, schema, session
from omotenashi.config.cli.language import say as _


def bring(
    file: Path = typer.Argument(..., help=_("CSV, TSV, XLSX or Parquet"), exists=True, dir_okay=False),
    kind: str = typer.Option(
        "", "--kind", help=_("orders, lines, customers, products, stock; found out where left out")
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Only show what would happen")),
    column: list[str] = typer.Option([], "--column", help=_("Correct the mapping: HEADER=field, or HEADER= for none")),
    currency: str = typer.Option(
        "", "--currency", help=_("The currency of the amounts, where the file leaves it open")
    ),
    channel: str = typer.Option("", "--channel", help=_("The channel of orders that name none, such as EC or STORE")),
    origin: str = typer.Option("", "--origin", help=_("The system the numbers come from; two systems may share one")),
) -> None:
    """Import a file and print the counts; ends with 2 where rows were refused, with 1 where the file was."""
    with session.retailer(create=True):
        schema.bring_up_to_date()
        from django.utils import timezone

        from omotenashi.connectors.csv.sync.files import import_file
        from omotenashi.insight import actions as insight

        columns = dict(pair.rsplit("=", 1) for pair in column if "=" in pair)
        options = {"currency": currency.upper(), "channel": channel, "origin": origin}
        chosen = {name: value for name, value in options.items() if value}
        result = import_file(path=file, kind=kind or None, dry_run=dry_run, columns=columns, options=chosen)
        for line in result.lines():
            frame.tell(line)
        # The numbers follow at once, also where no worker runs.
        if not dry_run and not result.problem:
            insight.refresh(now=timezone.now())
    if result.problem:
        sys.exit(1)
    sys.exit(2 if result.refused else 0)
