# SPDX-License-Identifier: Apache-2.0
"""Parameters are read from plain strings, written back, and refused in words."""

from datetime import date

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params, registry, run
from omotenashi.insight.measures.f2 import F2Params
from omotenashi.insight.measures.ltv import LtvParams
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind
from omotenashi.insight.measures.tests.fixture_a import AS_OF


def test_strings_become_values_and_values_strings() -> None:
    said = {"days": "30, 60", "channel": "EC,STORE", "from": "2025-01-01", "same_day": "separate"}
    read = params.parse(F2Params, said, as_of=AS_OF)

    assert (read.days, read.channel, read.start) == ((30, 60), ("EC", "STORE"), date(2025, 1, 1))
    assert params.parse(F2Params, params.to_text(read), as_of=date(2000, 1, 1)) == read


def test_an_empty_value_means_the_default() -> None:
    assert params.parse(F2Params, {"days": "", "channel": " "}, as_of=AS_OF) == F2Params(as_of=AS_OF)


def test_a_named_day_wins_over_today() -> None:
    assert params.parse(F2Params, {"as_of": "2025-10-31"}, as_of=AS_OF).as_of == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("days", "60,30", "rising whole numbers, at most 100"),
        ("days", "0", "a number from 1"),
        ("days", "x", "a whole number"),
        ("as_of", "yesterday", "YYYY-MM-DD"),
        ("same_day", "both", "merge, separate"),
    ],
)
def test_a_refusal_says_what_would_be_right(name: str, value: str, expected: str) -> None:
    with pytest.raises(BadParameter) as caught:
        params.parse(F2Params, {name: value}, as_of=AS_OF)

    assert str(caught.value) == f"{name}: “{value}” is not possible; expected {expected}."


def test_an_unknown_name_and_a_period_turned_round_are_refused() -> None:
    with pytest.raises(BadParameter):
        params.parse(F2Params, {"dayz": "30"}, as_of=AS_OF)
    with pytest.raises(BadParameter):
        params.parse(F2Params, {"from": "2025-02-01", "to": "2025-01-01"}, as_of=AS_OF)


def test_every_parameter_can_be_drawn_as_a_field() -> None:
    for measure in registry.MEASURES:
        fields = params.describe(measure.params)
        assert {field.kind for field in fields} <= {"date", "number", "numbers", "words", "choice", "text"}
        assert [field.name for field in fields if not field.label] == []
        assert all(field.default in field.choices for field in fields if field.kind == "choice")


@pytest.mark.parametrize("cell", [{}, {"days": "x"}, {"days": "30", "part": "y"}, {"a": "b"}])
def test_a_wrong_cell_is_refused(shop: Tables, cell: dict[str, str]) -> None:
    with pytest.raises(BadParameter):
        behind("f2", shop, cell)


def test_people_come_in_pages(shop: Tables) -> None:
    measure = registry.find("churn")
    asked = params.parse(measure.params, {}, as_of=AS_OF)

    assert run.people(measure, shop, asked, {"part": "customers"}, limit=3) == [1, 2, 3]
    assert run.people(measure, shop, asked, {"part": "customers"}, limit=3, after=3) == [4, 5, 6]


def test_an_unknown_measure_names_the_nearest() -> None:
    with pytest.raises(registry.UnknownMeasure) as caught:
        registry.find("rmf")

    assert caught.value.close == ["rfm"]


def test_the_answer_is_plain_json(shop: Tables) -> None:
    found = ask("churn", shop).as_dict()

    assert found["measure"] == "churn"
    assert found["as_of"] == "2025-12-31"
    assert found["rows"] == [{"group": "", "customers": 8, "churned": 4, "pct": 50.0}]
    assert found["params"]["days"] == "180"


def test_the_active_definition_is_said_in_words(shop: Tables) -> None:
    read = params.parse(LtvParams, {"tax": "excl", "channel": "EC"}, as_of=AS_OF)

    assert " · ".join(str(phrase) for phrase in run.definition(read)) == (
        "sales · without tax · returns deducted · before points used · orders of one day are one "
        "purchase · orders without a price are no purchase · channels: EC · as of 2025-12-31"
    )


def test_the_last_day_of_the_record(shop: Tables) -> None:
    assert run.last_day(shop) == date(2025, 12, 28)
