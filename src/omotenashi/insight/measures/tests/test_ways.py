# SPDX-License-Identifier: Apache-2.0
"""Ways to a purchase in the worked example: attribution, paths, the funnel over all channels, media and their cost."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.attribution import MODELS, AttributionParams, finish
from omotenashi.insight.measures.journeys import JourneyParams, journeys, ways
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ, rounded
from omotenashi.insight.measures.tests.fixture_a import AS_OF
from omotenashi.insight.measures.tests.touches import fixture_with_touches

WAYS = ("attribution", "paths", "funnel-channels", "media")


@pytest.fixture(scope="module")
def walked() -> Tables:
    """Fixture A with its touches."""
    return fixture_with_touches()


def _told(tables: Tables, **values: Any) -> list[tuple[Any, ...]]:
    asked = JourneyParams(as_of=values.pop("as_of", AS_OF), **values)
    names = {row["code"]: row["way"] for row in ways(tables, asked).to_pyarrow().to_pylist()}
    rows = journeys(tables, asked).to_pyarrow().to_pylist()
    return sorted(
        (row["person"], row["day"].isoformat(), [names[code] for code in row["ways"]], row["won"]) for row in rows
    )


def test_touches_belong_to_the_next_purchase_within_the_days(walked: Tables) -> None:
    assert _told(walked, named="exclude") == [
        (1, "2025-01-10", ["TV01"], True),
        (1, "2025-02-09", ["EC", "STORE"], True),
        (3, "2025-01-20", ["FL02"], True),
        (5, "2025-11-30", ["NEWS", "EC"], True),
        (6, "2025-10-29", ["EC"], True),
        (7, "2025-12-20", ["EC"], True),
        (8, "2025-10-01", ["EC"], True),
    ]


def test_a_way_without_a_purchase_is_lost_only_when_its_days_have_gone_by(walked: Tables) -> None:
    # C06 looked 28 days before buying: with a window of 14 days that look led to nothing. C08 looked yesterday.
    lost = [row for row in _told(walked, named="exclude", window=14) if not row[3]]
    early = [row for row in _told(walked, named="exclude", as_of=date(2025, 10, 10)) if row[0] == 6]

    assert (lost, early) == ([(6, "2025-10-01", ["EC"], False)], [])


def test_what_the_order_names_is_the_last_touch(walked: Tables) -> None:
    assert [row[2] for row in _told(walked) if row[0] in (3, 4)] == [["FL02", "FL02"], ["FL02"]]


def test_every_model_shares_out_exactly_what_was_sold(walked: Tables) -> None:
    found = ask("attribution", walked)
    sums = {model: round(sum(row[model] for row in found.rows)) for model in MODELS}

    assert sums == dict.fromkeys(MODELS, found.population["traced_amount"])
    assert (found.population["traced"], found.population["traced_amount"]) == (11, 66500)


def test_the_totals_count_the_purchases_that_nothing_led_to_as_well_in_the_period(walked: Tables) -> None:
    # By hand of fixture A: from June on O03, O11 to O14, O10, O15, O16 and O18 are nine days of purchases of 48,500 in all.
    found = ask("attribution", walked, named="exclude", **{"from": "2025-06-01"})
    made = [one for one in _told(walked, named="exclude", start=date(2025, 6, 1)) if one[3]]

    assert (found.population["purchases"], found.population["amount"]) == (9, 48_500)
    assert (found.population["traced"], found.population["touches"]) == (4, 5 / 4)
    assert len(made) == 4
    counted = ask("paths", walked, named="exclude", **{"from": "2025-06-01"}).population
    assert (counted["journeys"], counted["won"], counted["touches"]) == (4, 4, 5 / 4)


def test_the_models_are_the_worked_ones() -> None:
    """The example of the specification, from paths as the lake gives them."""
    told = (
        ("Ad>Mail>Store", 10000), ("Ad>LINE", 6000), ("Mail", 4000), ("LINE>Mail", 8000), ("Ad", 0), ("Mail>LINE", 0),
    )  # fmt: skip
    names = ("Ad", "LINE", "Mail", "Store")
    rows: list[dict[str, Any]] = [
        {"way": None, "code": None, "path": [names.index(way) for way in path.split(">")], "won": int(paid > 0),
         "lost": int(paid == 0), "amount": paid, "customers": 0}
        for path, paid in told
    ]  # fmt: skip
    rows += ({"way": way, "code": code, "path": None, "customers": 0} for code, way in enumerate(names))
    found = {row["way"]: row for row in finish(pa.Table.from_pylist(rows), AttributionParams(as_of=AS_OF))}

    assert {
        model: [rounded(found[way][model]) for way in names] for model in ("last", "first", "linear", "position")
    } == {
        "last": [0, 6000, 12000, 10000],
        "first": [16000, 8000, 4000, 0],
        "linear": [6333.33, 7000, 11333.33, 3333.33],
        "position": [7000, 7000, 10000, 4000],
    }
    assert [rounded(found[way]["markov"]) for way in names] == [5672.29, 6423.04, 12234.36, 3670.31]
    assert [rounded(found[way]["removal_effect"]) for way in names] == [38.64, 43.75, 83.33, 25.0]


def test_a_shop_visit_is_a_touch_like_any_other(walked: Tables) -> None:
    assert behind("attribution", walked, {"way": "STORE"}) == [1]
    found = next(row for row in ask("attribution", walked).rows if row["way"] == "STORE")
    assert (found["last"], found["first"], found["linear"]) == (6000, 0, 3000)


def test_paths_say_from_where_to_where(walked: Tables) -> None:
    rows = ask("paths", walked, named="exclude").rows

    assert [(row["place"], row["source"], row["target"], row["journeys"]) for row in rows] == [
        (0, "EC", "(bought)", 4), (0, "FL02", "(bought)", 1), (0, "STORE", "(bought)", 1), (0, "TV01", "(bought)", 1),
        (1, "EC", "STORE", 1), (1, "NEWS", "EC", 1),
    ]  # fmt: skip


def test_a_cart_that_ended_in_a_shop_is_not_lost(walked: Tables) -> None:
    found = ask("funnel-channels", walked)

    assert {(row["step"], row["channel"]): row["customers"] for row in found.rows} == {
        ("view", ""): 5, ("cart", ""): 4, ("buy", ""): 2, ("buy", "EC"): 1, ("buy", "STORE"): 1, ("left", ""): 1,
        ("open", ""): 1,
    }  # fmt: skip
    assert behind("funnel-channels", walked, {"step": "buy", "channel": "STORE"}) == [7]
    assert behind("funnel-channels", walked, {"step": "left", "channel": ""}) == [6]
    # Only who bought in the web counts when only the web is looked at: what a shop's funnel alone would call lost.
    only_web = ask("funnel-channels", walked, channel="EC").population
    assert (only_web["bought"], found.population["bought"]) == (1, 2)


def test_media_are_worth_what_their_customers_brought(walked: Tables) -> None:
    rows = ask("media", walked, cost="TV01=6000,FL02=9000", circulation="TV01=300", variable="500").rows
    found = {row["medium"]: row for row in rows}

    assert {name: (row["customers"], row["sales"], rounded(row["ltv"])) for name, row in found.items()} == {
        "": (2, 15500, 7750.0), "FL02": (3, 35000, 11666.67), "TV01": (3, 36000, 12000.0),
    }  # fmt: skip
    tv = found["TV01"]
    assert [tv[name] for name in ("response", "cpo", "ratio", "limit", "profit")] == [1.0, 2000, 600, 6700, 4700]
    assert (found["FL02"]["response"], found[""]["cpo"]) == (None, None)


def test_a_sample_pulls_up_when_something_else_is_bought(walked: Tables) -> None:
    tv = next(
        row for row in ask("media", walked, sample="A", cost="TV01=6000", days="30").rows if row["medium"] == "TV01"
    )

    # C01, C02 and C05 began with A; within 30 days C01 bought B, C02 C, C05 nothing more.
    assert (tv["samples"], tv["main"], tv["cpr"], tv["cpo"], rounded(tv["pull"])) == (3, 2, 2000, 3000, 66.67)


def test_the_shipping_of_samples_is_part_of_what_a_response_costs(walked: Tables) -> None:
    asked = {"sample": "A", "cost": "TV01=6000", "days": "30", "shipping": "300"}
    tv = next(row for row in ask("media", walked, **asked).rows if row["medium"] == "TV01")

    # Three samples: 6,000 + 3 × 300 = 6,900; two of the three bought the main goods.
    assert (tv["cpr"], tv["cpo"], rounded(tv["ratio"])) == (2300, 3450, rounded(tv["sales"] * 100 / 6000))


def test_a_cost_that_cannot_be_read_is_refused(walked: Tables) -> None:
    with pytest.raises(BadParameter, match="CODE=number"):
        ask("media", walked, cost="TV01")


@pytest.mark.parametrize("name", WAYS)
def test_behind_each_number_of_a_way_are_as_many_persons(walked: Tables, name: str) -> None:
    assert cells_that_differ(name, walked, at_most=3) == []
