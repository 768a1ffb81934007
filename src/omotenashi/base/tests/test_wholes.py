# SPDX-License-Identifier: Apache-2.0
"""A whole is done or not at all; what is written at its end follows what stayed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from omotenashi.base import bulk
from omotenashi.base.wholes import attempt, later, part, whole

pytestmark = pytest.mark.django_db


class Refused(Exception):
    """Somebody said no."""


@pytest.fixture
def written() -> list[list[str]]:
    """What was written at the end of wholes."""
    bulk.run("CREATE TEMPORARY TABLE said (word text) ON COMMIT DROP")
    return []


@part
def _say(word: str, written: list[list[str]], *, refuse: bool = False) -> None:
    bulk.run("INSERT INTO said VALUES (%s)", [word])
    if not later([word], write=lambda words: written.append(list(words))):
        written.append(["at once", word])
    if refuse:
        raise Refused


def _said() -> list[str]:
    return [word for (word,) in bulk.rows("SELECT word FROM said ORDER BY word")]


def test_parts_of_a_whole_have_no_savepoints_and_are_written_together(written: list[list[str]]) -> None:
    with CaptureQueriesContext(connection) as asked, whole():
        _say("a", written)
        _say("b", written)
    assert written == [["a", "b"]]
    # The test's own transaction makes the whole a savepoint; its parts add none.
    assert [q["sql"].split()[0] for q in asked] == ["SAVEPOINT", "INSERT", "INSERT", "RELEASE"]


def test_a_part_alone_can_be_refused_and_the_rest_goes_on(written: list[list[str]]) -> None:
    with pytest.raises(Refused):
        _say("a", written, refuse=True)
    _say("b", written)
    assert (_said(), written) == (["b"], [["at once", "a"], ["at once", "b"]])


def test_a_refused_whole_leaves_nothing(written: list[list[str]]) -> None:
    @whole()
    def both() -> None:
        _say("a", written)
        _say("b", written, refuse=True)

    with pytest.raises(Refused):
        both()
    assert (_said(), written) == ([], [])


def test_of_a_refused_attempt_neither_rows_nor_what_was_to_be_written_stays(written: list[list[str]]) -> None:
    with whole():
        _say("a", written)
        with pytest.raises(Refused), attempt():
            _say("b", written, refuse=True)
        with attempt():
            _say("c", written)
    assert (_said(), written) == (["a", "c"], [["a", "c"]])


def test_a_whole_inside_a_whole_may_be_refused_alone(written: list[list[str]]) -> None:
    with whole():
        _say("a", written)
        with pytest.raises(Refused), whole():
            _say("b", written, refuse=True)
    assert (_said(), written) == (["a"], [["a"]])


def test_under_a_savepoint_of_others_it_is_written_at_once(written: list[list[str]]) -> None:
    with whole():
        _say("a", written)
        with transaction.atomic():
            _say("b", written)
    assert written == [["at once", "b"], ["a"]]
