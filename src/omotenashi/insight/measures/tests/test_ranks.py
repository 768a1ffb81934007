# SPDX-License-Identifier: Apache-2.0
"""Worked numbers: RFM, ranks, migration, deciles."""

from datetime import date

import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, rounded
from omotenashi.insight.measures.tests.fixture_a import AS_OF, order, tables_of


def test_rfm_of_every_customer(shop: Tables) -> None:
    rows = ask("customers", shop).rows
    found = {
        row["person"]: [
            row["days"],
            row["purchases"],
            row["amount"],
            f"R{row['r']}F{row['f']}M{row['m']}",
            row["rank"],
        ]
        for row in rows
    }

    assert found == {
        1: [194, 3, 19000, "R2F3M3", "C"],
        2: [350, 1, 4000, "R2F1M1", "E"],
        3: [309, 2, 12000, "R2F2M3", "C"],
        4: [305, 1, 7000, "R2F1M2", "D"],
        5: [31, 2, 13000, "R4F2M3", "C"],
        6: [3, 4, 11000, "R5F3M3", "B"],
        7: [11, 2, 16000, "R5F2M3", "B"],
        8: [91, 1, 4500, "R3F1M1", "D"],
    }


def test_ranks_are_recomputed_as_of_an_earlier_day(shop: Tables) -> None:
    rows = ask("customers", shop, as_of=date(2025, 10, 31)).rows

    assert {row["person"]: row["rank"] for row in rows} == {
        1: "C", 2: "E", 3: "C", 4: "D", 5: "E", 6: "B", 8: "C",
    }  # fmt: skip


def test_migration_between_two_days(shop: Tables) -> None:
    found = ask("rfm-migration", shop, since="2025-10-31")

    assert {f"{row['then']}->{row['now']}": row["customers"] for row in found.rows} == {
        "B->B": 1, "C->C": 2, "C->D": 1, "D->D": 1, "E->C": 1, "E->E": 1, "new->B": 1,
    }  # fmt: skip
    assert found.population == {"customers": 8, "new": 1, "better": 1, "worse": 1}


def test_quintiles_share_a_score_among_ties(shop: Tables) -> None:
    rows = ask("customers", shop, score="quintile").rows

    assert {row["person"]: row["m"] for row in rows} == {
        1: 5, 2: 1, 3: 3, 4: 2, 5: 4, 6: 2, 7: 4, 8: 1,
    }  # fmt: skip


def test_the_grid_has_all_cells_and_every_customer_once(shop: Tables) -> None:
    rows = ask("rfm", shop).rows

    assert len(rows) == 25
    assert sum(row["customers"] for row in rows) == 8
    assert [(row["r"], row["f"], row["customers"]) for row in rows if row["customers"]] == [
        (5, 2, 1), (5, 3, 1), (4, 2, 1), (3, 1, 1), (2, 1, 2), (2, 2, 1), (2, 3, 1),
    ]  # fmt: skip
    assert behind("rfm", shop, {"r": "2", "f": "1"}) == [2, 4]
    assert behind("rfm", shop, {"r": "2", "f": "1", "part": "d"}) == [4]


def test_the_ranks_and_their_shares(shop: Tables) -> None:
    rows = ask("rfm-ranks", shop).rows

    assert {row["rank"]: row["customers"] for row in rows} == {"A": 0, "B": 2, "C": 3, "D": 2, "E": 1}
    assert behind("rfm-ranks", shop, {"rank": "B"}) == [6, 7]


def test_one_may_paint_the_ranks_oneself(shop: Tables) -> None:
    everybody_e_but_r5 = "E" * 20 + "ABBBB"
    rows = ask("rfm-ranks", shop, paint=everybody_e_but_r5).rows

    assert [row["customers"] for row in rows] == [0, 2, 0, 0, 6]


def test_thresholds_are_editable(shop: Tables) -> None:
    rows = ask("rfm-ranks", shop, r="1,2,3,4", f="10,20,30,40", m="100000,200000,300000,400000").rows

    # Only C06 bought within three days: R3F1M1 makes 5; everybody else has R1F1M1.
    assert [row["customers"] for row in rows] == [0, 0, 0, 1, 7]


@pytest.mark.parametrize("bad", [{"r": "1,2,3"}, {"paint": "ABC"}, {"paint": "F" * 25}])
def test_a_wrong_grid_is_refused(shop: Tables, bad: dict[str, str]) -> None:
    with pytest.raises(BadParameter):
        ask("rfm", shop, **bad)


DECILE = (90000, 60000, 40000, 30000, 30000, 20000, 10000, 9000, 5000, 3000, 2000, 1000)


@pytest.fixture(scope="module")
def twelve() -> Tables:
    """Twelve customers, of whom the 4th and the 5th spent the same."""
    return tables_of([order(key=key, node=key, day=AS_OF, gross=gross) for key, gross in enumerate(DECILE, start=1)])


def test_deciles_of_twelve_customers(twelve: Tables) -> None:
    found = [
        [
            row["decile"],
            behind("decile", twelve, {"decile": str(row["decile"])}),
            row["amount"],
            rounded(row["share"], 1),
            rounded(row["cumulative"], 1),
        ]
        for row in ask("decile", twelve).rows
    ]

    assert found == [
        [1, [1, 2], 150000, 50.0, 50.0],
        [2, [3, 4], 70000, 23.3, 73.3],
        [3, [5], 30000, 10.0, 83.3],
        [4, [6], 20000, 6.7, 90.0],
        [5, [7], 10000, 3.3, 93.3],
        [6, [8], 9000, 3.0, 96.3],
        [7, [9], 5000, 1.7, 98.0],
        [8, [10], 3000, 1.0, 99.0],
        [9, [11], 2000, 0.7, 99.7],
        [10, [12], 1000, 0.3, 100.0],
    ]


def test_a_border_inside_a_tie_is_marked_or_avoided(twelve: Tables) -> None:
    split = ask("decile", twelve).rows
    together = ask("decile", twelve, ties="together").rows

    assert [row["decile"] for row in split if row["tied"]] == [2]
    assert [row["customers"] for row in together] == [2, 3, 1, 1, 1, 1, 1, 1, 1]
    assert [row["decile"] for row in together if row["tied"]] == []
