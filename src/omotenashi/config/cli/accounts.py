# SPDX-License-Identifier: Apache-2.0
"""`createuser`: staff from the command line, above all the first one."""

import sys

import typer

from omotenashi.config.cli import frame, schema, session
from omotenashi.config.cli.language import say as _

JAPANESE = {
    "本部": "headquarters",
    "店長": "manager",
    "店舗スタッフ": "clerk",
    "cs": "support",
    "開発者": "developer",
}


def createuser(
    email: str = typer.Option(..., "--email", help=_("Mail address; it is the login")),
    role: str = typer.Option(
        "headquarters", "--role", help=_("headquarters, manager, clerk, support, developer (or the Japanese word)")
    ),
    name: str = typer.Option("", "--name", help=_("Name; the mail address where it is left out")),
    password: str = typer.Option("", "--password", help=_("Password; asked for where it is left out")),
) -> None:
    """Make an account, or change the role and password of one that exists."""
    wanted = JAPANESE.get(role.lower(), role.lower())
    secret = password or _asked()
    with session.retailer():
        from django.contrib.auth import password_validation
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email

        from omotenashi.people.staff import actions as staff

        schema.bring_up_to_date()
        try:
            validate_email(email)
            password_validation.validate_password(secret)
            staff.hire(email=email, name=name or email, role=wanted, password=secret)
        except ValidationError as error:
            raise frame.Problem(" ".join(error.messages)) from error
        except ValueError as error:
            raise frame.Problem(str(error)) from error
    frame.tell(_("{email} may sign in as {role}.").format(email=email, role=wanted))


def _asked() -> str:
    if not sys.stdin.isatty():
        raise frame.Problem(_("Name a password with --password."))
    answer: str = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    return answer
