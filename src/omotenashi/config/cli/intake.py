# SPDX-License-Identifier: Apache-2.0
"""`import`: the same way in as the console's import page, for files and scripts."""

import sys
from pathlib import Path

import typer

from omotenashi.config.cli import frame, schema, session
from omotenashi.config.cli.language import say as _


def bring(
    file: Path | None = typer.Argument(None, help=_("CSV, TSV, XLSX or Parquet"), exists=True, dir_okay=False),
    kind: str = typer.Option(
        "", "--kind", help=_("orders, lines, customers, products, stock, subscriptions; found out where left out")
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Only show what would happen")),
    column: list[str] = typer.Option([], "--column", help=_("Correct the mapping: HEADER=field, or HEADER= for none")),
    currency: str = typer.Option(
        "", "--currency", help=_("The currency of the amounts, where the file leaves it open")
    ),
    channel: str = typer.Option("", "--channel", help=_("The channel of orders that name none, such as EC or STORE")),
    origin: str = typer.Option("", "--origin", help=_("The system the numbers come from; two systems may share one")),
    undo: str = typer.Option("", "--undo", help=_("Take back what an import brought: its id, or last"), metavar="RUN"),
    yes: bool = typer.Option(False, "--yes", help=_("Do not ask before an undo")),
) -> None:
    """Import a file and print the counts; ends with 2 where rows were refused, with 1 where the file was.

    With --undo an import is taken back instead: what would go and what stays is shown, and asked for.
    """
    if undo:
        with session.retailer():
            schema.bring_up_to_date()
            _take_back(undo, dry_run=dry_run, sure=yes)
        return
    if file is None:
        raise frame.Problem(_("Which file? Name one, or an import to take back: omotenashi import --undo last"))
    options = {"currency": currency.upper(), "channel": channel, "origin": origin}
    columns = dict(pair.rsplit("=", 1) for pair in column if "=" in pair)
    chosen = {name: value for name, value in options.items() if value}
    with session.retailer(create=True):
        schema.bring_up_to_date()
        code = _bring_in(file, kind=kind, dry_run=dry_run, columns=columns, options=chosen)
    if code:
        sys.exit(code)


def _bring_in(file: Path, *, kind: str, dry_run: bool, columns: dict[str, str], options: dict[str, str]) -> int:
    from omotenashi.base import clock
    from omotenashi.connectors.csv.sync import following
    from omotenashi.connectors.csv.sync.files import import_file

    result = import_file(path=file, kind=kind or None, dry_run=dry_run, columns=columns, options=options)
    for line in result.lines():
        frame.tell(line)
    # The numbers follow at once, also where no worker runs.
    if result.run and not following.refresh(result.run, now=clock.now()):
        frame.tell(_("The numbers could not follow yet; the data are in. The next measure tries again."))
    if result.problem:
        return 1
    return 2 if result.refused else 0


def _take_back(name: str, *, dry_run: bool, sure: bool) -> None:
    from omotenashi.base import clock
    from omotenashi.connectors.csv.queries import runs as known
    from omotenashi.connectors.csv.sync import following, runs, undoing
    from omotenashi.connectors.csv.sync.files import counted, why

    run = known.named(name)
    if run is None:
        raise frame.Problem(
            _("No import is called {name}. Its id stands in the address of its page.").format(name=name)
        )
    try:
        plan = {} if run.undone_at else undoing.plan(run, now=clock.now())
        for line in counted(plan):
            frame.tell(line)
        if dry_run or run.undone_at:
            frame.tell(_("Nothing was changed."))
        elif sure or typer.confirm(_("Take back {name}?").format(name=run.file_name)):
            done = following.undo(run, now=clock.now())
            frame.tell(_("{name} was taken back.").format(name=done.file_name))
    except runs.Stopped as error:
        raise frame.Problem(why(error)) from error
