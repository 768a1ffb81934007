# SPDX-License-Identifier: Apache-2.0
"""The life of an import run: received, previewed, started, finished or failed. The only writer of its rows."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from omotenashi.connectors.csv.models import Layout, Made, RefusedRow, Run

CHUNK = 5_000


def receive(*, name: str, data: bytes, now: datetime, by: Any = None, replays: Run | None = None) -> Run:
    """Keep a file and open its run. The file stays until somebody deletes it: nothing brought is lost."""
    run = Run(
        file_name=Path(name).name or "file",
        file_hash=hashlib.sha256(data).hexdigest(),
        file_size=len(data),
        received_at=now,
        received_by=by,
        replays=replays,
    )
    path = file_of(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    run.save(force_insert=True)
    return run


def choose(run: Run, choices: Mapping[str, Any]) -> Run:
    """Set how the file is read. A preview made with other choices is dropped."""
    if run.choices != choices:
        run.choices, run.preview, run.previewed_at = dict(choices), {}, None
        run.failed_at, run.failure = None, {}
        run.save(update_fields=["choices", "preview", "previewed_at", "failed_at", "failure"])
    return run


def note_preview(run: Run, preview: Mapping[str, Any], *, now: datetime) -> Run:
    """Keep what a dry run found."""
    run.preview, run.previewed_at, run.failed_at, run.failure = dict(preview), now, None, {}
    run.save(update_fields=["preview", "previewed_at", "failed_at", "failure"])
    return run


def start(run: Run, *, now: datetime) -> bool:
    """Claim the run for one worker; False when its data are in already."""
    claimed = Run.objects.filter(pk=run.pk, finished_at=None).update(started_at=now, failed_at=None, failure={})
    run.refresh_from_db()
    return bool(claimed)


def fail(run: Run, *, code: str, params: Mapping[str, Any], now: datetime) -> Run:
    """Write down why a run came to nothing. It can be started again."""
    run.failed_at, run.failure = now, {"code": code, "params": dict(params)}
    run.save(update_fields=["failed_at", "failure"])
    return run


@transaction.atomic
def finish(
    run: Run,
    *,
    counts: Mapping[str, int],
    made: Mapping[str, int],
    created: Mapping[tuple[str, str], Sequence[str]],
    warnings: Sequence[Mapping[str, Any]],
    refused: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Run:
    """Set the counts, keep the refused rows and what was created, in the transaction that brings the data in.

    `created`: (kind of thing, origin) → keys.
    """
    for start_at in range(0, len(refused), CHUNK):
        RefusedRow.objects.bulk_create(RefusedRow(run=run, **entry) for entry in refused[start_at : start_at + CHUNK])
    Made.objects.bulk_create(
        Made(run=run, thing=thing, origin=origin, keys=list(keys[start_at : start_at + CHUNK]))
        for (thing, origin), keys in created.items()
        for start_at in range(0, len(keys), CHUNK)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        run.made_in = cursor.fetchone()[0]
    for name, number in counts.items():
        setattr(run, f"rows_{name}", number)
    run.made, run.warnings, run.finished_at = dict(made), list(warnings), now
    run.save()
    return run


def note_undo_plan(run: Run, plan: Mapping[str, Any]) -> Run:
    """Keep what an undo would do; `going` while the worker finds out."""
    run.undo_plan, run.undo_started_at = dict(plan), None
    run.save(update_fields=["undo_plan", "undo_started_at"])
    return run


def start_undo(run: Run, *, now: datetime | None) -> Run:
    """Write down that an undo was asked for; None when it came to nothing and may be asked for again."""
    run.undo_started_at = now
    run.save(update_fields=["undo_started_at"])
    return run


def note_numbers(run: Run, *, failed_at: datetime | None) -> Run:
    """Write down whether the numbers could follow the data."""
    run.numbers_failed_at = failed_at
    run.save(update_fields=["numbers_failed_at"])
    return run


def note_undone(run: Run, counts: Mapping[str, int], *, now: datetime) -> Run:
    """Write down that what a run brought was taken back, and how much of it, in the same transaction."""
    run.undone_at, run.undone = now, dict(counts)
    run.save(update_fields=["undone_at", "undone"])
    return run


def remember(*, signature: str, choices: Mapping[str, Any], now: datetime) -> None:
    """Files with these headers are read this way from now on."""
    Layout.objects.update_or_create(signature=signature, defaults={"choices": dict(choices), "used_at": now})


def forget(*, run: Run) -> None:
    """Delete a run that was never applied, with its file."""
    if run.finished_at is None:
        path = file_of(run)
        for kept in path.parent.glob("*"):
            kept.unlink(missing_ok=True)
        run.delete()


def file_of(run: Run) -> Path:
    """Where the file of a run lies, in the retailer's home."""
    return Path(settings.FILES_PATH) / "imports" / str(run.pk) / "file"


def hold(run: Run) -> bool:
    """Take the run's lock until the transaction ends; False when somebody else imports it now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_key(run.pk)])
        return bool(cursor.fetchone()[0])


def is_alive(run: Run) -> bool:
    """Whether a process holds the lock: a run whose process was killed is not alive, whatever its row says."""
    with transaction.atomic():
        return not hold(run)


def _lock_key(run_id: UUID) -> int:
    return int.from_bytes(hashlib.blake2b(run_id.bytes, digest_size=8, person=b"csv import").digest(), signed=True)
