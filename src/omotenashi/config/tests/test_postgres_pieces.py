# SPDX-License-Identifier: Apache-2.0
"""The pure pieces of the embedded server: settings, who may walk where, paths, locks."""

import os
import socket
from pathlib import Path

import pytest

from omotenashi.config.home import Home
from omotenashi.config.postgres import layout as places
from omotenashi.config.postgres import locks, owner, probe, tuning
from omotenashi.config.postgres.layout import Layout
from omotenashi.config.postgres.owner import Owner

GIGABYTE = 1024**3
STRANGER = Owner(uid=54321, gid=54321, drops=True)


def test_a_small_machine_gets_the_settings_it_can_bear() -> None:
    found = tuning.settings(memory=4 * GIGABYTE, shared_memory=2 * GIGABYTE, durable=True)
    wanted = {"shared_buffers": "256MB", "work_mem": "64MB", "max_wal_size": "2GB", "jit": "off"}
    assert {name: found[name] for name in wanted} == wanted
    assert "fsync" not in found
    assert "dynamic_shared_memory_type" not in found


def test_a_container_with_little_shared_memory_uses_files() -> None:
    found = tuning.settings(memory=GIGABYTE, shared_memory=64 * 1024**2, durable=True)
    assert (found["dynamic_shared_memory_type"], found["shared_buffers"]) == ("mmap", "64MB")


def test_only_a_throwaway_cluster_forgets() -> None:
    assert tuning.settings(memory=GIGABYTE, shared_memory=GIGABYTE, durable=False)["fsync"] == "off"


def test_a_closed_folder_on_the_way_keeps_the_account_out(place: Path) -> None:
    inner = place / "closed" / "open"
    inner.mkdir(parents=True)
    assert owner.reaches(path=inner, owner=STRANGER) is True
    inner.parent.chmod(0o700)
    assert owner.reaches(path=inner, owner=STRANGER) is False
    assert owner.reaches(path=inner, owner=Owner(uid=os.geteuid(), gid=os.getegid(), drops=False)) is True


def test_a_folder_with_a_comma_is_no_place_for_a_socket(place: Path) -> None:
    plain, comma = (Layout(home=Home(path=place / name)) for name in ("shop", "shop, two"))
    assert places.expected_socket_folder(layout=plain) == plain.cluster / "run"
    assert places.expected_socket_folder(layout=comma) != comma.cluster / "run"


def test_two_homes_never_share_a_short_socket_folder(place: Path) -> None:
    deep = [Layout(home=Home(path=place / ("x" * 120) / name)) for name in ("one", "two")]
    folders = {places.expected_socket_folder(layout=layout) for layout in deep}
    assert len(folders) == 2


def test_a_short_socket_folder_of_somebody_else_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = place / "trap"
    trap.symlink_to(place)
    monkeypatch.setattr(places, "expected_socket_folder", lambda *, layout: trap)
    layout = Layout(home=Home(path=place / "shop"))
    with pytest.raises(places.Stranger):
        places.socket_folder(layout=layout, owner=Owner(uid=os.geteuid(), gid=os.getegid(), drops=False))


def test_a_lock_is_taken_once_and_shared_by_many(place: Path) -> None:
    one, two, three = (locks.opened(place / "lock") for _ in range(3))
    assert [locks.taken(one, shared=True), locks.taken(two, shared=True), locks.taken(three)] == [True, True, False]
    with pytest.raises(locks.Busy):
        locks.take(three, seconds=0.05)
    for descriptor in (one, two):
        os.close(descriptor)
    assert locks.taken(three) is True
    os.close(three)


def test_a_socket_that_says_nonsense_is_silent(place: Path) -> None:
    path = place / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        assert probe.ask(path=path, user="a", database="b", seconds=0.2) is probe.Answer.SILENT
    assert probe.ask(path=place / "nothing", user="a", database="b") is probe.Answer.SILENT
