# SPDX-License-Identifier: Apache-2.0
"""Tastes and usage move what a method ranked, say why, and serve only where the hold-out says so."""

from datetime import date

import numpy as np
import pytest
import scipy.sparse as sp

from omotenashi.insight.recommend import keeping, nightly, steering, volumes
from omotenashi.insight.recommend.bought import Bought, of_columns
from omotenashi.insight.recommend.steering import Steering, Tags, Used
from omotenashi.insight.recommend.tests.shops import tasteful

_NONE = np.zeros(0, dtype=np.int64)

NOBODY = Used(person=_NONE, product=_NONE, began=_NONE, finished=_NONE)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("霧の庭 第3巻", ("霧の庭", 3)), ("霧の庭　第十二巻", ("霧の庭", 12)), ("Garden of Mist Vol.2", ("garden of mist", 2)),
        ("霧の庭（４）", ("霧の庭", 4)), ("霧の庭 上", ("霧の庭", 1)), ("霧の庭 下巻", ("霧の庭", 3)), ("抹茶 100g", None), ("第3巻", None),
    ],
)  # fmt: skip
def test_a_volume_is_told_by_its_name(name: str, said: tuple[str, int] | None) -> None:
    assert volumes.volume(name) == said


def test_the_next_volume_is_of_the_same_series() -> None:
    names = ["霧の庭 第1巻", "霧の庭 第2巻", "風の庭 第2巻", "月の舟 上", "月の舟 下", "湯呑み"]
    assert volumes.following(names).tolist() == [1, -1, -1, 4, -1, -1]


def _steering(values: list[list[int]], following: list[int], tags: Tags | None = None, used: Used = NOBODY) -> Steering:
    none = Tags(value=np.full((1, 1), -1), strength=np.zeros((1, 1)))
    return Steering(
        values=np.array(values),
        tags=tags or none,
        learned=lambda _matrix: tags or none,
        following=np.array(following),
        used=used,
    )


def _moved(best: list[int], had: list[int], given: Steering, steers: tuple[str, ...]) -> tuple[list[int], list[int]]:
    rows = sp.csr_matrix((np.ones(len(had)), (np.zeros(len(had), int), had)), shape=(1, 5))
    found = steering.moved(
        np.array([best]), rows, np.array([0]), steers=steers, tags=given.tags, used=given.used, steering=given,
        offered=np.array([True, True, True, True, False]),
    )  # fmt: skip
    return found.products[0].tolist(), found.why[0].tolist()


def test_a_taste_moves_forward_what_has_it_and_nothing_else() -> None:
    tags = Tags(value=np.array([[7]]), strength=np.array([[1.0]]))
    given = _steering([[1], [1], [7], [1], [1]], [-1] * 5, tags)
    assert _moved([0, 1, 2, -1], [], given, ("taste",)) == ([0, 2, 1, -1], [0, 8, 0, 0])
    assert _moved([0, 1, 2, -1], [], given, ()) == ([0, 1, 2, -1], [0, 0, 0, 0])


def test_a_finished_volume_brings_the_next_and_an_unfinished_one_keeps_it_back() -> None:
    done = Used(person=np.array([0]), product=np.array([0]), began=np.array([5]), finished=np.array([9]))
    begun = Used(person=np.array([0]), product=np.array([0]), began=np.array([5]), finished=np.array([-1]))
    values, following = [[-1]] * 5, [1, 2, -1, -1, -1]
    assert _moved([3, 2, 1], [0], _steering(values, following, used=done), ("usage",)) == ([1, 3, 2], [-1, 0, 0])
    assert _moved([3, 1, 2], [0], _steering(values, following, used=begun), ("usage",)) == ([3, 2, -1], [0, 0, 0])
    assert done.at(8).finished.tolist() == [-1]


def test_what_is_owned_or_not_on_sale_is_no_next_volume() -> None:
    done = Used(person=np.array([0, 0]), product=np.array([0, 3]), began=np.array([5, 5]), finished=np.array([9, 9]))
    given = _steering([[-1]] * 5, [1, -1, -1, 4, -1], used=done)
    assert _moved([3, 2, -1], [0, 1], given, ("usage",)) == ([3, 2, -1], [0, 0, 0])


def _series(people: int = 120) -> tuple[Bought, Used]:
    """Who finished volume one buys volume two; who did not buys a cup. The purchases before tell nothing of it."""
    rng = np.random.default_rng(3)
    person = np.repeat(np.arange(people), 4)
    reads = np.arange(people) % 2 == 0
    product = np.stack(
        [np.zeros(people, int), rng.integers(3, 12, people), rng.integers(3, 12, people), np.where(reads, 1, 2)]
    ).T.ravel()
    day = np.tile([0, 10, 20, 80], people) + rng.integers(0, 5, people * 4)
    names = np.array([f"p{n:02}" for n in range(12)], dtype=object)
    readers = np.flatnonzero(reads)
    used = Used(
        person=readers,
        product=np.zeros(len(readers), int),
        began=np.full(len(readers), 30),
        finished=np.full(len(readers), 40),
    )
    return of_columns(persons=person, products=names, product=product, day=day), used


def test_usage_serves_where_the_hold_out_says_so() -> None:
    bought, used = _series()
    given = _steering([[-1]] * 12, [1] + [-1] * 11, used=used)
    contest = nightly.compared(bought, steered=given)
    base, _plus, way = contest.winner.partition("+")
    assert (way, contest.marks[contest.winner].ndcg > contest.marks[base].ndcg) == ("usage", True)
    assert nightly.compared(bought).winner == base


def test_a_taste_that_knows_nothing_more_does_not_serve() -> None:
    bought = tasteful()
    wrong = Tags(value=np.zeros((240, 1), int), strength=np.ones((240, 1)))
    given = _steering([[place % 2] for place in range(48)], [-1] * 48, wrong)
    contest = nightly.compared(bought, steered=given)
    assert ("+" in contest.winner, sum("+taste" in name for name in contest.marks)) == (False, 1)


def test_a_night_says_for_each_product_what_moved_it() -> None:
    bought, used = _series()
    kept = (bought.person != 0) | (bought.product != 1)
    some = of_columns(
        persons=bought.person[kept], products=bought.products, product=bought.product[kept], day=bought.day[kept]
    )
    given = _steering([[-1]] * 12, [1] + [-1] * 11, used=used)
    codes = {str(code) for code in bought.products}
    night = keeping.night((some, date(1970, 4, 1)), offered=codes, tick=lambda *_said: None, steered=(given, []))
    rows = {row[0]: (row[1][:1], row[-1][0]) for row in night.people()}
    # The first finished volume one and has no volume two yet; the second never read.
    assert (rows[0], rows[1][1]) == (([1], "usage:0"), "")
