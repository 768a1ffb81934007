# SPDX-License-Identifier: Apache-2.0
"""`measure` and `measures`: the same answers as on the console, for people and for machines."""

import csv
import json
import math
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.language import say as _


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def measure(
    name: str = typer.Argument(..., help=_("Name of the measure; `omotenashi measures` lists them")),
    form: Format | None = typer.Option(None, "--format", help=_("table, json or csv")),
    param: list[str] = typer.Option([], "--param", metavar="K=V", help=_("A parameter; may be given several times")),
    given: Path | None = typer.Option(
        None, "--input", metavar="FILE", help=_("Ask a file instead: CSV, TSV, XLSX, Parquet, JSON")
    ),
    other: Path | None = typer.Option(
        None,
        "--test",
        "--with",
        metavar="FILE",
        help=_("The second file: what was kept back, or the coupons' products"),
    ),
    columns: str = typer.Option("", "--columns", metavar="NAME=COLUMN,…", help=_("What the columns of the file mean")),
    calibration_end: str = typer.Option("", "--calibration-end", help=_("Fit on purchases until this day")),
    holdout: int = typer.Option(0, "--holdout", metavar="DAYS", help=_("Days kept back to check the forecast")),
) -> None:
    """Compute a measure on the retailer's data, or on a file, and print it."""
    params = _params(param)
    params |= {"calibration_end": calibration_end} if calibration_end else {}
    params |= {"holdout": str(holdout)} if holdout else {}
    if given is None and other is not None:
        raise frame.Problem(_("A second file needs a first: --input FILE."))
    if given is not None:
        _show(name, _of_file(name, given, other, columns, params), form or Format.JSON)
        return
    with session.retailer():
        from django.utils import timezone

        from omotenashi.insight import actions as insight

        # Looks whether the record changed, which is quick, so that the answer is never older than the data.
        insight.refresh(now=timezone.now())
        _show(name, insight.measure(name=name, params=params, now=timezone.now()), form or Format.TABLE)


def _of_file(name: str, given: Path, other: Path | None, columns: str, params: dict[str, str]) -> dict[str, Any]:
    from omotenashi.base import clock
    from omotenashi.config.cli import problems
    from omotenashi.insight.forecasts import inputs

    today = clock.day_of(clock.now())
    return inputs.answer(
        name=name, path=given, other=other, columns=columns, values=params, today=today, say=problems.said
    )


def _show(name: str, answer: dict[str, Any], form: Format) -> None:
    if form is Format.JSON:
        typer.echo(_as_json(answer))
    elif form is Format.CSV:
        _print_csv(answer["rows"])
    else:
        _print_table(name, answer)


def _as_json(answer: dict[str, Any]) -> str:
    try:
        return json.dumps(answer, ensure_ascii=False, indent=2, default=str, allow_nan=False)
    except ValueError:
        # What is not a number is unknown; JSON knows no other word for it.
        return json.dumps(_known(answer), ensure_ascii=False, indent=2, default=str, allow_nan=False)


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _known(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_known(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def measures(as_json: bool = typer.Option(False, "--json", help=_("As JSON, with formulas and parameters"))) -> None:
    """List every measure with the question it answers. Needs no data."""
    import os

    import django
    from django.utils import translation
    from django.utils.translation import gettext

    django.setup()
    translation.activate(os.environ.get("OMOTENASHI_LANG", "en"))
    from omotenashi.insight.forecasts.registry import FORECASTS, Forecast
    from omotenashi.insight.measures.contract import Measure
    from omotenashi.insight.measures.registry import MEASURES

    every: list[Measure | Forecast] = [*MEASURES, *FORECASTS]
    if as_json:
        listed = [
            {"name": one.name, "title": gettext(one.title), "question": gettext(one.question), "formula": one.formula}
            for one in every
        ]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    print_table(
        [(one.name, gettext(one.title), gettext(one.question)) for one in every],
        [_("Name"), _("Title"), _("Question")],
    )


def _params(given: Sequence[str]) -> dict[str, str]:
    pairs = [part.partition("=") for part in given]
    wrong = [key for key, sign, _value in pairs if not sign or not key]
    if wrong:
        raise frame.Problem(_("Write a parameter as key=value, not {text}.").format(text=wrong[0]))
    return {key: value for key, _sign, value in pairs}


def _print_csv(rows: Sequence[dict[str, Any]]) -> None:
    from omotenashi.config.cli import spreadsheet

    writer = csv.writer(sys.stdout, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    writer.writerows([spreadsheet.harmless(value) for value in row.values()] for row in rows)


def _print_table(name: str, answer: dict[str, Any]) -> None:
    from django.utils.translation import gettext

    from omotenashi.insight.forecasts.registry import BY_NAME
    from omotenashi.insight.measures import registry

    known = BY_NAME.get(name)
    # What only a file can be asked is no measure of the lake.
    of = next((one for one in registry.MEASURES if name in (one.name, *one.aliases)), None)
    if of is not None and "fits" not in answer:
        labels = {column.name: gettext(column.label) for column in (*of.columns, *of.totals)}
        frame.tell(f"{gettext(of.title)}: {gettext(of.formula)}")
    else:
        labels = {}
        if known is not None:
            frame.tell(f"{gettext(known.title)}: {gettext(known.formula)}")
        _print_fits(answer)
    rows = answer["rows"]
    heading = [labels.get(key, key) for key in (rows[0] if rows else ())]
    print_table([tuple(_shown(value) for value in row.values()) for row in rows], heading)
    for key, value in answer["population"].items():
        frame.tell(f"{labels.get(key, key)}: {_shown(value)}")


def _print_fits(answer: dict[str, Any]) -> None:
    """Print the parameters of each model, and what it refuses or warns of."""
    for model, fit in answer.get("fits", {}).items():
        told = (
            f"{key} {value:.4g} (±{_shown(fit['standard_errors'][key])})" for key, value in fit["parameters"].items()
        )
        frame.tell(f"{model}: {', '.join(told)}; ln L {fit['log_likelihood']:,.3f}")
    for reason in (*answer.get("refused", ()), *answer.get("warnings", ())):
        frame.tell(reason["message"])


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def print_table(rows: Sequence[Sequence[str]], heading: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*heading, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
