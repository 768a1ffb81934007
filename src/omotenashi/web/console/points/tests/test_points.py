# SPDX-License-Identifier: Apache-2.0
"""ポイント: the report at a date, the rules, gift cards."""

from datetime import date, timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty import queries
from omotenashi.web.console.points.report import base_days
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
RULES = {"days": "180", "pending_days": "7", "grace_days": "30", "use_rate": "80"}
LADDER = {"window_days": "365", "code_0": "r", "name_0": "R", "threshold_0": "0", "code_1": "g", "name_1": "G",
          "threshold_1": "5000"}  # fmt: skip


def test_the_days_of_prepaid_value_are_the_last_four_that_are_over() -> None:
    found = [date(2026, 9, 30), date(2026, 3, 31), date(2025, 9, 30), date(2025, 3, 31)]
    assert base_days(date(2026, 11, 22)) == found
    assert base_days(date(2026, 9, 30))[0] == date(2026, 3, 31)


def test_the_report_tells_what_is_owed_now_and_what_was_owed_before() -> None:
    client = shop.signed_in("support")
    node, _person = shop.person(1)
    now = clock.now()
    loyalty.earn([loyalty.Earning(node_id=node, amount=100, key="a", basis=10_000)], now=now)
    context: Any = client.get("/console/points/").context
    assert (context["owed"].points, context["owed"].amount, context["balance"]) == (100, 99, 100)
    before = clock.day_of(now) - timedelta(days=2)
    context = client.get(f"/console/points/?on={before.isoformat()}").context
    assert (context["owed"].points, context["balance"], context["is_now"]) == (0, 0, False)


def test_new_rules_hold_from_now_on_and_nonsense_is_refused() -> None:
    client = shop.signed_in()
    assert client.post("/console/points/programme/", {**RULES, "use_rate": "101"}).status_code == 422
    assert client.post("/console/points/ranks/ladder/", {**LADDER, "name_0": ""}).status_code == 422
    assert client.post("/console/points/ranks/ladder/", {**LADDER, "code_1": "r"}).status_code == 422
    assert queries.programme(clock.now()).version == 0
    assert client.post("/console/points/programme/", RULES).status_code == 302
    valid = queries.programme(clock.now())
    assert (valid.life.days, valid.life.pending_days, valid.use_rate, len(valid.tiers)) == (180, 7, 80, 4)
    assert client.post("/console/points/ranks/ladder/", LADDER).status_code == 302
    valid = queries.programme(clock.now())
    assert (valid.use_rate, [(t.code, t.threshold) for t in valid.tiers]) == (80, [("r", 0), ("g", 5_000)])


def test_gift_cards_are_found_by_their_last_signs_in_as_many_queries_as_one_takes() -> None:
    client, now = shop.signed_in(), clock.now()
    assert 'class="o-empty"' in client.get("/console/points/cards/").content.decode()
    card = loyalty.issue_gift_card(amount=5000, key="k", now=now)
    page: Any = client.get("/console/points/cards/").context["page"]
    assert [row.cells["left"][0] for row in page.rows] == [5000]
    page = client.get(f"/console/points/cards/?q={page.rows[0].label}").context["page"]
    assert (len(page.rows), card is not None) == (1, True)
    one = shop.queries_of(client, "/console/points/cards/")
    for n in range(19):
        loyalty.issue_gift_card(amount=1000, key=f"k{n}", now=now)
    assert shop.queries_of(client, "/console/points/cards/") == one


@pytest.mark.parametrize(
    ("role", "view", "edit"),
    [
        ("headquarters", 200, 200),
        ("manager", 200, 403),
        ("support", 200, 403),
        ("clerk", 403, 403),
        ("developer", 403, 403),
    ],
)
def test_each_role_sees_what_it_may(role: str, view: int, edit: int) -> None:
    client = shop.signed_in(role)
    seen = ("", "cards/", "ranks/", "ranks/members/", "months/")
    assert [client.get(f"/console/points/{page}").status_code for page in seen] == [view] * len(seen)
    changed = ("programme/", "cards/export/", "cards/new/", "cards/rules/")
    assert [client.get(f"/console/points/{page}").status_code for page in changed] == [edit] * len(changed)
    posted = ("ranks/ladder/", "ranks/preview/", "months/export/")
    assert {client.post(f"/console/points/{page}").status_code == 403 for page in posted} == {edit == 403}
