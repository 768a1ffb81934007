# SPDX-License-Identifier: Apache-2.0
"""One night: the cycle of what is bought again, the comparison on the last part, reasons, and what never is shown."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from omotenashi.insight.recommend import cycles, keeping, nightly
from omotenashi.insight.recommend.bought import Bought, bought, of_columns
from omotenashi.insight.recommend.tests.shops import RICE, lake, tasteful

TODAY = 400


def told(rows: list[tuple[int, str, int]]) -> Bought:
    """Purchases as (person, product, day)."""
    names, product = np.unique([row[1] for row in rows], return_inverse=True)
    return of_columns(
        persons=np.array([row[0] for row in rows]),
        products=names.astype(object),
        product=product,
        day=np.array([row[2] for row in rows]),
    )


def test_the_lake_gives_goods_of_known_people_once_a_day() -> None:
    found = bought(lake(), as_of=date(2025, 12, 31))
    days = (found.day + np.datetime64("1970-01-01")).astype(str)
    rows = zip(found.persons[found.person].tolist(), found.products[found.product].tolist(), days.tolist(), strict=True)
    # Left out: the cancelled order, shipping, what nobody has claimed, what came after the day.
    assert list(rows) == [
        (7, "cup", "2025-03-01"),
        (7, "tea", "2025-03-01"),
        (7, "tea", "2025-03-31"),
        (8, "tea", "2025-03-01"),
    ]


def test_a_cycle_is_the_median_gap_of_those_who_came_again() -> None:
    rows = [(person, RICE, day) for person in range(6) for day in (100, 130 + person)] + [
        (9, "vase", 100),
        (8, "vase", 90),
    ]
    found = cycles.cycles(told(rows))
    assert [found.buyers.tolist(), found.again.tolist(), found.days.tolist()] == [[6, 2], [6, 0], [32, 0]]


def test_what_few_bought_again_has_no_cycle() -> None:
    rows = [(person, RICE, day) for person in range(4) for day in (100, 130)]
    assert cycles.cycles(told(rows)).days.tolist() == [0]


@pytest.mark.parametrize(("last", "is_due"), [(377, False), (376, True), (370, True), (355, True), (354, False)])
def test_somebody_is_due_shortly_before_the_day_and_not_for_ever(last: int, is_due: bool) -> None:
    rows = [(person, RICE, day) for person in range(6) for day in (100, 130)] + [(50, RICE, last)]
    held = told(rows)
    found = cycles.due(held, cycles.cycles(held), today=TODAY)
    mine = found.person == np.searchsorted(held.persons, 50)
    assert found.day[mine].tolist() == ([last + 30] if is_due else [])


def test_who_comes_every_ten_days_is_due_by_their_own_cycle() -> None:
    rows = [(person, RICE, day) for person in range(6) for day in (100, 130)] + [
        (50, RICE, 371 + 10 * n) for n in range(3)
    ]
    held = told(rows)
    found = cycles.due(held, cycles.cycles(held), today=TODAY)
    assert (held.persons[found.person].tolist(), found.cycle.tolist(), found.own.tolist()) == ([50], [10], [True])


def test_taste_is_found_and_beats_the_bestsellers() -> None:
    contest = nightly.compared(tasteful())
    assert contest.winner != "popular"
    assert contest.marks[contest.winner].recall > 2 * contest.marks["popular"].recall
    assert list(contest.marks) == sorted(contest.marks, key=lambda name: -contest.marks[name].ndcg)
    assert set(contest.marks) == set(nightly.methods())


def test_too_few_to_ask_leaves_the_bestsellers() -> None:
    contest = nightly.compared(told([(person, name, day) for person in range(5) for day, name in enumerate("abcde")]))
    assert (contest.winner, contest.marks, contest.asked) == ("popular", {}, 5)
    nothing = told([(1, "a", 1)])
    assert nightly.compared(nothing).winner == "popular"


@pytest.mark.parametrize("winner", nightly.methods())
def test_nobody_is_shown_what_they_have_or_what_may_not_be_shown(winner: str) -> None:
    held = tasteful(people=60)
    X, offered = held.matrix(), np.arange(len(held.products)) % 3 != 0
    [block] = nightly.shown(X, winner=winner, offered=offered, each=8)
    mine = X.toarray() > 0
    for person, shown in enumerate(block.products):
        kept = shown[shown >= 0]
        assert (mine[person, kept].any(), offered[kept].all(), len(set(kept.tolist()))) == (False, True, len(kept))
        assert len(kept) == 8
        for because, people, product in zip(block.because[person], block.people[person], shown, strict=True):
            both = (mine[:, product] & mine[:, because]).sum() if because >= 0 else mine[:, product].sum()
            assert people == both
            assert because < 0 or mine[person, because]


def test_pairs_count_those_who_bought_both_and_hide_fewer_than_three() -> None:
    rows = [(person, name, 10) for person in range(4) for name in ("tea", "cup")] + [(9, "tea", 1), (9, "ink", 1)]
    held = told(rows)
    offered = np.ones(3, dtype=bool)
    names = held.products.tolist()
    for products, people in (
        nightly.alike(held.matrix(), offered=offered, each=2),
        nightly.together(held.baskets(), offered=offered, each=2),
    ):
        found = {
            names[one]: [
                (names[other], many) for other, many in zip(products[one], people[one], strict=True) if other >= 0
            ]
            for one in range(3)
        }
        assert found == {"cup": [("tea", 4)], "ink": [], "tea": [("cup", 4)]}


def test_a_night_tells_how_far_it_is_and_ends_when_it_is_told_to() -> None:
    stages: list[str] = []

    def stop(stage: str, _done: int, _of: int) -> None:
        stages.append(stage)
        if stage == "ranking":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        keeping.night((tasteful(), date(2025, 1, 1)), offered=["p00"], tick=stop)
    assert sorted(set(stages)) == ["comparing", "ranking"]


def test_rows_of_a_night_are_whole() -> None:
    held = tasteful(people=60)
    codes = [str(code) for code in held.products]
    night = keeping.night((held, date(2025, 1, 1)), offered=codes, tick=lambda *_: None)
    people: list[Any] = list(night.people())
    assert [row[0] for row in people] == held.persons.tolist()
    assert {len(row[1]) == len(row[2]) == len(row[3]) for row in people} == {True}
    assert (night.told()["persons"], night.told()["k"]) == (60, 10)
