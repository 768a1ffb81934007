# SPDX-License-Identifier: Apache-2.0
"""Those who went on against those who left: the worked example, the same people as in the flow, and no rate of the undecided."""

from typing import Any

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ, rounded


def _by_group(shop: Tables, *names: str, **values: str) -> dict[str, Any]:
    return {row["group"]: tuple(row[name] for name in names) for row in ask("flow-profile", shop, **values).rows}


def test_the_first_product_of_those_who_went_on_and_of_those_who_left(shop: Tables) -> None:
    # Continued: C01 (A), C03 (B, C), C05 (A), C06 (C), C07 (A, B). Left: C02 (A and, on the same day, C), C04 (A, B).
    # Undecided: C08 (C).
    assert _by_group(shop, "continued", "churned", "undecided", by="product") == {
        "A": (3, 2, 0),
        "B": (2, 1, 0),
        "C": (2, 1, 1),
    }


def test_the_undecided_are_in_no_rate(shop: Tables) -> None:
    rows = {row["group"]: row for row in ask("flow-profile", shop, by="channel").rows}

    # EC: C01, C05, C06, C07 went on, C02 left. STORE: C03 went on, C04 left, C08 is undecided.
    assert {group: (rounded(row["pct"]), rounded(row["gap"])) for group, row in rows.items()} == {
        "EC": (20.0, 30.0),
        "STORE": (50.0, -30.0),
    }


@pytest.mark.parametrize("same_day", ["merge", "separate"])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_three_parts_are_those_of_the_flow(shop: Tables, n: int, same_day: str) -> None:
    flow = next(row for row in ask("flow", shop, same_day=same_day).rows if row["n"] == n)
    told = ask("flow-profile", shop, n=str(n), same_day=same_day)

    parts = ("continued", "churned", "undecided")
    assert [told.population[part] for part in parts] == [flow[part] for part in parts]
    assert [sum(row[part] for row in told.rows) for part in parts] == [flow[part] for part in parts]


def test_behind_each_part_stand_its_people(shop: Tables) -> None:
    assert behind("flow-profile", shop, {"group": "A", "part": "churned"}, by="product") == [2, 4]
    assert cells_that_differ("flow-profile", shop, by="product") == []
    assert cells_that_differ("flow-profile", shop, by="age", n="2") == []
