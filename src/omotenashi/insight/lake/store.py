# SPDX-License-Identifier: Apache-2.0
"""The stored lake: a directory of Parquet files and one manifest that names the current ones.

A writer puts new files beside the old ones and then renames a new manifest into place. A reader
reads the manifest once and then only files that are never written again: so it sees the old lake
or the new one, never half of each, and a writer that dies leaves only files nobody names.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from omotenashi.insight.lake.manifest import Manifest, Part, from_json, to_json

MANIFEST = "manifest.json"
# How long a retired file stays for readers that opened the version before.
GRACE = timedelta(minutes=10)


class LakeBusy(Exception):
    """Another process is writing this lake."""


@dataclass(frozen=True)
class Lake:
    """A lake in a directory. Reading never locks; only one process writes at a time."""

    path: Path

    def manifest(self) -> Manifest:
        """The current version; version 0 without parts when nothing was ever written."""
        try:
            return from_json((self.path / MANIFEST).read_text("utf-8"))
        except FileNotFoundError:
            return Manifest()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write. Raises LakeBusy when another process has it."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LakeBusy(str(self.path)) from error
            yield

    def new_file(self, table: str, part: str) -> str:
        """A name no version has used, relative to the lake; its folder exists."""
        (self.path / table).mkdir(parents=True, exist_ok=True)
        return f"{table}/{part}-{uuid.uuid4().hex[:12]}.parquet"

    def swap(
        self,
        *,
        parts: Mapping[str, Mapping[str, Part | None]],
        watermark: int | None,
        now: datetime,
        replace: bool = False,
    ) -> Manifest:
        """Make the next version current. ``parts`` replace their namesakes; None drops one.

        With ``replace`` nothing of the version before stays. Call it inside ``writing()``.
        """
        before = self.manifest()
        after = _merge({} if replace else before.parts, parts)
        gone = before.all_files() - {part.file for table in after.values() for part in table.values()}
        manifest = Manifest(
            version=before.version + 1,
            written_at=now.isoformat(),
            watermark=watermark,
            parts=after,
            retired={**before.retired, **dict.fromkeys(sorted(gone), now.isoformat())},
        )
        self._publish(manifest)
        return manifest

    def collect_garbage(self, *, now: datetime, grace: timedelta = GRACE) -> int:
        """Delete files no reader can need any more. Returns how many. Call it inside ``writing()``."""
        manifest = self.manifest()
        recent = {f for f, at in manifest.retired.items() if datetime.fromisoformat(at) > now - grace}
        keep = manifest.all_files() | recent
        doomed = [path for path in self.path.glob("*/*.parquet") if f"{path.parent.name}/{path.name}" not in keep]
        for path in doomed:
            path.unlink(missing_ok=True)
        if recent != set(manifest.retired):
            kept = {file: manifest.retired[file] for file in sorted(recent)}
            self._publish(_with_retired(manifest, kept))
        return len(doomed)

    def _publish(self, manifest: Manifest) -> None:
        for folder in {self.path / Path(file).parent for file in manifest.all_files()}:
            _sync(folder)
        fresh = self.path / f"{MANIFEST}.new"
        fresh.write_text(to_json(manifest), "utf-8")
        _sync(fresh)
        fresh.replace(self.path / MANIFEST)
        _sync(self.path)


def _merge(
    before: Mapping[str, Mapping[str, Part]], changes: Mapping[str, Mapping[str, Part | None]]
) -> dict[str, dict[str, Part]]:
    after = {table: dict(parts) for table, parts in before.items()}
    for table, parts in changes.items():
        kept = after.setdefault(table, {})
        for name, part in parts.items():
            kept.pop(name, None)
            if part is not None:
                kept[name] = part
    return after


def _with_retired(manifest: Manifest, retired: Mapping[str, str]) -> Manifest:
    return Manifest(
        version=manifest.version,
        written_at=manifest.written_at,
        watermark=manifest.watermark,
        parts=manifest.parts,
        retired=retired,
    )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
