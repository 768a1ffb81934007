# SPDX-License-Identifier: Apache-2.0
"""A retailer in one file: `manifest.json`, `database.dump` (pg_dump, custom format), `secret.key`, `files/`, and what a
demo retailer keeps beside them: `truth/` and `demo.json`.

Works with the embedded server and with one named by DATABASE_URL, through the packaged programs or, without them,
those on PATH.
"""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from omotenashi.config.home import Home
from omotenashi.config.postgres import binaries
from omotenashi.config.version import VERSION

FORMAT = "omotenashi-backup-1"
MANIFEST, DUMP, SECRET, FILES = "manifest.json", "database.dump", "secret.key", "files"
WAIT = "10s"
# Rows are marked with the transaction that changed them (ADR 13). Another cluster counts its transactions anew, so
# marks that lie in its future would count as news for ever. An import (`made_in`) forgets its mark, too: it cannot be
# undone by transaction any more.
FORGET_MARKS = """
DO $marks$ DECLARE place text; BEGIN
  FOR place IN SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name) WHERE c.table_schema = 'public' AND c.column_name = 'changed_in'
    AND t.table_type = 'BASE TABLE'
  LOOP
    EXECUTE format('ALTER TABLE public.%I DISABLE TRIGGER USER', place);
    EXECUTE format('UPDATE public.%I SET changed_in = 0 WHERE changed_in > pg_current_xact_id()::text::bigint', place);
    SET CONSTRAINTS ALL IMMEDIATE;
    EXECUTE format('ALTER TABLE public.%I ENABLE TRIGGER USER', place);
  END LOOP;
  FOR place IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'made_in'
  LOOP
    EXECUTE format('UPDATE public.%I SET made_in = NULL WHERE made_in > pg_current_xact_id()::text::bigint', place);
  END LOOP;
END $marks$;
"""


class NotABackup(Exception):
    """The file is not one that `save` wrote."""


class Unfinished(Exception):
    """PostgreSQL refused; the database is as it was before."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself: rows by table, the version that wrote it, when."""

    tables: Mapping[str, int]
    version: str
    saved_at: str


def save(*, home: Home, file: Path) -> dict[str, int]:
    """Write a backup of DATABASE_URL and the home to `file`, readable by its owner only; return rows by table.

    Counts and dump see the same moment. A killed backup leaves an earlier file of that name as it was.
    """
    import psycopg

    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as room:
        dump = Path(room) / DUMP
        with psycopg.connect(_url()) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = _one(connection, "SELECT pg_export_snapshot()")
            counts = rows_by_table(connection)
            _program(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={dump}",
                f"--dbname={_url()}",
            )
        said = {"format": FORMAT, "version": VERSION, "saved_at": datetime.now(tz=UTC).isoformat(), "tables": counts}
        (Path(room) / MANIFEST).write_text(json.dumps(said, indent=2), encoding="utf-8")
        draft = Path(room) / "draft"
        with tarfile.open(draft, "w") as out:
            out.add(Path(room) / MANIFEST, MANIFEST)
            out.add(dump, DUMP)
            out.add(home.secret, SECRET)
            for part, name in _beside(home):
                if part.exists():
                    out.add(part, name)
        draft.chmod(0o600)
        draft.replace(file)
    return counts


def read_manifest(*, file: Path) -> Manifest:
    """Return what a backup says about itself; raises NotABackup."""
    try:
        with tarfile.open(file) as source:
            member = source.extractfile(MANIFEST)
            said = json.load(member) if member else {}
    except (tarfile.TarError, KeyError, ValueError, OSError) as error:
        raise NotABackup(str(file)) from error
    if said.get("format") != FORMAT:
        raise NotABackup(str(file))
    return Manifest(tables=said["tables"], version=said["version"], saved_at=said["saved_at"])


def load(*, home: Home, file: Path, manifest: Manifest) -> None:
    """Replace the database, the files and the secret by the backup's; raises Unfinished with nothing changed.

    The database changes in one transaction that also checks that each table has as many rows as were saved.
    """
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".restore-") as room:
        with tarfile.open(file) as source:
            source.extractall(room, filter="data")
        _replace_database(room=Path(room), manifest=manifest)
        for part, name in _beside(home):
            _replace(new=Path(room) / name, old=part)
        home.files.mkdir(mode=0o700, exist_ok=True)
        (Path(room) / SECRET).replace(home.secret)
    home.secret.chmod(0o600)
    # Made again from the database, by the next refresh.
    shutil.rmtree(home.lake, ignore_errors=True)
    home.lake.mkdir(mode=0o700)


def rows_by_table(connection: Any) -> dict[str, int]:
    """Return the number of rows of every table of the schema `public`."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return {table: int(_one(connection, f'SELECT count(*) FROM "{table}"')) for (table,) in found.fetchall()}


def _replace_database(*, room: Path, manifest: Manifest) -> None:
    script = room / "restore.sql"
    _program("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(room / DUMP))
    before, after = room / "before.sql", room / "after.sql"
    before.write_text(
        f"SET lock_timeout = '{WAIT}';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n", encoding="utf-8"
    )
    checks = "\n".join(
        f"IF (SELECT count(*) FROM public.\"{table}\") <> {rows:d} THEN RAISE EXCEPTION 'rows of {table}'; END IF;"
        for table, rows in manifest.tables.items()
    )
    after.write_text(f"{FORGET_MARKS}DO $check$ BEGIN\n{checks}\nEND $check$;\n", encoding="utf-8")
    _program(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--dbname={_url()}",
        *(f"--file={part}" for part in (before, script, after)),
    )


def _beside(home: Home) -> tuple[tuple[Path, str], ...]:
    """What lies beside the database, and its name in the backup."""
    return (home.files, FILES), (home.truth, home.truth.name), (home.demo, home.demo.name)


def _replace(*, new: Path, old: Path) -> None:
    gone = old.with_name(f".{old.name}.before")
    _remove(gone)
    if old.exists():
        old.rename(gone)
    if new.exists():
        new.rename(old)
    _remove(gone)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _program(name: str, *arguments: str) -> None:
    try:
        program = str(binaries.packaged() / name)
    except binaries.NoBinaries:
        program = shutil.which(name) or name
    done = subprocess.run([program, *arguments], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)  # noqa: S603 - PostgreSQL's own programs
    if done.returncode != 0:
        raise Unfinished(done.stderr.strip()[-2000:])


def _one(connection: Any, statement: str) -> Any:
    return connection.execute(statement).fetchone()[0]


def _url() -> str:
    return os.environ["DATABASE_URL"]
