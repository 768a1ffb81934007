# SPDX-License-Identifier: Apache-2.0
"""定期継続率 by medium, by who carried it, and by the shop's own groups of media: each against plain SQL."""

from dataclasses import replace

import duckdb
import ibis
import pyarrow as pa
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.media_groups import advertiser
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import table
from omotenashi.insight.measures.tests.touches import contract, fixture_with_touches, sent_by

# contract, customer, deliveries, ended, medium, product, reason
CONTRACTS = """
1 1 4 -          TV01       A -
2 2 2 2025-09-01 TV02       A 価格
3 3 3 -          google/cpc B -
4 4 2 2025-10-01 google/organic A -
5 5 1 -          yahoo/cpc  B -
6 6 3 2025-11-01 FL-02      A 価格
7 7 2 -          -          B -
8 8 1 2025-08-01 TV01       A -
"""
GROUPS = "TV=テレビ,google=検索,yahoo/cpc=検索"
# What a group is, once more and in words of SQL: before the stroke, or the code without its number.
BARE = """CASE WHEN medium IS NULL THEN '' WHEN medium LIKE '%/%' THEN split_part(medium, '/', 1)
  ELSE rtrim(rtrim(medium, '0123456789'), '-_ ') END"""
OWN = f"""CASE WHEN medium = 'yahoo/cpc' OR ({BARE}) = 'google' THEN '検索' WHEN ({BARE}) = 'TV' THEN 'テレビ' ELSE {BARE} END"""


@pytest.fixture(scope="module")
def shop() -> Tables:
    """Eight contracts of six media, and one of none."""
    lines = CONTRACTS.strip().splitlines()
    made = fixture_with_touches()
    return replace(
        made,
        subscriptions=ibis.memtable(table("subscriptions", [contract(text) for text in lines])),
        deliveries=ibis.memtable(table("deliveries", [row for text in lines for row in sent_by(text)])),
    )


@pytest.mark.parametrize(
    ("by", "group"), [("medium", "coalesce(medium, '')"), ("advertiser", BARE), ("media_group", OWN)]
)
def test_each_way_to_group_media_is_that_of_plain_sql(shop: Tables, by: str, group: str) -> None:
    names = ("group", "cycle", "started", "shipped", "cancelled", "undecided")
    found = ask("subscription", shop, by=by, media_groups=GROUPS).rows

    assert [tuple(row[name] for name in names) for row in found] == _counted(shop, group)


def test_the_cells_of_a_group_open_its_people(shop: Tables) -> None:
    asked = {"by": "media_group", "media_groups": GROUPS}

    assert behind("subscription", shop, {"group": "検索", "cycle": "2"}, **asked) == [3, 4]
    assert behind("subscription", shop, {"group": "テレビ", "cycle": "3", "part": "leavers"}, **asked) == [2, 8]
    assert cells_that_differ("subscription", shop, by="media_group", media_groups=GROUPS) == []


def test_a_filter_by_medium_leaves_the_groups_of_that_medium(shop: Tables) -> None:
    found = ask("subscription", shop, by="advertiser", medium="TV01,google/cpc", cycles="1").rows
    assert [(row["group"], row["started"]) for row in found] == [("TV", 2), ("google", 1)]


def test_why_contracts_end_is_told_by_advertiser_too(shop: Tables) -> None:
    found = ask("subscription-ends", shop, by="advertiser").rows
    assert [(row["group"], row["reason"], row["contracts"]) for row in found] == [
        ("FL", "価格", 1), ("TV", "", 1), ("TV", "価格", 1), ("google", "", 1),
    ]  # fmt: skip


def test_a_code_of_digits_alone_is_its_own_advertiser_and_a_stroke_goes_before_a_number() -> None:
    told = {"2024": "2024", "TV01": "TV", "FL-02": "FL", "line/message1": "line", "DM 7": "DM", "TV": "TV"}
    said = ibis.memtable(pa.table({"medium": list(told)}))
    assert ibis.duckdb.connect().to_pyarrow(advertiser(said.medium)).to_pylist() == list(told.values())


def test_a_group_without_a_name_is_refused(shop: Tables) -> None:
    with pytest.raises(BadParameter, match="CODE=name"):
        ask("subscription", shop, by="media_group", media_groups="TV")


def _counted(shop: Tables, group: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as sql:
        for name in ("subscriptions", "deliveries"):
            sql.register(name, getattr(shop, name).to_pyarrow())
        return sql.execute(f"""
WITH each AS (SELECT {group} AS "group", s.ended IS NOT NULL AS gone,
  (SELECT count(*) FROM deliveries d WHERE d.subscription = s.subscription) AS n FROM subscriptions s)
SELECT "group", k, count(*), count(*) FILTER (n >= k), count(*) FILTER (n < k AND gone), count(*) FILTER (n < k AND NOT gone)
FROM each, generate_series(1, 4) AS g(k) GROUP BY ALL ORDER BY 1, 2""").fetchall()  # constants of this file
