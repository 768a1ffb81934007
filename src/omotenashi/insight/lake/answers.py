# SPDX-License-Identifier: Apache-2.0
"""Answers of a cluster, kept beside the version of the lake they belong to (ADR 0080).

A question to Spark costs seconds, and several processes serve the same pages. So an answer is worked out once for all
of them: the first who asks works, the others wait for it and read. A new version of the lake begins an empty folder.
"""

import fcntl
import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from omotenashi.insight.lake.manifest import Manifest

FOLDER = ".answers"
# More than this is an export and no page.
MOST_BYTES = 4_000_000


@dataclass(frozen=True)
class Answers:
    """The answers of one version of a lake."""

    folder: Path

    def recall(self, sql: str, make: Callable[[], pa.Table]) -> pa.Table:
        """Give what is kept of a question, or make it and keep it. The same question at the same time is asked once."""
        path = self.folder / hashlib.sha256(sql.encode()).hexdigest()
        found = _read(path)
        if found is not None:
            return found
        with _alone(path):
            found = _read(path)
            if found is None:
                found = make()
                _write(path, found)
        return found


def of(lake: Path, manifest: Manifest) -> Answers:
    """Give the answers of this version; those of versions before the last one go."""
    version = hashlib.sha256(f"{manifest.version} {manifest.written_at}".encode()).hexdigest()[:12]
    mine = lake / FOLDER / f"{manifest.version:09d}-{version}"
    older = sorted(path for path in (lake / FOLDER).glob("*") if path.name < mine.name)
    # Somebody may still be reading the version before.
    for path in older[:-1]:
        shutil.rmtree(path, ignore_errors=True)
    return Answers(mine)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until nobody else works this answer out, in this process or another; where no file can be made, do not wait."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_suffix(".lock").open("w")
    except OSError:
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> pa.Table | None:
    try:
        return pa.ipc.open_file(path.read_bytes()).read_all()
    except (OSError, pa.ArrowInvalid):
        return None


def _write(path: Path, made: pa.Table) -> None:
    """Keep an answer whole or not at all. That it cannot be kept costs time and nothing else."""
    if made.nbytes > MOST_BYTES:
        return
    fresh = path.with_suffix(f".{uuid.uuid4().hex[:8]}")
    with suppress(OSError):
        with pa.OSFile(str(fresh), "wb") as sink, pa.ipc.new_file(sink, made.schema) as file:
            file.write_table(made)
        fresh.replace(path)
