# SPDX-License-Identifier: Apache-2.0
"""The embedded server on real processes: started, shared, killed, found again."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from omotenashi.config.home import Home
from omotenashi.config.postgres import binaries, launcher, locks, server
from omotenashi.config.postgres import layout as places
from omotenashi.config.postgres.layout import Layout

HOLDER = """
import sys
from pathlib import Path
from omotenashi.config.home import Home
from omotenashi.config.postgres import launcher, server
from omotenashi.config.postgres.layout import Layout
home = Home(path=Path(sys.argv[1]))
lease = launcher.start(home=home, idle=0.5, durable=False)
print(server.pid(layout=Layout(home=home)), flush=True)
sys.stdin.read()
"""


def test_a_server_starts_answers_and_stops(home: Home) -> None:
    with launcher.start(home=home) as lease, psycopg.connect(lease.url) as connection:
        assert connection.execute("SELECT current_setting('fsync')").fetchone() == ("on",)
        assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ("",)
        assert connection.info.server_version // 10000 == 18
    assert launcher.stop(home=home) is True
    assert launcher.stop(home=home) is False
    assert launcher.running(home=home) is False


def test_a_second_start_joins_the_running_server(home: Home) -> None:
    with launcher.start(durable=False, home=home) as first:
        pid = _pid(home)
        with launcher.start(durable=False, home=home) as second:
            assert (second.url, _pid(home)) == (first.url, pid)


def test_the_last_one_who_ends_stops_the_server(home: Home) -> None:
    first, second = launcher.start(durable=False, home=home), launcher.start(durable=False, home=home)
    first.end()
    assert launcher.running(home=home) is True
    second.end()
    assert launcher.running(home=home) is False


def test_the_address_is_known_before_the_start(home: Home) -> None:
    expected = launcher.address(home=home)
    with launcher.start(durable=False, home=home) as lease:
        assert (lease.url, launcher.address(home=home)) == (expected, expected)


def test_two_homes_run_side_by_side(home: Home, place: Path) -> None:
    other = Home(path=place / "second shop with ' and \" and 店")
    try:
        with launcher.start(durable=False, home=home) as one, launcher.start(durable=False, home=other) as two:
            _write(one.url, "hana")
            _write(two.url, "ken")
            assert (_read(one.url), _read(two.url)) == (["hana"], ["ken"])
    finally:
        launcher.discard(home=other)


def test_a_long_path_gets_a_short_socket(place: Path) -> None:
    home = Home(path=place / ("long" * 20) / "shop")
    home.path.mkdir(parents=True)
    try:
        with launcher.start(durable=False, home=home) as lease:
            folder = server.socket_folder(layout=Layout(home=home))
            assert len(os.fsencode(folder / places.SOCKET)) < places.LONGEST_SOCKET
            assert folder.stat().st_mode & 0o777 == 0o700
            _write(lease.url, "hana")
    finally:
        launcher.discard(home=home)


@pytest.mark.crash
def test_four_starts_at_once_end_in_one_server(home: Home) -> None:
    with _holder(home) as one, _holder(home) as two, _holder(home) as three, _holder(home) as four:
        assert len({_first_line(holder) for holder in (one, two, three, four)}) == 1


@pytest.mark.crash
def test_the_server_of_a_killed_parent_is_stopped_by_the_keeper(home: Home) -> None:
    with _holder(home) as holder:
        _first_line(holder)
        assert launcher.running(home=home) is True
        holder.kill()
    assert _within(60, lambda: not launcher.running(home=home))


@pytest.mark.crash
def test_a_killed_postmaster_loses_nothing_that_was_committed(home: Home) -> None:
    lease = launcher.start(home=home, idle=0)
    _write(lease.url, "hana")
    _kill_keeper(home)
    _kill_postmaster(home)
    lease.close()
    with launcher.start(home=home) as again:
        assert _read(again.url) == ["hana"]


@pytest.mark.crash
def test_a_postmaster_killed_in_use_is_brought_back_by_the_keeper(home: Home) -> None:
    with launcher.start(home=home) as lease:
        _write(lease.url, "hana")
        _kill_postmaster(home)
        assert _within(60, lambda: launcher.running(home=home))
        assert _read(lease.url) == ["hana"]


@pytest.mark.crash
def test_a_stale_pid_file_that_names_a_stranger_does_not_stop_a_start(home: Home) -> None:
    launcher.start(durable=False, home=home).end()
    layout = Layout(home=home)
    layout.pid_file.write_text(f"{os.getppid()}\n{layout.data}\n0\n5432\n{layout.cluster / 'run'}\n\n")
    (layout.cluster / "run" / places.SOCKET).touch()
    (layout.cluster / "run" / f"{places.SOCKET}.lock").write_text(f"{os.getppid()}\n")
    with launcher.start(durable=False, home=home) as lease:
        _write(lease.url, "hana")


@pytest.mark.crash
def test_a_killed_initdb_leaves_nothing_half_made(home: Home) -> None:
    places.prepare(home=home)
    draft = Layout(home=home).cluster / "data.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with launcher.start(durable=False, home=home) as lease:
        _write(lease.url, "hana")
    assert not draft.exists()


@pytest.mark.crash
def test_a_removed_home_takes_its_server_along(home: Home) -> None:
    with _holder(home) as holder:
        pid = int(_first_line(holder))
        _keeper(home)
        # The server still writes while its folder goes, so that one attempt may not be enough.
        assert _within(60, lambda: _removed(home.path))
        assert _within(60, lambda: not _alive(pid))


@pytest.mark.crash
def test_a_killed_keeper_is_replaced_at_the_next_start(home: Home) -> None:
    with launcher.start(durable=False, home=home):
        killed = _keeper(home)
        _kill_keeper(home)
        with launcher.start(durable=False, home=home):
            assert _within(60, lambda: _keeper(home) != killed)


def test_an_older_cluster_is_refused_and_left_alone(home: Home) -> None:
    launcher.start(durable=False, home=home).end()
    version = Layout(home=home).data / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(server.WrongVersion):
        launcher.start(durable=False, home=home)
    assert version.read_text() == "17\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")
def test_root_runs_the_server_as_somebody_less(home: Home) -> None:
    with launcher.start(durable=False, home=home):
        layout = Layout(home=home)
        owner = layout.data.stat().st_uid
        assert owner != 0
        assert Path(f"/proc/{_pid(home)}").stat().st_uid == owner


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")
def test_root_with_closed_folders_copies_the_programs_and_moves_the_cluster(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    package = binaries.packaged().parents[1]
    subprocess.run(["cp", "-r", package, f"{package}.libs", closed], check=True)
    monkeypatch.setattr(binaries, "packaged", lambda: closed / package.name / binaries.INSTALL / "bin")
    monkeypatch.setattr(places, "ELSEWHERE", place / "elsewhere")
    home = Home(path=closed / "shop")
    try:
        with launcher.start(durable=False, home=home) as lease:
            _write(lease.url, "hana")
            assert (home.postgres / "cluster").is_symlink()
            assert Layout(home=home).cluster.parent == place / "elsewhere"
        launcher.stop(home=home)
        with launcher.start(durable=False, home=home) as again:
            assert _read(again.url) == ["hana"]
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        launcher.discard(home=home)


def _pid(home: Home) -> int:
    found = server.pid(layout=Layout(home=home))
    assert found is not None
    return found


def _write(url: str, name: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS guest (name text)")
        connection.execute("INSERT INTO guest VALUES (%s)", [name])


def _read(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM guest ORDER BY name")]


def _holder(home: Home) -> subprocess.Popen[str]:
    """Another process that starts the server and keeps its lease as long as its input is open."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(launcher.__file__).parents[3])},
    )


def _first_line(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def _kill_postmaster(home: Home) -> None:
    os.kill(_pid(home), signal.SIGKILL)


def _kill_keeper(home: Home) -> None:
    os.kill(_keeper(home), signal.SIGKILL)
    descriptor = locks.opened(Layout(home=home).keeper_lock)
    locks.take(descriptor, seconds=5)
    os.close(descriptor)


def _keeper(home: Home) -> int:
    written = Layout(home=home).keeper_lock
    assert _within(60, lambda: written.read_text() != "")
    return int(written.read_text())


def _removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


def _within(seconds: float, question: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False
