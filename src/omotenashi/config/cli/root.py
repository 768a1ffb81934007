# SPDX-License-Identifier: Apache-2.0
"""All commands in the order of a retailer's life."""

import typer

from omotenashi.config.cli import (
    accounts,
    develop,
    figures,
    foresight,
    frame,
    health,
    helping,
    intake,
    life,
    log,
    mail,
    matching,
    person,
    positions,
    processes,
    quality,
    takeout,
    vault,
)
from omotenashi.config.cli.language import say as _
from omotenashi.config.version import VERSION

app = frame.application()


SHARED = _(
    "Every command takes --home DIR (the folder of the retailer's data) and --lang ja|en, before or after its name."
)


@app.callback(
    invoke_without_command=True,
    help=_("Omotenashi: one customer, one stock, one points wallet, one conversation."),
    epilog=SHARED,
)
def everything(version: bool = typer.Option(False, "--version", help=_("Show the version and end"))) -> None:
    """Options of the program itself."""
    if version:
        typer.echo(VERSION)
        raise typer.Exit


app.command(epilog=SHARED, help=_("Fill a living demo retailer and serve it"))(life.demo)
app.command(epilog=SHARED, help=_("Make an empty retailer"))(life.init)
app.command(epilog=SHARED, help=_("Serve pages and API"))(processes.serve)
app.command(epilog=SHARED, help=_("Work off background jobs"))(processes.worker)
app.command(epilog=SHARED, help=_("Stop everything of this retailer, its embedded database too"))(life.stop)
app.command(epilog=SHARED, help=_("Check this installation and say what to do"))(health.doctor)
app.command(epilog=SHARED, help=_("Let somebody in, or give them a new role or password"))(accounts.createuser)
app.command(cls=helping.OfFiles, epilog=SHARED, help=_("Compute a measure"))(figures.measure)
app.command(epilog=SHARED, help=_("List the measures"))(figures.measures)
app.command(epilog=matching.SHAPE, help=_("Find who stands in two files"))(matching.match)
app.command(epilog=matching.SHAPE, help=_("Find who stands twice in a file"))(matching.dedupe)
app.command(epilog=SHARED, help=_("Compare a simulated world's persons with the truth"))(quality.identity_quality)
app.command(epilog=SHARED, help=_("Compare the value models with invented truth"))(foresight.forecast_quality)
app.command("import", epilog=SHARED, help=_("Bring a file of orders, customers, products or stock"))(intake.bring)
app.command(epilog=SHARED, help=_("Load where postal codes lie, from published files"))(positions.positions)
app.command("export", epilog=SHARED, help=_("Take everything along as Parquet and CSV"))(takeout.export)
app.add_typer(person.app, name="person")
app.add_typer(mail.app, name="mail")
app.add_typer(log.timeline, name="timeline", help=_("Work on the timeline"))
app.command(epilog=SHARED, help=_("Save database, files and secret in one file"))(vault.backup)
app.command(epilog=SHARED, help=_("Bring a saved retailer back"))(vault.restore)
app.command(epilog=SHARED, help=_("Bring the tables up to date"))(develop.migrate)
app.command(epilog=SHARED, help=_("Open a Python shell with everything loaded"))(develop.shell)
app.command(epilog=SHARED, help=_("Print the API's description (OpenAPI)"))(develop.openapi)
app.command(
    epilog=SHARED,
    help=_("Run one of Django's own commands"),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)(develop.manage)
