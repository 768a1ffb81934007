# SPDX-License-Identifier: Apache-2.0
"""What the pages of データ取込 say, from runs and their results."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import messages
from omotenashi.connectors.csv.queries import runs as known
from omotenashi.connectors.csv.sync import pages, runs
from omotenashi.connectors.csv.sync.files import note, readable
from omotenashi.connectors.csv.sync.pages import Page
from omotenashi.places.locations import queries as places

SHOWN_ROWS = 100
STALLED = timedelta(minutes=2)


def steps(run: Run | None, current: int) -> dict[str, Any]:
    """The four steps with their links."""
    labels = [_("File"), _("Meaning of the columns"), _("Preview"), _("Result")]
    links = [
        reverse("console:imports"),
        *(
            [reverse(f"console:import-{name}", args=[run.pk]) for name in ("columns", "preview")]
            if run and not run.finished_at
            else ["", ""]
        ),
        "",
    ]
    return {
        "steps": [{"label": label, "href": href} for label, href in zip(labels, links, strict=True)],
        "step": current,
        "run": run,
    }


def rows() -> list[dict[str, Any]]:
    """One line per file that was brought."""
    return [
        {
            "run": run,
            "kind": messages.kind_title(run.choices.get("kind", "")),
            "state": state(run),
            "href": reverse("console:import", args=[run.pk]),
        }
        for run in known.recent()
    ]


def state(run: Run) -> tuple[str, str]:
    """(colour, word) of where a file is."""
    if run.undone_at:
        return "quiet", _("Undone")
    if run.finished_at:
        return ("warn", _("Imported, some rows refused")) if run.rows_refused else ("good", _("Imported"))
    if run.failed_at:
        return "bad", _("Not imported")
    if run.started_at:
        return "info", _("Importing")
    return "quiet", _("Waiting for you")


def columns(run: Run, page: Page) -> dict[str, Any]:
    """The page of columns: each with its examples, its field and how sure we are."""
    blocker = page.prepared.blocked
    lacking = blocker[1].get("fields", []) if blocker else []
    return {
        **steps(run, 2),
        "page": page,
        "columns": [{"column": c, "sure": _sure(c.confidence, c.field)} for c in page.columns],
        "fields": [(name, messages.field_title(name)) for name in page.fields],
        "kinds": [(kind, messages.kind_title(kind)) for kind in pages.KINDS],
        "channels": sorted(places.channel_names().items()) or [("EC", "EC"), ("STORE", "STORE")],
        "locations": sorted(places.location_names().items()),
        "encodings": [("", _("as detected")), ("utf-8", "UTF-8"), ("cp932", "Shift_JIS (CP932)"), ("euc_jp", "EUC-JP")],
        "lacking": [" / ".join(messages.field_title(name) for name in group) for group in lacking],
        "blocked": blocked(page.prepared.blocked),
        "notes": [note({"code": n.code, **n.params}) for n in page.sheet.notes],
        "questions": [_question(q, page) for q in page.prepared.questions],
        "mapped": len(page.choices.columns),
    }


def blocked(found: tuple[str, Mapping[str, Any]] | None) -> str:
    """Why nothing can be imported, or ''."""
    return messages.worded(found[0], readable(found[1])) if found else ""


def preview(run: Run) -> dict[str, Any]:
    """What an import would do: counts, what would be made, what was noticed, what would be refused."""
    found = run.preview
    refused = [
        {
            "row": r["row"],
            "why": messages.reason(code=r["code"], column=r["column"], value=r["value"], params=r["params"]),
            "cells": (r["cells"] or [r["raw"]])[:6],
        }
        for r in found.get("refused", [])
    ]
    return {
        **steps(run, 3),
        "counts": found.get("counts"),
        "coming": sum(number for name, number in found.get("counts", {}).items() if name not in {"read", "refused"}),
        "going": found.get("going", False) and not run.failed_at,
        "made": made(found.get("made", {})),
        "notes": [note(w) for w in found.get("warnings", [])],
        "refused": refused[:SHOWN_ROWS],
        "failure": failure(run),
        **progress(run),
    }


def result(run: Run) -> dict[str, Any]:
    """What became of a file."""
    counts = {name: getattr(run, f"rows_{name}") for name in ("read", "created", "updated", "unchanged", "refused")}
    return {
        **steps(run, 5 if run.finished_at else 4 if run.choices else 1),
        "counts": counts if run.finished_at else None,
        "made": made(run.made),
        "notes": [note(w) for w in run.warnings],
        "failure": failure(run),
        "stalled": is_stalled(run),
        "replays": run.replayed_by.all(),
        **progress(run),
    }


def refused(run: Run) -> dict[str, Any]:
    """The refused rows with their cells, for mending."""
    header = pages.header(run)
    found = [
        {
            "row": row,
            "why": known.reason_of(row),
            "cells": [
                {"name": f"r{row.pk}-{i}", "value": cell, "wrong": header[i] == row.column}
                for i, cell in enumerate(row.cells or [])
            ][: len(header)],
        }
        for row in run.refused.all()[:SHOWN_ROWS]
    ]
    return {**steps(run, 5), "header": header, "rows": found, "shown": len(found)}


def failure(run: Run) -> str:
    """Why a run came to nothing, or ''."""
    if not run.failed_at:
        return ""
    return messages.worded(run.failure["code"], readable(run.failure["params"]))


def progress(run: Run) -> dict[str, Any]:
    """How far a long import is, in words."""
    found = runs.progress_of(run)
    labels = {
        "waiting": _("Waiting for the worker"),
        "reading": _("Reading the file"),
        "customers": _("Customer records"),
        "products": _("Product records"),
        "levels": _("Stock levels"),
        "orders": _("Order records"),
        "subscriptions": _("Subscription contracts"),
    }
    return {
        "label": labels.get(found["step"], found["step"]),
        "done": found["done"],
        "total": found["total"] or None,
        "going_on": is_going_on(run),
        "run": run,
    }


def is_going_on(run: Run) -> bool:
    """Whether a preview or an import of this file is under way or waiting for its turn."""
    previewing = bool(run.preview.get("going")) and not run.failed_at and not run.started_at
    return previewing or run.is_being_undone or (run.is_running and not is_stalled(run))


def is_stalled(run: Run) -> bool:
    """Whether an import was started, nobody works on it and nothing has moved for a while."""
    path = kept.file_of(run).with_name("progress.json")
    moved = path.stat().st_mtime if path.exists() else 0
    return run.is_running and clock.now().timestamp() - moved > STALLED.total_seconds() and not kept.is_alive(run)


def made(found: Mapping[str, int]) -> list[tuple[str, int, int, int]]:
    """(what, created, updated, unchanged) of each thing that came to something."""
    names = {
        "orders": _("Order records"),
        "returns": _("Returns"),
        "customers": _("Customer records"),
        "products": _("Product records"),
        "levels": _("Stock levels"),
        "categories": _("Categories"),
        "subscriptions": _("Subscription contracts"),
    }
    counts = [
        (title, *(found.get(f"{name}_{verdict}", 0) for verdict in ("created", "updated", "unchanged")))
        for name, title in names.items()
    ]
    return [entry for entry in counts if any(entry[1:])]  # type: ignore[misc]


def _sure(confidence: float, field: str) -> tuple[str, str]:
    if not field:
        return "quiet", _("Not used")
    if confidence >= 0.9:
        return "good", _("Recognised")
    return ("info", _("Probably")) if confidence >= 0.5 else ("warn", _("Please check"))


def _question(question: Any, page: Page) -> dict[str, Any]:
    answers = {"dmy": _("The day comes first (31/12)"), "mdy": _("The month comes first (12/31)")}
    place = page.header.index(question.column) if question.column in page.header else 0
    is_date = question.code == "day_or_month_first"
    return {
        "text": messages.worded(question.code, {"column": question.column, **question.params}),
        "name": f"s{place}" if is_date else "currency",
        "choices": [
            (
                value,
                answers.get(
                    value,
                    _("%(currency)s, rounded where needed") % {"currency": value}
                    if value == page.prepared.home.currency
                    else value,
                ),
            )
            for value in question.choices
        ],
    }
