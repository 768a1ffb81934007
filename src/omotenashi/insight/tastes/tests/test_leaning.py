# SPDX-License-Identifier: Apache-2.0
"""Who leans towards what: the published formula, and what it keeps silent about."""

import math
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from omotenashi.insight.lake.schemas import SCHEMAS
from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.tastes import leaning, signals
from omotenashi.insight.tastes.signals import SCHEMA, Signals
from omotenashi.insight.tastes.traits import Good, traits

DAY = date(2026, 1, 15)
# Two categories, one house brand, two colours: everybody buys tea, few buy linen.
GOODS = [
    Good(sku="T1", product="T", category="茶", brand="家", price=500, options={"色": "白"}),
    Good(sku="L1", product="L", category="麻", brand="家", price=9000, options={"カラー": "藍"}),
    Good(sku="L2", product="M", category="麻", brand="家", price=8000, options={"カラー": "白"}),
]  # fmt: skip


def told(*rows: tuple[int, str, str, int]) -> Signals:
    """Signals of today: person, thing, act, times."""
    made = [
        {"person": person, "thing": thing, "act": act, "times": times, "weight": float(times), "day": DAY, "order": 0}
        for person, thing, act, times in rows
    ]
    return signals.of_rows(pa.Table.from_pylist(made, schema=SCHEMA))


def everybody(*more: tuple[int, str, str, int]) -> Signals:
    """Forty buyers of tea, ten of whom bought linen once too, and the rows of a test."""
    crowd = [(one, "s:T1", "bought", 3) for one in range(100, 140)]
    return told(*crowd, *((one, "s:L1", "bought", 1) for one in range(100, 110)), *more)


def found(person: int, *more: tuple[int, str, str, int]) -> list[tuple[str, str]]:
    made = leaning.tags(everybody(*more), traits(GOODS))
    return [(tag.axis, tag.value) for tag in made if tag.person == person]


def test_what_somebody_buys_again_and_again_and_others_do_not_is_a_taste() -> None:
    assert found(1, (1, "s:L1", "bought", 3)) == [("category", "麻"), ("colour", "藍")]


@pytest.mark.parametrize(("act", "times"), [("viewed", 1), ("viewed", 5), ("bought", 1), ("wished", 1)])
def test_one_look_or_one_purchase_makes_no_taste(act: str, times: int) -> None:
    assert found(1, (1, "p:L", act, times)) == []


def test_what_everybody_buys_is_nobodys_taste() -> None:
    assert found(1, (1, "s:T1", "bought", 5)) == []
    assert [tag for tag in leaning.tags(everybody(), traits(GOODS)) if tag.axis == "brand"] == []


def test_what_is_sent_back_or_left_speaks_against_it() -> None:
    bought = (1, "s:L1", "bought", 3)
    assert found(1, bought, (1, "s:L1", "returned", 2)) == []
    assert found(1, bought, (1, "s:L1", "refused", 4)) == []


def test_the_score_is_that_of_the_paper() -> None:
    y, person, value = np.array([3.0, 1.0, 6.0]), np.array([0, 0, 1]), np.array([0, 1, 1])
    z, share, base = leaning.scores(y, person=person, value=value, values=2)
    a = leaning.A0 * 3 / 10
    mine, theirs = (3 + a, 4 + leaning.A0 - 3 - a), (0 + a, 6 + leaning.A0 - 0 - a)
    apart = math.log(mine[0] / mine[1]) - math.log(theirs[0] / theirs[1])
    assert (round(float(z[0]), 9), float(base[0]), round(float(share[0]), 9)) == (
        round(apart / math.sqrt(sum(1 / one for one in (*mine, *theirs))), 9), 0.3, round((3 + a) / (4 + leaning.A0), 9),
    )  # fmt: skip


def test_a_tag_names_what_it_stands_on_the_dearest_first() -> None:
    rows = ((1, "s:L1", "bought", 3), (1, "p:L", "viewed", 4), (1, "s:L2", "bought", 1))
    tag = next(
        one for one in leaning.tags(everybody(*rows), traits(GOODS)) if (one.person, one.axis) == (1, "category")
    )
    assert tag.counts == {"bought": 4, "viewed": 4}
    assert tag.evidence == [
        ["bought", "s:L1", 3, "2026-01-15", 0], ["bought", "s:L2", 1, "2026-01-15", 0],
        ["viewed", "p:L", 4, "2026-01-15", 0],
    ]  # fmt: skip


def test_a_product_is_what_all_its_variants_are_and_a_band_is_told_within_its_category() -> None:
    prices = [
        Good(sku=f"P{n}", product="P", category="器", price=n * 1000, options={"サイズ": "M"}) for n in range(1, 7)
    ]
    known = traits([*prices, Good(sku="Q", product="Q", category="鉢")])
    assert [known[f"s:P{n}"]["price"] for n in range(1, 7)] == ["low", "low", "middle", "middle", "high", "high"]
    assert known["p:P"] == {"category": "器", "size": "M"}
    assert known["p:Q"] == {"category": "鉢"}


def lake() -> Tables:
    """A purchase a year ago, a cancelled one, a return, and two looks; node 2 is nobody."""

    def order(key: int, day: date, *, node: int = 1, cancelled: bool = False) -> dict[str, Any]:
        plain = dict.fromkeys(SCHEMAS["orders"].names, 0)
        said = {"order": key, "node": node, "number": str(key), "origin": "t", "day": day, "channel": "EC", "cancelled": cancelled,
                "priced": True, "placed_at": datetime.combine(day, time(3), UTC)}  # fmt: skip
        return plain | dict.fromkeys(("location", "medium", "staff", "country")) | said

    def line(key: int, day: date) -> dict[str, Any]:
        return dict.fromkeys(SCHEMAS["lines"].names, 0) | {
            "order": key, "day": day, "sku": "L1", "product": "L", "name": "麻", "category": "麻", "quantity": 1, "kind": "goods"
        }  # fmt: skip

    def touch(entry: int, act: str) -> dict[str, Any]:
        return {"entry": entry, "node": 1, "at": datetime(2026, 1, 15, tzinfo=UTC), "day": DAY, "act": act, "channel": "EC",
                "medium": None, "location": None, "product": "L"}  # fmt: skip

    before = date(2025, 1, 15)
    rows = {
        "orders": [order(7, before), order(8, DAY, cancelled=True), order(9, DAY, node=2)],
        "lines": [line(7, before), line(8, DAY), line(9, DAY)],
        "returns": [dict.fromkeys(SCHEMAS["returns"].names, 0)
                    | {"ret": 1, "order": 7, "node": 1, "number": "r", "day": DAY, "channel": "EC", "location": None}],
        "return_lines": [{"ret": 1, "sku": "L1", "name": "麻", "quantity": 1, "amount": 0}],
        "nodes": [{"node": 1, "person": 11}, {"node": 2, "person": None}],
        "touches": [touch(1, "view"), touch(2, "view"), touch(3, "search")],
    }  # fmt: skip
    return in_memory(**{name: pa.Table.from_pylist(made, schema=SCHEMAS[name]) for name, made in rows.items()})


def test_the_lake_gives_what_was_done_and_half_of_it_after_a_year() -> None:
    read = signals.read(lake(), as_of=DAY)
    rows = sorted(
        (int(read.persons[person]), read.things[thing], signals.ACTS[act], times, round(weight, 6), str(day), order)
        for person, thing, act, times, weight, day, order in zip(
            read.person.tolist(), read.thing.tolist(), read.act.tolist(), read.times.tolist(), read.weight.tolist(),
            read.day, read.order.tolist(), strict=True,
        )
    )  # fmt: skip
    assert rows == [
        (11, "p:L", "viewed", 2, 2.0, "2026-01-15", 0),
        (11, "s:L1", "bought", 1, 0.5, "2025-01-15", 7),
        (11, "s:L1", "returned", 1, 1.0, "2026-01-15", 7),
    ]
