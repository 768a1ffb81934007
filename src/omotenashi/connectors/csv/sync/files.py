# SPDX-License-Identifier: Apache-2.0
"""Import a file from the disk: what `omotenashi import FILE` does."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from omotenashi.base import clock
from omotenashi.connectors.csv.actions import runs as kept
from omotenashi.connectors.csv.client.sheet import Unreadable
from omotenashi.connectors.csv.mapping import choices as chosen
from omotenashi.connectors.csv.models import Run
from omotenashi.connectors.csv.queries import messages
from omotenashi.connectors.csv.queries.runs import reason_of
from omotenashi.connectors.csv.sync import runs
from omotenashi.connectors.csv.sync.verdicts import Progress

SHOWN = 10
_ALIASES = {"lines": "orders", "order_lines": "orders"}


@dataclass(frozen=True)
class Result:
    """What became of a file. `problem` is why nothing was imported, or ''; `run` is the import that was made."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    problem: str = ""
    dry_run: bool = False
    run: Run | None = None

    @property
    def refused(self) -> int:
        """Rows that were not imported; -1 when the file as a whole was not."""
        return -1 if self.problem else self.counts.get("refused", 0)

    def lines(self) -> list[str]:
        """The result in words, one line each."""
        if self.problem:
            return [f"{self.name}: {self.problem}", *self.notes]
        head = _("%(name)s: a dry run, nothing was changed") if self.dry_run else _("%(name)s: imported")
        sums = _(
            "read %(read)s = created %(created)s + updated %(updated)s + unchanged %(unchanged)s + refused %(refused)s"
        )
        return [head % {"name": self.name}, sums % self.counts, *self.notes, *self.reasons]


def import_file(
    *,
    path: Path,
    kind: str | None = None,
    dry_run: bool = False,
    columns: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Result:
    """Import `path`; `columns` (column → field, '' for none) corrects the mapping, `options` sets other choices."""
    now = clock.now()
    kind = _ALIASES.get(kind or "", kind or "")
    run, sheet = runs.receive_read(name=path.name, data=path.read_bytes(), now=now, kind=kind)
    if run.failed_at:
        return _stopped(run, run.failure["code"], run.failure["params"])
    _corrected(run, columns or {}, options or {})
    try:
        if dry_run:
            run = runs.preview(run, now=now)
            result = _previewed(run)
            kept.forget(run=run)
            return result
        run = runs.bring_in(run, now=now, progress=progress, sheet=sheet)
    except (runs.Stopped, Unreadable) as error:
        return _stopped(run, error.code, error.params)
    reasons = [_refusal(row.row, reason_of(row)) for row in run.refused.all()[:SHOWN]]
    return Result(run.file_name, _counts(run), notes(run.warnings), tuple(reasons), run=run)


def counted(undone: Mapping[str, int]) -> list[str]:
    """What an undo takes back and what it keeps, one line a kind of thing."""
    words = _("%(what)s: %(gone)s taken back, %(kept)s kept")
    return [words % {"what": what, "gone": gone, "kept": kept} for what, gone, kept in messages.undone(undone)]


def why(error: runs.Stopped) -> str:
    """Why something could not be done, in words."""
    return messages.worded(error.code, readable(error.params))


def notes(warnings: list[dict[str, Any]]) -> tuple[str, ...]:
    """What was noticed about a file, in words."""
    return tuple(note(warning) for warning in warnings)


def _corrected(run: Run, columns: Mapping[str, str], options: Mapping[str, Any]) -> None:
    choices = chosen.from_json(run.choices)
    mapped = {**choices.columns, **columns}
    choices = replace(choices, columns={column: name for column, name in mapped.items() if name}, **options)
    kept.choose(run, choices.as_json())


def _counts(run: Run) -> dict[str, int]:
    return {name: getattr(run, f"rows_{name}") for name in ("read", "created", "updated", "unchanged", "refused")}


def _previewed(run: Run) -> Result:
    refused = run.preview["refused"][:SHOWN]
    reasons = [
        _refusal(r["row"], messages.reason(code=r["code"], column=r["column"], value=r["value"], params=r["params"]))
        for r in refused
    ]
    return Result(run.file_name, run.preview["counts"], notes(run.preview["warnings"]), tuple(reasons), dry_run=True)


def _refusal(row: int, why: str) -> str:
    return _("Row %(row)s: %(reason)s") % {"row": row, "reason": why}


def note(warning: dict[str, Any]) -> str:
    """One thing that was noticed, in words."""
    params = {"column": "", **warning}
    if warning["code"] == "soft":
        example = (warning.get("examples") or [{"value": ""}])[0]["value"]
        params["reason"] = messages.reason(code=warning["why"], column=warning["column"], value=example)
    return messages.worded(warning["code"], params)


def _stopped(run: Run, code: str, params: Mapping[str, Any]) -> Result:
    open_questions = params.get("questions") or []
    prepared = runs.questions(run).questions if code == "questions_open" else []
    words = tuple(messages.worded(q.code, {"column": q.column, **q.params}) for q in prepared) or tuple(
        map(str, open_questions)
    )
    return Result(run.file_name, problem=messages.worded(code, readable(params)), notes=words)


def readable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a message with the names of fields as people read them."""
    groups = params.get("fields")
    if not groups:
        return dict(params)
    return {**params, "fields": ", ".join(" / ".join(messages.field_title(name) for name in group) for group in groups)}
