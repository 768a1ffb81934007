# SPDX-License-Identifier: Apache-2.0
"""What `demo` starts: found, answered, stopped; and nothing left after kill -9."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from omotenashi.config.home import Home
from omotenashi.config.postgres import launcher
from omotenashi.config.servers import ports, running

SOURCE = Path(__file__).resolve().parents[3]


def test_a_port_is_claimed_by_one_and_free_again_afterwards() -> None:
    first = ports.claim(host="127.0.0.1", port=28000)
    second = ports.claim(host="127.0.0.1", port=first.port)
    assert second.port > first.port
    first.holder.close()
    again = ports.claim(host="127.0.0.1", port=first.port)
    assert again.port == first.port
    again.holder.close()
    second.holder.close()


def test_a_port_where_a_stranger_listens_is_passed_over() -> None:
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        taken = stranger.getsockname()[1]
        claim = ports.claim(host="127.0.0.1", port=taken)
        claim.holder.close()
    assert claim.port > taken


def test_one_home_is_served_once(place: Path) -> None:
    home = Home(path=place)
    assert running.find(home=home) == ""
    with running.announced(home=home, address="http://one/"):
        assert running.find(home=home) == "http://one/"
        with pytest.raises(running.AlreadyServed, match="http://one/"), running.announced(home=home, address="two"):
            pass
    assert running.find(home=home) == ""
    assert running.end(home=home) is False


@pytest.fixture(scope="module")
def demo_home() -> Iterator[Home]:
    """An empty retailer that `demo` takes for filled, on an embedded server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="omo-demo-"))
    folder.chmod(0o711)
    home = Home(path=folder / "shop")
    subprocess.run([*_command(home), "init"], check=True, env=_environment(), stderr=subprocess.DEVNULL, timeout=300)
    note = {"finished_at": "2026-04-01T00:00:00+00:00", "logins": [["hq@demo.example", "headquarters", "secret"]]}
    (home.path / "demo.json").write_text(json.dumps(note))
    yield home
    launcher.discard(home=home)
    shutil.rmtree(folder)


@pytest.mark.crash
def test_a_stopped_demo_stops_everything_it_started(demo_home: Home) -> None:
    with _demo(demo_home) as demo:
        address, children = _started(demo), _children(demo)
        with urllib.request.urlopen(address + "login/", timeout=60) as page:
            assert page.status == 200
        assert running.find(home=demo_home) == address
        again = subprocess.run(
            [*_command(demo_home), "demo"], check=True, env=_environment(), capture_output=True, text=True, timeout=120
        )
        assert again.stderr == f"This retailer is already being served: {address}\n"
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=60) == 0
    assert len(children) == 2
    assert [child for child in children if _alive(child)] == []
    assert launcher.running(home=demo_home) is False


@pytest.mark.crash
def test_a_killed_demo_leaves_nothing_behind(demo_home: Home) -> None:
    with _demo(demo_home) as demo:
        _started(demo)
        children = _children(demo)
        demo.kill()
    assert _within(60, lambda: not [child for child in children if _alive(child)])
    assert running.find(home=demo_home) == ""
    assert _within(90, lambda: not launcher.running(home=demo_home))


def _command(home: Home) -> list[str]:
    return [sys.executable, "-m", "omotenashi.config.cli", "--home", str(home.path)]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "PYTHONPATH": str(SOURCE), "OMOTENASHI_LANG": "en"}


def _demo(home: Home) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*_command(home), "demo", "--port", "28200"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
    )


def _started(demo: subprocess.Popen[str]) -> str:
    """Read what the demo says up to its last line and return the address in it."""
    assert demo.stderr is not None
    said = ""
    for line in demo.stderr:
        said += line
        if "Ctrl-C" in line:
            break
    address = re.search(r"http://\S+", said)
    assert address is not None, said
    return address[0]


def _children(demo: subprocess.Popen[str]) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], check=True, capture_output=True, text=True).stdout.split("\n")[
        1:
    ]
    pairs = [tuple(map(int, line.split())) for line in listed if line.strip()]
    return [pid for pid, parent in pairs if parent == demo.pid]


def _alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")


def _within(seconds: float, question: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.2)
    return False
