# SPDX-License-Identifier: Apache-2.0
"""What the pages of an import show and take: columns with examples, open questions, mended rows."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.client.sheet import Sheet, Unreadable
from omotenashi.connectors.csv.mapping import fields, suggest, typed
from omotenashi.connectors.csv.mapping.choices import Choices
from omotenashi.connectors.csv.mapping.fields import Kind
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.sync import runs
from omotenashi.connectors.csv.sync.prepare import Prepared, prepare, suggested

__all__ = ["KINDS", "Choices", "Column", "Page", "Unreadable", "columns", "header", "mended", "suggest_again"]

KINDS = tuple(kind.value for kind in Kind)
EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """One column: its place, header, a few values, the field it has, and how sure the suggestion is (0–1)."""

    place: int
    name: str
    examples: tuple[str, ...]
    field: str
    confidence: float
    because: str


@dataclass(frozen=True)
class Page:
    """A file as the page of columns shows it. `fields`: what a column of this kind can mean."""

    header: tuple[str, ...]
    choices: Choices
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    sheet: Sheet
    prepared: Prepared


def columns(run: Run) -> Page:
    """Read the file of a run for its page of columns. Raises Unreadable."""
    sheet, choices = runs.look(run)
    samples = typed.samples(sheet.table, sheet.header)
    guessed = {g.column: g for g in suggest.suggest(sheet.header, samples, kind=Kind(choices.kind)).guesses}
    found = []
    for place, name in enumerate(sheet.header):
        field = choices.columns.get(name, "")
        guess = guessed.get(name)
        agreed = guess is not None and guess.field == field
        values = tuple(value[:60] for value in samples[name][:EXAMPLES])
        found.append(
            Column(
                place,
                name,
                values,
                field,
                guess.confidence if guess and agreed else 0.0,
                guess.because if guess and agreed else "",
            )
        )
    prepared = prepare(sheet, choices, runs.home(), ask_only=True)
    return Page(sheet.header, choices, tuple(found), fields.of(Kind(choices.kind)), sheet, prepared)


def suggest_again(run: Run) -> Run:
    """Suggest the columns anew after another kind, encoding or delimiter was chosen; the other options stay."""
    sheet, choices = runs.look(run)
    fresh = suggested(sheet, kind=choices.kind)
    return kept.choose(
        run,
        replace(
            choices, columns=fresh.columns, preset=fresh.preset, channel=choices.channel or fresh.channel
        ).as_json(),
    )


def header(run: Run) -> tuple[str, ...]:
    """The columns of a run's file."""
    return runs.look(run)[0].header


def mended(run: Run, cells: Mapping[str, str]) -> bytes:
    """A CSV of the refused rows with the cells as they were posted: `r<refused row>-<place of the column>`."""
    names = header(run)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    for row in run.refused.filter(cells__isnull=False).iterator():
        kept_cells: list[str] = row.cells or []
        before = kept_cells + [""] * (len(names) - len(kept_cells))
        writer.writerow([cells.get(f"r{row.pk}-{place}", before[place]) for place in range(len(names))])
    return out.getvalue().encode("utf-8-sig")
