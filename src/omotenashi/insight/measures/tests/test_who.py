# SPDX-License-Identifier: Apache-2.0
"""Who looks and who buys: visitors against days that were counted by hand, buyers against plain SQL."""

from dataclasses import replace
from typing import Any

import duckdb
import ibis
import pytest

from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ
from omotenashi.insight.measures.tests.fixture_a import fixture_a, table
from omotenashi.insight.measures.tests.touches import touch

# node, day, minute, act, channel, medium, product; then the device. Nodes from 201 on belong to nobody.
VISITS = """
1   2025-10-01 60 view   EC    - A  phone
1   2025-12-05 60 page   EC    - -  phone
101 2025-12-05 90 view   EC    - A  desktop
1   2025-12-06 10 cart   EC    - A  phone
2   2025-12-31 60 page   APP   - -  app
3   2025-12-02 60 search EC    - -  tablet
4   2025-11-01 60 page   EC    - -  desktop
5   2025-12-10 60 visit  STORE - -  -
6   2025-12-10 60 open   MAIL  - -  -
201 2025-12-03 60 page   EC    - -  phone
201 2025-12-03 61 page   EC    - -  phone
202 2025-11-20 60 page   EC    - -  -
202 2025-12-20 60 page   EC    - -  -
"""
PEOPLE = """
1 東京都   VIP    female 1988 member gold
2 東京都   silver male   1979 member silver
3 大阪府   -      female 1985 named  -
4 -        -      -      -    member gold
7 東京都   VIP    male   1988 member -
"""


def visit(text: str, key: int) -> dict[str, Any]:
    """A row of touches with its device."""
    *plain, device = text.split()
    return touch(" ".join(plain), key) | {"device": None if device == "-" else device}


def person(text: str) -> dict[str, Any]:
    """A row of persons."""
    number, prefecture, rank, gender, born, standing, tier = (None if word == "-" else word for word in text.split())
    return {
        "person": int(str(number)), "prefecture": prefecture or "", "rank": rank or "", "gender": gender or "",
        "birth_year": int(born) if born else None, "standing": standing or "", "tier": tier or "",
    }  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Tables:
    """Fixture A with visits and with people of whom something is known."""
    came = [visit(text, key) for key, text in enumerate(VISITS.strip().splitlines(), start=1)]
    known = [person(text) for text in PEOPLE.strip().splitlines()]
    plain = fixture_a()
    nodes = [*plain.nodes.to_pyarrow().to_pylist(), {"node": 201, "person": None}, {"node": 202, "person": None}]
    return replace(
        plain, touches=ibis.memtable(table("touches", came)), persons=ibis.memtable(table("persons", known)),
        nodes=ibis.memtable(table("nodes", nodes)),
    )  # fmt: skip


def by_group(tables: Tables, name: str, *columns: str, **values: str) -> dict[str, tuple[Any, ...]]:
    """Some columns of the rows, by their group, in their order."""
    return {row["group"]: tuple(row[one] for one in columns) for row in ask(name, tables, **values).rows}


def test_visitors_of_the_last_days_are_counted_once_over_all_their_browsers(site: Tables) -> None:
    found = ask("visitors", site, days="31").population

    # C01 and 202 were here before December; C04 only before; shops and mails are no visit of the site.
    assert {name: found[name] for name in ("visitors", "new", "returning", "customers", "visits", "buyers")} == {
        "visitors": 5, "new": 3, "returning": 2, "customers": 3, "visits": 6, "buyers": 0,
    }  # fmt: skip


def test_a_first_day_moves_what_is_new(site: Tables) -> None:
    assert by_group(site, "visitors", "visitors", by="newness", **{"from": "2025-12-01"}) == {
        "new": (3,),
        "returning": (2,),
    }
    assert by_group(site, "visitors", "visitors", by="newness", **{"from": "2025-10-01"}) == {"new": (6,)}
    # On the very first day nobody was here before.
    until = {"from": "2025-10-01", "to": "2025-10-31"}
    assert by_group(site, "visitors", "visitors", "returning", by="newness", **until) == {"new": (1, 0)}


def test_visitors_are_split_by_who_they_are(site: Tables) -> None:
    assert by_group(site, "visitors", "visitors", days="31") == {"member": (2,), "named": (1,), "": (2,)}
    assert by_group(site, "visitors", "visitors", days="31", by="age") == {"30": (1,), "40": (2,), "": (2,)}
    assert by_group(site, "visitors", "visitors", "share", days="31", by="prefecture") == {
        "東京都": (2, 40.0), "大阪府": (1, 20.0), "": (2, 40.0),
    }  # fmt: skip


def test_a_rank_is_that_of_the_programme_and_never_what_the_profile_says(site: Tables) -> None:
    assert by_group(site, "visitors", "visitors", days="31", by="rank") == {"gold": (1,), "silver": (1,), "": (3,)}
    assert by_group(site, "visitors", "visitors", days="31", by="member_rank") == {
        "VIP": (1,),
        "silver": (1,),
        "": (3,),
    }
    # C07 is a VIP by an old file, and has no rank.
    assert (behind("buyers", site, {"group": "gold"}, by="rank"), behind("buyers", site, {"group": "VIP"}, by="member_rank")) == (
        [1, 4], [1, 7],
    )  # fmt: skip


def test_who_comes_by_two_devices_stands_in_both(site: Tables) -> None:
    assert by_group(site, "visitors", "visitors", "visits", days="31", by="device") == {
        "phone": (2, 3), "app": (1, 1), "desktop": (1, 1), "tablet": (1, 1), "": (1, 1),
    }  # fmt: skip


def test_the_known_visitors_open_and_browsers_do_not(site: Tables) -> None:
    assert behind("visitors", site, {"group": "member"}, days="31") == [1, 2]
    assert behind("visitors", site, {"group": ""}, days="31") == []
    # C01 bought on 2025-06-20 at last; C07 in December, without a visit.
    assert behind("visitors", site, {"group": "member", "part": "buyers"}, days="400") == [1, 2, 4]
    assert cells_that_differ("visitors", site, at_most=6, days="400", by="rank") == []


def test_somebody_who_is_joined_was_one_visitor_all_along(site: Tables) -> None:
    nodes = [row | {"person": 1} if row["node"] == 202 else row for row in site.nodes.to_pyarrow().to_pylist()]
    joined = replace(site, nodes=ibis.memtable(table("nodes", nodes)))
    found = ask("visitors", joined, days="31").population

    assert (found["visitors"], found["new"], found["returning"]) == (4, 3, 1)


def test_plain_sql_counts_the_same_visitors(site: Tables) -> None:
    with _sql(site, "touches", "nodes", "persons") as sql:
        told = sql.execute(_VISITORS).fetchall()

    found = ask("visitors", site, days="31", by="prefecture")
    rows = [(row["group"], row["visitors"], row["new"], row["visits"], row["looks"]) for row in found.rows]
    assert sorted(rows) == told


@pytest.mark.parametrize(("by", "column"), [
    ("age", "CASE WHEN birth_year IS NULL THEN '' ELSE lpad(((2025 - birth_year) // 10 * 10)::varchar, 2, '0') END"),
    ("prefecture", "coalesce(prefecture, '')"), ("rank", "coalesce(tier, '')"), ("member_rank", "coalesce(rank, '')"), ("gender", "coalesce(gender, '')"),
    ("channel", "channel"),
])  # fmt: skip
def test_plain_sql_counts_the_same_buyers(by: str, column: str, site: Tables) -> None:
    with _sql(site, "orders", "nodes", "persons") as sql:
        told = sql.execute(_BUYERS.format(column=column)).fetchall()

    found = ask("buyers", site, by=by, **{"from": "2025-02-01"})
    assert sorted((row["group"], row["customers"], row["orders"], row["amount"]) for row in found.rows) == told
    assert sum(row["amount"] for row in found.rows) == found.population["amount"]
    assert cells_that_differ("buyers", site, at_most=4, by=by) == []


def test_buyers_stand_in_the_order_of_their_ages_and_the_unknown_last(site: Tables) -> None:
    assert list(by_group(site, "buyers", "customers")) == ["30", "40", ""]
    assert by_group(site, "buyers", "customers", "share") == {"30": (2, 25.0), "40": (2, 25.0), "": (4, 50.0)}


def _sql(tables: Tables, *names: str) -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    for name in names:
        made.register(name, getattr(tables, name).to_pyarrow())
    return made


_VISITORS = """
WITH came AS (
  SELECT coalesce(n.person, -n.node) AS visitor, t.day, t.act FROM touches t JOIN nodes n USING (node)
  WHERE t.channel IN ('EC', 'APP') AND t.act IN ('page', 'view', 'search', 'cart', 'checkout')
), each AS (
  SELECT visitor, min(day) AS born, count(DISTINCT day) FILTER (WHERE day >= DATE '2025-12-01') AS days,
    count(*) FILTER (WHERE day >= DATE '2025-12-01' AND act IN ('page', 'view')) AS looks FROM came GROUP BY 1
)
SELECT coalesce(p.prefecture, '') AS place, count(*), count(*) FILTER (WHERE born >= DATE '2025-12-01'), sum(days), sum(looks)
FROM each LEFT JOIN persons p ON p.person = visitor WHERE days > 0 GROUP BY 1 ORDER BY 1
"""
_BUYERS = """
SELECT {column} AS said, count(DISTINCT n.person), count(DISTINCT o."order"), sum(o.gross - o.returned)
FROM orders o JOIN nodes n USING (node) LEFT JOIN persons p USING (person)
WHERE n.person IS NOT NULL AND NOT o.cancelled AND o.day BETWEEN DATE '2025-02-01' AND DATE '2025-12-31' GROUP BY 1 ORDER BY 1
"""
