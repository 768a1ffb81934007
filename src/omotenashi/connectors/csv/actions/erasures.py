# SPDX-License-Identifier: Apache-2.0
"""An erased person leaves what was brought: refused rows, previews, and the files themselves."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from omotenashi.base.erasing import files, tables
from omotenashi.base.erasing.traces import Traces


@transaction.atomic
def erase(traces: Traces) -> dict[str, int]:
    """Empty the rows in which a trace stands, cover the lines of text files, drop packed files. Give the numbers.

    What a dropped or covered file brought in is in the record; its run and its counts stay.
    """
    refused = tables.empty(
        "csv_refusedrow",
        key="id",
        columns={"raw": "text", "value": "text", "cells": "json", "params": "json"},
        traces=traces,
        blank={"raw": "", "value": "", "cells": None, "params": "{}"},
    )
    runs = tables.take_from(
        "csv_run",
        key="id",
        columns={"preview": "json", "failure": "json", "warnings": "json", "file_name": "text"},
        traces=traces,
    )
    return {"csv_refusedrow": refused, "csv_run": runs, **_files(traces)}


def _files(traces: Traces) -> dict[str, int]:
    folder = Path(settings.FILES_PATH) / "imports"
    covered = dropped = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()) if traces and folder.exists() else ():
        if not files.is_packed(path):
            covered += files.cover_lines(path, traces=traces)
        elif files.stand_in_packed(path, traces=traces):
            path.unlink()
            dropped += 1
    return {"lines of files": covered, "files": dropped}
