# SPDX-License-Identifier: Apache-2.0
"""Where a retailer's data live: one folder, named by `--home` or OMOTENASHI_HOME.

A home holds `postgres/` (the embedded database), `lake/` (Parquet), `files/` (what people bring and take),
`logs/` and `secret.key`. Two homes share nothing, so two retailers can run side by side on one machine.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = ".omotenashi"
# Others may walk through, not look around: root's database server runs under an account of its own.
WALKABLE = 0o711


@dataclass(frozen=True, slots=True)
class Home:
    """One retailer's folder; the parts are named here and nowhere else."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def static(self) -> Path:
        return self.path / "static"

    @property
    def truth(self) -> Path:
        return self.path / "truth"

    @property
    def demo(self) -> Path:
        return self.path / "demo.json"

    @property
    def secret(self) -> Path:
        return self.path / "secret.key"

    @property
    def exists(self) -> bool:
        """Whether somebody made a retailer here (`init`, `demo` or `restore`)."""
        return self.secret.is_file()


def here(*, environ: Mapping[str, str] | None = None) -> Home:
    """Return the home that OMOTENASHI_HOME names, or `.omotenashi` in the current folder; touches nothing."""
    known = os.environ if environ is None else environ
    named = known.get("OMOTENASHI_HOME", "").strip()
    return Home(path=Path(named).expanduser().absolute() if named else Path.cwd() / NAME)


def create(*, home: Home) -> None:
    """Make the folders of a home and its secret; what is there stays as it is."""
    home.path.mkdir(mode=WALKABLE, parents=True, exist_ok=True)
    for folder in (home.lake, home.files, home.logs, home.static):
        folder.mkdir(mode=0o700, exist_ok=True)
    secret_key(home=home)


def secret_key(*, home: Home) -> str:
    """Return the home's secret (86 characters), made once; two processes at once agree on one."""
    if not home.secret.is_file():
        home.path.mkdir(mode=WALKABLE, parents=True, exist_ok=True)
        draft = home.path / f".secret.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(64))
        # A link, not a rename: the first one wins and the second finds it taken.
        try:
            os.link(draft, home.secret)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return home.secret.read_text(encoding="utf-8").strip()
