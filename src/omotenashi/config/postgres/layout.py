# SPDX-License-Identifier: Apache-2.0
"""Where the embedded server keeps what under a home: cluster, socket, locks, log.

The cluster is `postgres/cluster` itself. Where the server's account cannot walk down to it (root with a home
under /root) it stands under /var/lib/omotenashi and `postgres/cluster` is a link to it.
"""

import hashlib
import os
import stat
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from omotenashi.config.home import Home
from omotenashi.config.postgres import owner as owners
from omotenashi.config.postgres.owner import Owner

ELSEWHERE = Path("/var/lib/omotenashi")
# The kernel takes 107 bytes, other systems 103; PostgreSQL appends the file's name.
LONGEST_SOCKET = 100
PORT = "5432"
SOCKET = f".s.PGSQL.{PORT}"


class Stranger(Exception):
    """A folder that should be ours alone belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one home's server; names only, `prepare` makes the folders."""

    home: Home

    @property
    def folder(self) -> Path:
        return self.home.postgres

    @property
    def cluster(self) -> Path:
        return (self.folder / "cluster").resolve()

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def log(self) -> Path:
        return self.home.logs / "postgres.log"

    @property
    def start_lock(self) -> Path:
        """Held while somebody starts or stops the server."""
        return self.folder / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by everybody who uses the server."""
        return self.folder / "users.lock"

    @property
    def running_lock(self) -> Path:
        """Inherited by all processes of the server: free exactly when the last of them is gone."""
        return self.folder / "running.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper."""
        return self.folder / "keeper.lock"


def prepare(*, home: Home) -> tuple[Layout, Owner]:
    """Make the folders of a home's server and choose its account; raises NoOwner."""
    layout = Layout(home=home)
    home.path.mkdir(mode=0o711, parents=True, exist_ok=True)
    home.logs.mkdir(mode=0o700, exist_ok=True)
    layout.folder.mkdir(mode=0o711, exist_ok=True)
    if layout.data.is_dir():
        return layout, owners.of_cluster(data=layout.data)
    owner = owners.choose(home=home.path)
    spot = layout.folder / "cluster"
    if not spot.exists():
        _make_cluster(spot=spot, owner=owner)
    return layout, owner


def socket_folder(*, layout: Layout, owner: Owner) -> Path:
    """Make and return a private folder for the socket: in the cluster, or in a short place for long paths.

    Raises Stranger where the short place was taken by another account.
    """
    folder = expected_socket_folder(layout=layout)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid not in (os.geteuid(), owner.uid):
        raise Stranger(str(folder))
    owners.give(path=folder, owner=owner)
    folder.chmod(0o700)
    return folder


def expected_socket_folder(*, layout: Layout) -> Path:
    """Return where the socket will be, without touching anything."""
    near = layout.cluster / "run"
    return near if _fits(near) else _short(layout)


def _fits(folder: Path) -> bool:
    """Short enough, and without the characters that separate folders for PostgreSQL and hosts for libpq."""
    return len(os.fsencode(folder / SOCKET)) < LONGEST_SOCKET and not set(str(folder)) & {",", '"', "'"}


def _short(layout: Layout) -> Path:
    key = hashlib.sha256(os.fsencode(layout.cluster)).hexdigest()[:16]
    name = f"omotenashi-{os.geteuid()}-{key}"
    near = Path(tempfile.gettempdir()) / name
    return near if _fits(near) else Path("/tmp") / name  # noqa: S108 - private, checked, and short


def _make_cluster(*, spot: Path, owner: Owner) -> None:
    if owners.reaches(path=spot.parent, owner=owner):
        target = spot
        target.mkdir(mode=0o700)
    else:
        ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
        target = ELSEWHERE / uuid.uuid4().hex
        target.mkdir(mode=0o700)
        spot.symlink_to(target)
    owners.give(path=target, owner=owner)
