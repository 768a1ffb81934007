# SPDX-License-Identifier: Apache-2.0
"""興味の理由: what is said beside what was seen first, how often both agree, and the same pairs by plain SQL."""

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import ibis
import pytest

from omotenashi.insight.lake.tables import Tables, in_memory
from omotenashi.insight.measures.params import BadParameter
from omotenashi.insight.measures.tests.asking import ask, behind, cells_that_differ, rounded
from omotenashi.insight.measures.tests.fixture_a import order, table
from omotenashi.insight.measures.tests.touches import answer, touch

DAY = date(2025, 11, 20)
# customer, reason, then the touches as "day lead channel", the first one last in the text where that matters
ASKED: tuple[tuple[int, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (1, "Web広告", (("2025-11-10", "page", "EC", "ad"), ("2025-11-12", "page", "EC", "keyword"))),
    (2, "口コミ", (("2025-11-12", "page", "EC", "keyword"), ("2025-11-09", "page", "EC", "referral"))),
    (3, "検索", (("2025-11-12", "page", "EC", "ad"),)),
    (4, "スタッフのすすめ", (("2025-11-19", "visit", "STORE", ""),)),
    (5, "レビュー・SNS", (("2025-11-19", "page", "EC", "content"),)),
    # Named no way; came by themselves; came too long ago, and after buying.
    (6, "贈り物", (("2025-11-19", "page", "EC", "ad"),)),
    (7, "口コミ", (("2025-11-19", "page", "EC", ""),)),
    (8, "口コミ", (("2025-01-19", "page", "EC", "referral"), ("2025-11-21", "page", "EC", "referral"))),
    (9, "", (("2025-11-19", "page", "EC", "ad"),)),
)


@pytest.fixture(scope="module")
def asked() -> Tables:
    """Nine orders of one day, eight of them with an answer."""
    orders = [
        order(key=n, node=n, day=DAY, gross=1000, channel="EC", medium="TV01" if n == 8 else None) for n, *_ in ASKED
    ]
    came = [
        touch(f"{n} {day} 60 {act} {channel} - -", 0) | {"lead": lead or None}
        for n, _reason, touches in ASKED
        for day, act, channel, lead in touches
    ]
    told = [answer(f"{n} {n} O{n:02} {reason}") for n, reason, _touches in ASKED if reason]
    return in_memory(
        orders=table("orders", orders), answers=table("answers", told),
        touches=table("touches", [row | {"entry": key} for key, row in enumerate(came, start=1)]),
        nodes=table("nodes", [{"node": n, "person": n} for n, *_ in ASKED]),
    )  # fmt: skip


def pairs(found: Any) -> dict[tuple[str, str], int]:
    """Orders by what is said and what was seen."""
    return {(row["said"], row["touch"]): row["orders"] for row in found.rows}


def test_what_is_said_stands_beside_the_first_touch(asked: Tables) -> None:
    assert pairs(ask("interest", asked)) == {
        ("ad", "ad"): 1, ("referral", "referral"): 1, ("keyword", "ad"): 1, ("staff", "staff"): 1, ("content", "content"): 1,
        ("other", "ad"): 1, ("referral", "direct"): 1, ("referral", "unseen"): 1,
    }  # fmt: skip


def test_agreement_is_of_those_where_both_name_a_way(asked: Tables) -> None:
    found = ask("interest", asked).population

    assert {name: found[name] for name in ("orders", "answered", "unanswered", "compared", "agreed", "pct")} == {
        "orders": 9, "answered": 8, "unanswered": 1, "compared": 5, "agreed": 4, "pct": 80.0,
    }  # fmt: skip
    # By chance: ad 1 × 2, keyword 1 × 0, the other three 1 × 1 each, of 25 pairs.
    assert rounded(found["kappa"]) == rounded((4 / 5 - 5 / 25) / (1 - 5 / 25))


def test_a_shorter_window_begins_later(asked: Tables) -> None:
    made = pairs(ask("interest", asked, window="9"))

    assert (made["ad", "keyword"], made["referral", "keyword"]) == (1, 1)
    assert ask("interest", asked, window="9").population["agreed"] == 2


def test_a_retailer_says_what_a_reason_or_a_medium_means(asked: Tables) -> None:
    made = pairs(ask("interest", asked, kinds="贈り物=ad,TV01=ad"))

    assert (made["ad", "ad"], made["referral", "ad"]) == (2, 1)
    with pytest.raises(BadParameter):
        ask("interest", asked, kinds="贈り物=gift")


def test_a_pair_opens_its_customers(asked: Tables) -> None:
    assert behind("interest", asked, {"said": "referral", "touch": "unseen"}) == [8]
    assert cells_that_differ("interest", asked) == []


def test_without_answers_nothing_is_compared(asked: Tables) -> None:
    silent = replace(asked, answers=ibis.memtable(table("answers", [])))
    found = ask("interest", silent)

    assert (found.rows, found.population["unanswered"], found.population["pct"], found.population["kappa"]) == (
        [],
        9,
        None,
        None,
    )


def test_plain_sql_finds_the_same_pairs(asked: Tables) -> None:
    with duckdb.connect() as sql:
        for name in ("orders", "answers", "touches", "nodes"):
            sql.register(name, getattr(asked, name).to_pyarrow())
        told = sql.execute(_SQL).fetchall()

    found = ask("interest", asked)
    assert sorted((row["said"], row["touch"], row["orders"], row["customers"]) for row in found.rows) == told


_SQL = """
WITH came AS (
  SELECT o."order", CASE WHEN t.lead IS NOT NULL THEN t.lead WHEN t.channel = 'STORE' THEN 'staff' ELSE 'direct' END AS kind,
    row_number() OVER (PARTITION BY o."order" ORDER BY t.at) AS place
  FROM orders o JOIN touches t USING (node) WHERE t.at <= o.placed_at AND o.day - t.day <= 90
)
SELECT CASE WHEN a.reason IN ('口コミ') THEN 'referral' WHEN a.reason = '検索' THEN 'keyword' WHEN a.reason LIKE '%広告' THEN 'ad'
  WHEN a.reason LIKE 'スタッフ%' THEN 'staff' WHEN a.reason LIKE '%SNS' THEN 'content' ELSE 'other' END AS said,
  coalesce(c.kind, 'unseen') AS touch, count(*), count(DISTINCT o.node)
FROM orders o JOIN answers a USING (number) LEFT JOIN came c ON c."order" = o."order" AND c.place = 1 GROUP BY 1, 2 ORDER BY 1, 2
"""
