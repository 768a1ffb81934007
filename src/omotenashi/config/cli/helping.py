# SPDX-License-Identifier: Apache-2.0
"""`measure NAME --help` says which columns a file needs for NAME, `measure --help` for all names."""

from typing import Any

from typer.core import TyperCommand

from omotenashi.config.cli.language import say as _

_ARGUMENTS = "omotenashi.arguments"


class OfFiles(TyperCommand):
    """A command whose help looks at the name that was given with it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Remember the line: the help is written before it is understood."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Columns and parameters, then what all commands say."""
        from omotenashi.insight.forecasts.asked.needs import NEEDS

        named = [name for name in ctx.meta.get(_ARGUMENTS, ()) if name in NEEDS]
        with formatter.section(_("Columns of a file (--input; others are named with --columns)")):
            formatter.write_dl([(name, _(NEEDS[name].columns)) for name in named or NEEDS])
        if named:
            with formatter.section(_("Parameters (--param)")):
                formatter.write_dl([(name, NEEDS[name].params) for name in named])
        super().format_epilog(ctx, formatter)
