# SPDX-License-Identifier: Apache-2.0
"""`migrate`, `manage`, `shell`, `openapi`: for whoever works on the house itself."""

import json

import typer

from omotenashi.config.cli import frame, schema, session
from omotenashi.config.cli.language import say as _


def migrate() -> None:
    """Apply pending migrations."""
    with session.retailer(create=True):
        changed = schema.bring_up_to_date(verbosity=1)
    frame.tell(_("The tables were brought up to date.") if changed else _("The tables are up to date."))


def manage(ctx: typer.Context) -> None:
    """Pass everything on to Django's management."""
    with session.retailer(create=True):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["omotenashi manage", *ctx.args])


def shell() -> None:
    """Open Django's shell on the retailer's data."""
    with session.retailer():
        from django.core.management import call_command

        call_command("shell")


def openapi() -> None:
    """Print the OpenAPI document of the API as JSON. Needs no database."""
    import django

    django.setup()
    from omotenashi.web.api.api import api

    typer.echo(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2, default=str))
