# SPDX-License-Identifier: Apache-2.0
"""Counting rounds: the shop stays open, nobody is told what to find, and large differences are seen twice."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from omotenashi.commerce.stock import actions as stock
from omotenashi.commerce.stock.models import CountLine, CountRound, Movement, StockLevel
from omotenashi.commerce.stock.queries import rounds as reads
from omotenashi.commerce.stock.rules import rounds as rules
from omotenashi.commerce.stock.tests.shelf import NOW, breaches, furnish, level, sell, want, where

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _furnished(db: None) -> None:
    furnish()


def begun(*, blind: bool = True) -> UUID:
    return stock.rounds.open_round(location_id=where("A", "GINZA")[1], blind=blind, key="R", now=NOW)


def posted(made: UUID) -> int:
    stock.rounds.review(made, now=NOW)
    return stock.rounds.post(made, actor="boss", now=NOW)


def test_what_is_sold_before_and_after_the_count_is_no_difference() -> None:
    variant = where("A", "GINZA")[0]
    made = begun()
    sell(want("A", "GINZA"), key="before")
    stock.rounds.enter(made, {variant: 3}, by="one", now=NOW)
    sell(want("A", "GINZA"), key="after")
    assert CountLine.objects.values_list("expected_at_freeze", "moved_since", "first").get(variant=variant) == (
        5,
        -1,
        3,
    )
    assert [posted(made) for _ in range(1)] == [1]
    assert (level("A"), level("B"), breaches()) == ((2, 0, 0, 0), (5, 0, 0, 0), [])
    assert Movement.objects.filter(source="round").values_list("reason", "delta").get() == ("count", -1)
    assert stock.rounds.post(made, actor="boss", now=NOW) == 0
    assert CountRound.objects.get().state == "posted"


def test_counting_restores_the_confidence() -> None:
    variant, location = where("A", "GINZA")
    stock.not_found(variant_id=variant, location_id=location, now=NOW)
    made = begun()
    stock.rounds.enter(made, {variant: 5}, by="one", now=NOW)
    posted(made)
    found = StockLevel.objects.get(variant_id=variant, location_id=location)
    assert (found.confidence, found.doubt, found.count_wanted_at, found.last_counted_at) == (95, 0, None, NOW)


def test_a_large_difference_needs_a_second_person_and_the_second_count_is_booked() -> None:
    variant = where("A", "GINZA")[0]
    made = begun()
    stock.rounds.enter(made, {variant: 1}, by="one", now=NOW)
    stock.rounds.enter(made, {variant: 2}, by="one", now=NOW)
    with pytest.raises(rules.SecondCountNeeded) as refused:
        posted(made)
    assert (refused.value.variant_ids, level()) == ((variant,), (5, 0, 0, 0))
    stock.rounds.enter(made, {variant: 4}, by="two", now=NOW)
    assert (posted(made), level(), breaches()) == (1, (4, 0, 0, 0), [])


def test_the_database_wants_another_person_too() -> None:
    variant = where("A", "GINZA")[0]
    stock.rounds.enter(begun(), {variant: 1}, by="one", now=NOW)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        CountLine.objects.filter(variant=variant).update(second=1, second_by="one")


def test_a_blind_sheet_tells_nothing_of_the_book() -> None:
    made = begun()
    stock.rounds.enter(made, {where("A", "GINZA")[0]: 1}, by="one", now=NOW)
    assert {(line.expected, line.difference) for line in reads.sheet(made)} == {(None, None)}
    told = [(line.sku, line.expected, line.difference, line.needs_second) for line in reads.differences(made)]
    assert told == [("A", 5, -4, True), ("B", 5, None, False)]


def test_an_open_sheet_tells_it() -> None:
    assert [line.expected for line in reads.sheet(begun(blind=False))] == [5, 5]


def test_a_round_is_thrown_away_and_the_book_stays() -> None:
    made = begun()
    stock.rounds.enter(made, {where("A", "GINZA")[0]: 1}, by="one", now=NOW)
    stock.rounds.discard(made, now=NOW)
    with pytest.raises(stock.Conflict):
        stock.rounds.enter(made, {where("A", "GINZA")[0]: 1}, by="one", now=NOW)
    assert level() == (5, 0, 0, 0)


@pytest.mark.parametrize(
    ("difference", "expected", "needed"), [(2, 0, False), (3, 30, False), (3, 29, True), (-4, 5, True), (0, 0, False)]
)
def test_when_a_second_person_counts(difference: int, expected: int, needed: bool) -> None:
    assert rules.needs_second(difference, expected=expected) == needed
