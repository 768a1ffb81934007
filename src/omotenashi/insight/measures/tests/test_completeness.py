# SPDX-License-Identifier: Apache-2.0
"""データ充実度: purchases alone stay below two fifths, and every kind counts the customers behind it."""

from datetime import date

import pytest

from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, rounded
from omotenashi.insight.measures.tests.fixture_a import fixture_a, table
from omotenashi.insight.measures.tests.touches import fixture_with_touches


def _shares(tables: Tables) -> dict[str, int]:
    return {row["fact"]: row["known"] for row in ask("completeness", tables).rows}


def test_a_house_with_orders_and_full_profiles_stays_below_two_fifths() -> None:
    persons = [{"person": n, "gender": "f", "birth_year": 1980, "prefecture": "東京都"} for n in (1, 2)]
    orders = [{"order": n, "node": n, "number": str(n), "day": date(2025, 1, 5), "cancelled": False} for n in (1, 2)]
    nodes = [{"node": n, "person": n} for n in (1, 2)]
    found = ask("completeness", in_memory(orders=table("orders", orders), nodes=table("nodes", nodes),
                                          persons=table("persons", persons)))  # fmt: skip
    assert {row["fact"]: row["share"] for row in found.rows} == {
        "bought": 100.0, "profile": 100.0, "site": 0.0, "shop": 0.0, "response": 0.0, "reason": 0.0,
    }  # fmt: skip
    assert (found.population["customers"], rounded(found.population["score"])) == (2, 33.33)


def test_the_score_rises_with_what_people_looked_at_and_said() -> None:
    plain, seen = (ask("completeness", tables).population["score"] for tables in (fixture_a(), fixture_with_touches()))
    assert plain < seen
    assert _shares(fixture_with_touches()) | {"bought": 0, "profile": 0} == {
        "bought": 0, "profile": 0, "site": 6, "shop": 3, "response": 1, "reason": 5,
    }  # fmt: skip


def test_both_sides_of_a_kind_are_everybody() -> None:
    tables = fixture_with_touches()
    known, missing = (behind("completeness", tables, {"fact": "site", "part": part}) for part in ("known", "missing"))
    assert known == [1, 3, 5, 6, 7, 8]
    assert sorted(known + missing) == sorted(set(known + missing))
    assert len(known + missing) == ask("completeness", tables).population["customers"]


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BadParameter):
        behind("completeness", fixture_a(), {"fact": "weather"})
