# SPDX-License-Identifier: Apache-2.0
"""Answers of a cluster: asked once, also by two at once; of one version; kept whole or not at all."""

import threading
from pathlib import Path

import pyarrow as pa

from omotenashi.insight.lake import answers
from omotenashi.insight.lake.manifest import Manifest

FIRST = Manifest(version=1, written_at="2026-01-01T00:00:00+00:00")
SECOND = Manifest(version=2, written_at="2026-01-02T00:00:00+00:00")
THIRD = Manifest(version=3, written_at="2026-01-03T00:00:00+00:00")


class _Engine:
    """Counts how often it is asked; answers when it is let."""

    def __init__(self, rows: int = 1) -> None:
        self.asked, self.rows, self.may_answer = 0, rows, threading.Event()
        self.may_answer.set()

    def __call__(self) -> pa.Table:
        self.asked += 1
        self.may_answer.wait(20)
        return pa.table({"n": pa.array(range(self.rows), pa.int64())})


def test_an_answer_is_asked_once_and_another_process_reads_it(tmp_path: Path) -> None:
    engine = _Engine()
    found = [answers.of(tmp_path, FIRST).recall("SELECT 1", engine).to_pylist() for _ in range(2)]
    assert (found, engine.asked) == ([[{"n": 0}], [{"n": 0}]], 1)


def test_another_question_and_another_version_are_asked(tmp_path: Path) -> None:
    engine = _Engine()
    answers.of(tmp_path, FIRST).recall("SELECT 1", engine)
    answers.of(tmp_path, FIRST).recall("SELECT 2", engine)
    answers.of(tmp_path, SECOND).recall("SELECT 1", engine)
    assert engine.asked == 3


def test_two_who_ask_at_once_share_the_work(tmp_path: Path) -> None:
    engine, found = _Engine(), list[pa.Table]()
    engine.may_answer.clear()
    kept = answers.of(tmp_path, FIRST)
    both = [threading.Thread(target=lambda: found.append(kept.recall("SELECT 1", engine))) for _ in range(2)]
    for one in both:
        one.start()
    engine.may_answer.set()
    for one in both:
        one.join(20)
    assert ([table.to_pylist() for table in found], engine.asked) == ([[{"n": 0}], [{"n": 0}]], 1)


def test_an_export_is_not_kept(tmp_path: Path) -> None:
    engine = _Engine(rows=answers.MOST_BYTES // 8 + 1)
    for _ in range(2):
        answers.of(tmp_path, FIRST).recall("SELECT 1", engine)
    assert engine.asked == 2


def test_half_a_file_is_no_answer(tmp_path: Path) -> None:
    engine, kept = _Engine(), answers.of(tmp_path, FIRST)
    kept.recall("SELECT 1", engine)
    [path] = [path for path in kept.folder.iterdir() if not path.suffix]
    path.write_bytes(path.read_bytes()[:40])
    assert (kept.recall("SELECT 1", engine).to_pylist(), engine.asked) == ([{"n": 0}], 2)


def test_a_version_that_nobody_reads_any_more_goes(tmp_path: Path) -> None:
    for manifest in (FIRST, SECOND, THIRD):
        answers.of(tmp_path, manifest).recall("SELECT 1", _Engine())
    assert [path.name[:9] for path in sorted((tmp_path / answers.FOLDER).iterdir())] == ["000000002", "000000003"]


def test_where_nothing_can_be_written_the_answer_comes_all_the_same(tmp_path: Path) -> None:
    (tmp_path / answers.FOLDER).write_text("in the way")
    assert answers.of(tmp_path, FIRST).recall("SELECT 1", _Engine()).to_pylist() == [{"n": 0}]
