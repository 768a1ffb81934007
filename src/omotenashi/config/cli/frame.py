# SPDX-License-Identifier: Apache-2.0
"""What all commands share: how they talk to people and how they end."""

import sys
from typing import NoReturn

import typer


class Problem(Exception):
    """Something the person at the terminal can mend; the text says how."""


def application() -> typer.Typer:
    """Return an empty command line."""
    return typer.Typer(
        name="omotenashi",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        # Plain help: the coloured one takes as long to load as the rest of the program.
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def tell(text: str) -> None:
    """Write a line for people, beside the results of a command."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def fail(text: str, *, code: int = 1) -> NoReturn:
    """End the command with a reason."""
    tell(f"omotenashi: {text}")
    sys.exit(code)
