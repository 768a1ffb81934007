# SPDX-License-Identifier: Apache-2.0
"""`positions`: load where postal codes lie from published files, with progress."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import typer

from omotenashi.config.cli import frame, schema, session
from omotenashi.config.cli.language import say as _

_SHOWN = 10


def positions(
    files: list[Path] = typer.Argument(
        ..., help=_("CSV or ZIP: 位置参照情報, or postal_code,latitude,longitude"), exists=True, dir_okay=False
    ),
) -> None:
    """Load files together; they replace what was loaded before, all at once."""
    with session.retailer(create=True):
        schema.bring_up_to_date()
        from omotenashi.places.locations import queries

        load = _load(files)
        frame.tell(_("{n} postal codes have their position now.").format(n=f"{load.codes:,}"))
        if load.flawed:
            for flaw in load.flaws.all()[:_SHOWN]:
                frame.tell(f"{flaw.file}:{flaw.line}: {flaw.reason}: {flaw.text}")
            frame.tell(_("{n} lines could not be read; mend them under Settings > Positions.").format(n=load.flawed))
        state = queries.positions_now()
        frame.tell(_("{placed} of {shops} shops have a position.").format(placed=state.shops_placed, shops=state.shops))


def _load(files: list[Path]) -> Any:
    from omotenashi.base import clock
    from omotenashi.places.locations import actions as places
    from omotenashi.places.locations import queries

    names = ", ".join(one.name for one in files)
    with ExitStack() as opened:

        def inside() -> Iterator[Any]:
            for one in files:
                frame.tell(_("Reading {file} …").format(file=one.name))
                yield from places.lines_of(one.name, opened.enter_context(one.open("rb")))

        try:
            return places.load_positions(inside(), source=names, by="", now=clock.now(), tick=_tick)
        except queries.UnknownColumns as error:
            raise frame.Problem(
                _("The first line names neither the columns of 位置参照情報 nor postal_code, latitude, longitude.")
            ) from error
        except places.NothingToPlace as error:
            raise frame.Problem(_("Not one line could be read. What was loaded before stays.")) from error


def _tick(lines: int) -> None:
    if lines % 50_000 == 0:
        frame.tell(_("{n} lines …").format(n=f"{lines:,}"))
