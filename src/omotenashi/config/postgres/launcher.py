# SPDX-License-Identifier: Apache-2.0
"""Start, share and stop the embedded PostgreSQL of a home.

    with launcher.start(home=home) as lease:
        os.environ["DATABASE_URL"] = lease.url

Whoever works with the database holds a lease, a shared file lock that ends with the process whatever ends it. The
keeper stops the server when there was no lease for a while and restarts it when it was killed.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import omotenashi
from omotenashi.config.home import Home
from omotenashi.config.postgres import layout as places
from omotenashi.config.postgres import locks, probe, server
from omotenashi.config.postgres.layout import Layout
from omotenashi.config.postgres.owner import Owner

START_SECONDS = 120.0
STOP_SECONDS = 60.0
LOCK_SECONDS = 180.0
IDLE_SECONDS = 20.0


class NotYours(Exception):
    """The home's database belongs to another account of this machine."""


@dataclass(slots=True)
class Lease:
    """The right to use a running server, until `close`; children may inherit `descriptor` to hold it too."""

    home: Home
    url: str
    descriptor: int
    closed: bool = field(default=False)

    def close(self) -> None:
        """Give the lease back; the keeper stops the server when nobody else has one for a while."""
        if not self.closed:
            self.closed = True
            os.close(self.descriptor)

    def end(self) -> None:
        """Give the lease back, and stop the server at once when nobody else has one."""
        self.close()
        if not in_use(home=self.home):
            stop(home=self.home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start(*, home: Home, durable: bool = True, idle: float = IDLE_SECONDS) -> Lease:
    """Start the home's server, or join the one that runs, and return a lease on it.

    The first start makes the cluster (about a second). `durable=False` is for throwaway test clusters. Without a
    lease for `idle` seconds the server stops. Raises DidNotStart, NotYours, NoBinaries, NoOwner, WrongVersion, Busy.
    """
    try:
        layout, owner = places.prepare(home=home)
        if os.geteuid() not in (0, owner.uid):
            raise NotYours(str(layout.cluster))
        with locks.holding(layout.start_lock, seconds=LOCK_SECONDS):
            lease = locks.opened(layout.users_lock)
            try:
                locks.take(lease, shared=True, seconds=LOCK_SECONDS)
                folder = ensure(layout=layout, owner=owner, durable=durable)
                _ensure_keeper(layout=layout, durable=durable, idle=idle)
            except BaseException:
                os.close(lease)
                raise
    except PermissionError as error:
        raise NotYours(str(error.filename)) from error
    return Lease(home=home, url=url(folder=folder), descriptor=lease)


def ensure(*, layout: Layout, owner: Owner, durable: bool) -> Path:
    """Have a server that answers, whatever was before, and return its socket's folder. Needs the start lock."""
    server.make_cluster(layout=layout, owner=owner, durable=durable)
    if server.lives(layout=layout):
        folder = server.socket_folder(layout=layout)
        if probe.ask(path=folder / places.SOCKET, user=server.USER, database=server.DATABASE) is probe.Answer.READY:
            return folder
    # The leftovers of a killed postmaster go by themselves within moments; a stopping server needs a little longer.
    running = locks.opened(layout.running_lock)
    try:
        locks.take(running, seconds=STOP_SECONDS)
        folder = server.launch(layout=layout, owner=owner, durable=durable, running=running)
    finally:
        os.close(running)
    server.wait_until_ready(layout=layout, folder=folder, seconds=START_SECONDS)
    return folder


def stop(*, home: Home, seconds: float = STOP_SECONDS) -> bool:
    """Stop the home's server even while others use it; say whether there was one. Raises DidNotStop, NotYours."""
    layout = Layout(home=home)
    if not layout.running_lock.exists():
        return False
    try:
        with locks.holding(layout.start_lock, seconds=LOCK_SECONDS):
            return server.end(layout=layout, seconds=seconds)
    except PermissionError as error:
        raise NotYours(str(layout.cluster)) from error


def discard(*, home: Home) -> None:
    """Stop the home's server and remove its cluster with all data, wherever that stands."""
    layout = Layout(home=home)
    stop(home=home)
    for folder in (places.expected_socket_folder(layout=layout), layout.cluster, layout.folder):
        shutil.rmtree(folder, ignore_errors=True)


def in_use(*, home: Home) -> bool:
    """Say whether anybody holds a lease."""
    try:
        descriptor = locks.opened(Layout(home=home).users_lock)
    except FileNotFoundError:
        return False
    try:
        # The keeper looks the same way for an instant; a few looks tell it from a lease.
        locks.take(descriptor, seconds=0.1)
    except locks.Busy:
        return True
    finally:
        os.close(descriptor)
    return False


def running(*, home: Home) -> bool:
    """Say whether the home's server lives and answers."""
    layout = Layout(home=home)
    if not layout.folder.is_dir() or not server.lives(layout=layout):
        return False
    socket = server.socket_folder(layout=layout) / places.SOCKET
    return probe.ask(path=socket, user=server.USER, database=server.DATABASE) is probe.Answer.READY


def address(*, home: Home) -> str:
    """Return the address the home's server has or will have; starts and touches nothing."""
    return url(folder=server.socket_folder(layout=Layout(home=home)))


def url(*, folder: Path) -> str:
    """Return the libpq address of a server by its socket's folder; psycopg, ADBC and pg_dump all take it."""
    return f"postgresql://{server.USER}@/{server.DATABASE}?host={quote(str(folder), safe='')}&port={places.PORT}"


def _ensure_keeper(*, layout: Layout, durable: bool, idle: float) -> None:
    descriptor = locks.opened(layout.keeper_lock)
    try:
        if not locks.taken(descriptor):
            return
    finally:
        os.close(descriptor)
    command = [sys.executable, "-m", "omotenashi.config.postgres.keeper", str(layout.home.path), str(idle)]
    source = str(Path(omotenashi.__file__).resolve().parents[1])
    with layout.log.open("ab") as log:
        # The shell goes at once and leaves the keeper to the system: no child of ours that somebody must wait for.
        subprocess.run(  # noqa: S603 - our own module under our own interpreter
            ["/bin/sh", "-c", '"$@" &', "sh", *command, *([] if durable else ["throwaway"])],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={**os.environ, "PYTHONPATH": source},
            start_new_session=True,
        )
