# SPDX-License-Identifier: Apache-2.0
"""Work that threads share: alone at once, together when busy, each with its own outcome."""

from collections.abc import Sequence
from threading import Event, Thread

import pytest

from omotenashi.base.together import Together


def test_who_comes_alone_is_served_at_once() -> None:
    assert Together(_doubled).do(21) == 42


def _doubled(asked: Sequence[int]) -> list[int]:
    return [each * 2 for each in asked]


def test_who_comes_meanwhile_is_served_together_and_each_gets_its_own() -> None:
    begun, go, sizes = Event(), Event(), []

    def work(asked: Sequence[int]) -> list[int]:
        sizes.append(len(asked))
        begun.set()
        go.wait(10)
        return [each * 10 for each in asked]

    shared, got = Together(work), dict[int, int]()
    first = Thread(target=lambda: got.update({0: shared.do(0)}))
    first.start()
    begun.wait(10)
    others = [Thread(target=lambda n=n: got.update({n: shared.do(n)})) for n in range(1, 6)]
    for each in others:
        each.start()
    while len(shared._waiting) < 5:
        pass
    go.set()
    for each in (first, *others):
        each.join(10)
    assert (sizes, got) == ([1, 5], {n: n * 10 for n in range(6)})


def _judge(asked: Sequence[str]) -> list[str | BaseException]:
    return [ValueError(each) if each == "bad" else each for each in asked]


def test_an_outcome_that_is_a_refusal_is_raised_where_it_was_asked() -> None:
    shared = Together(_judge)
    assert shared.do("good") == "good"
    with pytest.raises(ValueError, match="bad"):
        shared.do("bad")


def test_a_work_that_fails_wakes_everybody_and_the_next_is_served() -> None:
    calls = []

    def work(asked: Sequence[int]) -> list[int]:
        calls.append(len(asked))
        if len(calls) == 1:
            raise RuntimeError("the first")
        return list(asked)

    shared = Together(work)
    with pytest.raises(RuntimeError, match="the first"):
        shared.do(1)
    assert shared.do(2) == 2


def test_no_more_than_so_many_are_served_at_once() -> None:
    begun, go, sizes = Event(), Event(), []

    def work(asked: Sequence[int]) -> list[int]:
        sizes.append(len(asked))
        begun.set()
        go.wait(10)
        return list(asked)

    shared = Together(work, most=2)
    threads = [Thread(target=shared.do, args=[n]) for n in range(6)]
    threads[0].start()
    begun.wait(10)
    for each in threads[1:]:
        each.start()
    while len(shared._waiting) < 5:
        pass
    go.set()
    for each in threads:
        each.join(10)
    assert sizes == [1, 2, 2, 1]
