# SPDX-License-Identifier: Apache-2.0
"""The options every command has, `--home DIR` and `--lang ja|en`, wherever they stand in the line. Pure."""

from collections.abc import Sequence

OPTIONS = ("--home", "--lang")


class NoValue(Exception):
    """A shared option came last, without its value; the text is the option."""


def split(*, arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Take the shared options out of a line: `(values by option, the rest)`. Nothing after `--` is looked at.

    The last of two values counts. Raises NoValue.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        option, sign, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
        elif option not in OPTIONS:
            rest.append(argument)
        elif sign:
            found[option] = value
        else:
            try:
                found[option] = next(waiting)
            except StopIteration:
                raise NoValue(option) from None
    return found, rest
