# SPDX-License-Identifier: Apache-2.0
"""`match`, `dedupe`: who stands in two files, or twice in one. Needs no retailer and keeps nothing."""

import csv
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from omotenashi.config.cli import frame
from omotenashi.config.cli.figures import Format, print_table
from omotenashi.config.cli.language import say as _


class Method(StrEnum):
    """How pairs are judged."""

    PROBABILISTIC = "probabilistic"
    RULES = "rules"


SHAPE = _(
    'JSON: {"pairs": [{"left", "right", "probability", "weight", "evidence": [{"field", "left", "right", "level",'
    ' "weight"}]}], "clusters": [[id, …]], "model": {…}, "counts": {…}}. Columns are found by their headers in English'
    " or Japanese; ids are those of an id column, else row numbers from 1. Weights are bits."
)

_FILE = typer.Argument(..., help=_("CSV, TSV, XLSX or Parquet"), exists=True, dir_okay=False)
_FORM = typer.Option(Format.TABLE, "--format", help=_("table, json or csv"))
_METHOD = typer.Option(
    Method.PROBABILISTIC, "--method", help=_("probabilistic: trained on the files; rules: agreeing fields are counted")
)
_THRESHOLD = typer.Option(0.5, "--threshold", min=0.0, max=1.0, help=_("The least probability of a pair"))
_SEED = typer.Option(1, "--seed", help=_("The same seed gives the same answer"))


def match(
    left: Path = _FILE,
    right: Path = _FILE,
    form: Format = _FORM,
    method: Method = _METHOD,
    threshold: float = _THRESHOLD,
    seed: int = _SEED,
    clean: bool | None = typer.Option(
        None, "--one-to-one/--many", help=_("Whether a record has one partner at most; found out where left out")
    ),
) -> None:
    """Link two files."""
    from omotenashi.people.customers.actions import matching_files as files

    one, other = _read(left), _read(right)
    answer = (
        _try(files.match_by_rules, one, other)
        if method is Method.RULES
        else _try(files.match, one, other, threshold=threshold, seed=seed, clean=clean)
    )
    _print(answer, form)


def dedupe(
    file: Path = _FILE,
    form: Format = _FORM,
    method: Method = _METHOD,
    threshold: float = _THRESHOLD,
    seed: int = _SEED,
) -> None:
    """Find who stands twice in a file."""
    from omotenashi.people.customers.actions import matching_files as files

    one = _read(file)
    answer = (
        _try(files.match_by_rules, one)
        if method is Method.RULES
        else _try(files.match, one, threshold=threshold, seed=seed)
    )
    _print(answer, form)


def _read(path: Path) -> Any:
    from omotenashi.connectors.csv.client import reading
    from omotenashi.connectors.csv.client.sheet import Unreadable
    from omotenashi.people.customers.actions import matching_files as files

    try:
        sheet = reading.read(path.read_bytes(), name=path.name)
    except Unreadable as error:
        raise frame.Problem(_("{file} cannot be read ({code}).").format(file=path.name, code=error.code)) from error
    return _try(files.read, sheet.table.select(list(sheet.header)).to_pylist())


def _try(what: Any, *given: Any, **named: Any) -> Any:
    from omotenashi.people.customers.actions.matching_files import NothingToCompare

    try:
        return what(*given, **named)
    except NothingToCompare as error:
        columns = ", ".join(error.args) or "–"
        raise frame.Problem(_("No columns to compare were found among: {columns}").format(columns=columns)) from error


def _print(answer: dict[str, Any], form: Format) -> None:
    if form is Format.JSON:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    rows = [
        (one["left"], one["right"], one["probability"], one["weight"], _evidence(one["evidence"]))
        for one in answer["pairs"]
    ]
    if form is Format.CSV:
        from omotenashi.config.cli import spreadsheet

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("left", "right", "probability", "weight", "evidence"))
        writer.writerows([spreadsheet.harmless(value) for value in row] for row in rows)
        return
    heading = [_("Left"), _("Right"), _("Probability"), _("Weight"), _("Evidence")]
    print_table([tuple("" if value is None else str(value) for value in row) for row in rows], heading)
    for name, value in answer["counts"].items():
        frame.tell(f"{name}: {value}")


def _evidence(evidence: list[dict[str, Any]]) -> str:
    return " ".join(f"{one['field']}={one['level']}({one['weight']:+.1f})" for one in evidence)
