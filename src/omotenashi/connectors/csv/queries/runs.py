# SPDX-License-Identifier: Apache-2.0
"""Reads about import runs: the list, the refused rows as a file, the saved layout."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from omotenashi.base.text import encodings, spreadsheets
from omotenashi.connectors.csv.models import Layout, RefusedRow, Run
from omotenashi.connectors.csv.queries.messages import reason


def recent(limit: int = 50) -> QuerySet[Run]:
    """The latest runs first."""
    return Run.objects.select_related("received_by")[:limit]


def named(name: str) -> Run | None:
    """A run by its id, or the `last` that was imported."""
    if name == "last":
        return Run.objects.exclude(finished_at=None).order_by("-finished_at").first()
    try:
        return Run.objects.filter(pk=UUID(name)).first()
    except ValueError:
        return None


def layout(signature: str) -> dict[str, Any] | None:
    """The choices saved for files with these headers."""
    found = Layout.objects.filter(pk=signature).values_list("choices", flat=True).first()
    return dict(found) if found else None


def reason_of(row: RefusedRow) -> str:
    """Why this row was refused, in the language of the moment."""
    return reason(code=row.code, column=row.column, value=row.value, params=row.params)


def reason_header() -> str:
    """The header of the column that carries the reasons in a downloaded file."""
    return gettext("Why this row was not imported")


def refused_file(run: Run, header: Sequence[str], *, encoding: str = "utf-8-sig") -> bytes:
    """The refused rows as CSV: their columns as they were, and the reason in front.

    Cells that a spreadsheet would run as formulas carry an apostrophe, which the import takes away again.
    In cp932, signs that it lacks are replaced; nothing is dropped.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([reason_header(), *header])
    for row in run.refused.all().iterator():
        cells = row.cells if row.cells is not None else _cells_of(row.raw, len(header))
        writer.writerow([reason_of(row), *map(spreadsheets.guarded, cells)])
    text = out.getvalue()
    return text.encode(encoding) if encoding != "cp932" else encodings.replaced_lines(text).encode("cp932")


def created(run: Run, thing: str) -> dict[str, list[str]]:
    """The keys of what a run created of one kind, by origin."""
    found: dict[str, list[str]] = defaultdict(list)
    for origin, keys in run.creations.filter(thing=thing).order_by("id").values_list("origin", "keys"):
        found[origin].extend(keys)
    return dict(found)


def counts(runs: Iterable[Run]) -> dict[str, int]:
    """Rows over several runs."""
    names = ("read", "created", "updated", "unchanged", "refused")
    found = list(runs)
    return {name: sum(getattr(run, f"rows_{name}") for run in found) for name in names}


def _cells_of(raw: str, width: int) -> list[str]:
    try:
        cells = next(csv.reader(io.StringIO(raw, newline="")), [])
    except csv.Error:
        cells = [raw]
    return (cells + [""] * width)[: max(width, len(cells))]
