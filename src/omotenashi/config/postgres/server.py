# SPDX-License-Identifier: Apache-2.0
"""The processes of one embedded server: make its cluster, launch it, see whether it lives, end it.

Whoever calls holds the home's start lock. Whether a server lives is not read from its pid file, which lies after
a crash: every process of the server inherits `running.lock`, and the kernel frees it with the last of them.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from omotenashi.config.postgres import binaries, locks, probe, tuning
from omotenashi.config.postgres import layout as places
from omotenashi.config.postgres.layout import Layout
from omotenashi.config.postgres.owner import Owner

USER = "omotenashi"
DATABASE = "omotenashi"
STEP = 0.02
LONGEST_LOG = 10 * 1024 * 1024


class DidNotStart(Exception):
    """PostgreSQL did not start; the text holds what it said, and the log has the rest."""


class DidNotStop(Exception):
    """PostgreSQL did not stop in time, not even when told to drop everything."""


class WrongVersion(Exception):
    """The cluster was made by another major version of PostgreSQL."""


def make_cluster(*, layout: Layout, owner: Owner, durable: bool) -> None:
    """Make the cluster where there is none, in a draft folder first: a killed initdb leaves nothing half-made."""
    if layout.data.is_dir():
        version = (layout.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != binaries.MAJOR:
            raise WrongVersion(f"{version} != {binaries.MAJOR}")
        return
    draft = layout.cluster / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    programs = binaries.reachable(owner=owner, ground=layout.cluster)
    command = [programs / "initdb", "-D", draft, "-U", USER, "--encoding=UTF8", "--no-instructions"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--auth-local=trust", "--auth-host=scram-sha-256", *([] if durable else ["--no-sync"])]
    made = subprocess.run(  # noqa: S603 - our own packaged program
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=layout.cluster,
        env=_environment(layout),
        umask=0o077,
        user=owner.uid if owner.drops else None,
        group=owner.gid if owner.drops else None,
        extra_groups=[] if owner.drops else None,
    )
    if made.returncode != 0:
        raise DidNotStart(f"{made.stdout}\n{made.stderr}".strip())
    draft.rename(layout.data)


def launch(*, layout: Layout, owner: Owner, durable: bool, running: int) -> Path:
    """Start the server, let it inherit the descriptor `running`, and return its socket's folder.

    The caller has `running` locked, so nothing of an earlier server lives and what it left can go.
    """
    folder = places.socket_folder(layout=layout, owner=owner)
    _clear(layout=layout, folder=folder)
    programs = binaries.reachable(owner=owner, ground=layout.cluster)
    command = [programs / "postgres", "-D", layout.data, *_options(folder=folder, durable=durable)]
    _rotate(layout.log)
    with layout.log.open("ab") as log:
        # The shell goes at once and leaves the server to the system: it is nobody's child that must be waited for.
        subprocess.run(  # noqa: S603 - our own packaged program
            ["/bin/sh", "-c", '"$@" &', "sh", *(str(part) for part in command)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=layout.cluster,
            env=_environment(layout),
            umask=0o077,
            pass_fds=(running,),
            start_new_session=True,
            user=owner.uid if owner.drops else None,
            group=owner.gid if owner.drops else None,
            extra_groups=[] if owner.drops else None,
        )
    return folder


def wait_until_ready(*, layout: Layout, folder: Path, seconds: float) -> None:
    """Wait until the server takes connections and has our database; raises DidNotStart with its last words.

    Recovery after a crash can take long; as long as processes live, the whole time is given.
    """
    socket = folder / places.SOCKET
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = probe.ask(path=socket, user=USER, database=DATABASE)
        if answer is probe.Answer.READY:
            return
        if answer is probe.Answer.NO_DATABASE:
            probe.ask(path=socket, user=USER, database="postgres", statement=f"CREATE DATABASE {DATABASE}")
        elif not lives(layout=layout):
            break
        time.sleep(STEP)
    raise DidNotStart(_last_words(layout))


def lives(*, layout: Layout) -> bool:
    """Say whether any process of the home's server is there, postmaster or not."""
    try:
        descriptor = locks.opened(layout.running_lock)
    except FileNotFoundError:
        return False
    try:
        return not locks.taken(descriptor)
    finally:
        os.close(descriptor)


def pid(*, layout: Layout) -> int | None:
    """Return the postmaster's process id by its own file, or nothing; only true while the server lives."""
    try:
        return int(layout.pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def socket_folder(*, layout: Layout) -> Path:
    """Return where a living server listens, by its own pid file, else where it would."""
    try:
        lines = layout.pid_file.read_text(encoding="utf-8").split("\n")
    except OSError:
        lines = []
    recorded = lines[4].strip() if len(lines) > 4 else ""
    return Path(recorded) if recorded else places.expected_socket_folder(layout=layout)


def end(*, layout: Layout, seconds: float) -> bool:
    """Stop the server and say whether there was one: sessions are cut, nothing is lost; raises DidNotStop."""
    if not lives(layout=layout):
        return False
    # Fast first: roll back, write a checkpoint. Immediate last: the next start recovers from the log.
    for word, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 10.0)):
        found = pid(layout=layout)
        if found is not None:
            _tell(found, word)
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            if not lives(layout=layout):
                return True
            time.sleep(STEP)
    raise DidNotStop(str(pid(layout=layout)))


def _clear(*, layout: Layout, folder: Path) -> None:
    """Remove what a killed server left: its pid may belong to somebody else by now, and PostgreSQL would wait."""
    socket = folder / places.SOCKET
    for stale in (layout.pid_file, socket, socket.with_name(f"{socket.name}.lock")):
        stale.unlink(missing_ok=True)


def _options(*, folder: Path, durable: bool) -> Sequence[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    shared = shutil.disk_usage("/dev/shm").total if Path("/dev/shm").is_dir() else memory  # noqa: S108 - only its size
    chosen = tuning.settings(memory=memory, shared_memory=shared, durable=durable)
    chosen |= {"listen_addresses": "", "port": places.PORT, "unix_socket_directories": str(folder)}
    chosen |= {"unix_socket_permissions": "0700"}
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def _environment(layout: Layout) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(layout.cluster), "TZ": "UTC"}


def _rotate(log: Path) -> None:
    if log.is_file() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))


def _last_words(layout: Layout) -> str:
    try:
        lines = layout.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return "\n".join([*lines[-12:], f"({layout.log})"])


def _tell(found: int, word: signal.Signals) -> None:
    try:
        os.kill(found, word)
    except ProcessLookupError:
        return
