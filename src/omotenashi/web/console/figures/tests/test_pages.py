# SPDX-License-Identifier: Apache-2.0
"""The pages of the measures: numbers, state in the address, permission, empty record."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from omotenashi.insight.measures import registry
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.figures.catalogue import SHELVES
from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]


def _table(client: Client, address: str) -> list[list[str]]:
    context: Any = client.get(f"/console/figures/{address}").context
    table = next(block for block in context["blocks"] if block.kind == "table")
    return [[cell.text for cell in row] for row in table.body.rows]


def test_every_measure_stands_in_one_group_of_the_index() -> None:
    names = [name for shelf in SHELVES for name in shelf.names]
    assert sorted(names) == sorted(measure.name for measure in registry.MEASURES)
    text = shop.signed_in().get("/console/figures/").content.decode()
    assert [name for name in names if f'href="/console/figures/{name}/"' not in text] == []


@pytest.mark.parametrize("name", [measure.name for measure in registry.MEASURES])
def test_every_measure_has_a_page_with_blocks(name: str) -> None:
    # Eight customers are too few for a pair of products that is shown unasked.
    more = "&least=1" if name == "basket" else ""
    answer: Any = shop.signed_in(language="ja").get(f"/console/figures/{name}/?{DAY}{more}")
    assert (answer.status_code, bool(answer.context["blocks"])) == (200, True)


def test_f2_is_the_worked_number_and_nobody_observed_is_not_zero() -> None:
    rows = _table(shop.signed_in(), f"f2/?{DAY}&days=30,60,180,360")
    assert rows == [
        ["30 days", "7", "1", "14.29%"],
        ["60 days", "7", "3", "42.86%"],
        ["180 days", "6", "3", "50.00%"],
        ["360 days", "0", "0", "under observation"],
    ]


def test_the_same_day_toggle_changes_the_number_and_the_definition() -> None:
    answer: Any = shop.signed_in().get(f"/console/figures/f2/?{DAY}&days=30&same_day=separate")
    assert answer.context["definition"].split(" · ")[0] == "every order is a purchase"
    assert _table(shop.signed_in(), f"f2/?{DAY}&days=30&same_day=separate") == [["30 days", "7", "2", "28.57%"]]


def test_the_cohort_table_greys_young_months_and_switches_to_the_rate() -> None:
    client = shop.signed_in()
    context: Any = client.get(f"/console/figures/ltv-table/?{DAY}&days=30,60,90,180").context
    matrix = next(block for block in context["blocks"] if block.kind == "matrix").body
    assert [(cell.value, cell.immature) for cell in matrix.lines[3].cells] == [
        ("¥4,500", False), ("¥4,500", False), ("under observation", True), ("under observation", True),
    ]  # fmt: skip
    context = client.get(f"/console/figures/ltv-table/?{DAY}&days=30,60&view.value=pct").context
    matrix = next(block for block in context["blocks"] if block.kind == "matrix").body
    assert [cell.value for cell in matrix.lines[0].cells] == ["33.3%", "66.7%"]


def test_rfm_shows_ranks_and_the_movement_between_two_days() -> None:
    context: Any = shop.signed_in().get(f"/console/figures/rfm/?{DAY}&view.since=2025-10-31").context
    ranks = next(block for block in context["blocks"] if block.kind == "ranks").body
    assert [(row["rank"], row["count"]) for row in ranks] == [
        ("A", "0"),
        ("B", "2"),
        ("C", "3"),
        ("D", "2"),
        ("E", "1"),
    ]
    moves = next(block for block in context["blocks"] if block.kind == "moves").body
    assert [cell.value for cell in moves.lines[2].cells] == ["", "", "2", "1", ""]


def test_thresholds_from_the_form_become_one_clean_address() -> None:
    sent = f"?{DAY}&r=30&r=90&r=180&r=365&f=2&f=3&f=4&f=5&from=&channel=EC&channel=STORE"
    answer: Any = shop.signed_in().get(f"/console/figures/rfm/{sent}")
    assert (answer.status_code, unescape(answer["Location"])) == (
        302,
        "/console/figures/rfm/?as_of=2025-12-31&channel=EC%2CSTORE&f=2%2C3%2C4%2C5",
    )


def test_paint_replaces_the_sum_only_when_it_is_wanted() -> None:
    letters = "&".join(f"paint{r}{f}=A" for r in range(1, 6) for f in range(1, 6))
    client = shop.signed_in()
    assert client.get(f"/console/figures/rfm/?{DAY}&{letters}")["Location"] == f"/console/figures/rfm/?{DAY}"
    painted = client.get(f"/console/figures/rfm/?{DAY}&{letters}&painted=1")["Location"]
    assert painted == f"/console/figures/rfm/?{DAY}&paint={'A' * 25}"
    context: Any = client.get(painted).context
    assert next(block for block in context["blocks"] if block.kind == "ranks").body[0]["count"] == "8"


def test_a_parameter_that_cannot_be_read_is_named_and_the_default_used() -> None:
    answer: Any = shop.signed_in().get(f"/console/figures/f2/?{DAY}&days=soon")
    assert (answer.status_code, len(answer.context["refused"]), answer.context["state"].values) == (
        200, 1, {"as_of": "2025-12-31"},
    )  # fmt: skip


def test_an_unknown_measure_is_not_found() -> None:
    assert shop.signed_in().get("/console/figures/f9/").status_code == 404


def test_a_clerk_sees_no_measures_and_the_refusal_is_kept() -> None:
    client = shop.signed_in("clerk")
    assert client.get(f"/console/figures/f2/?{DAY}").status_code == 403
    assert list(AuditEntry.objects.values_list("permission", "was_allowed")) == [("measures.view", False)]


def test_a_page_needs_few_queries_and_a_second_look_no_more() -> None:
    client = shop.signed_in()
    first = shop.queries_of(client, f"/console/figures/rfm/?{DAY}")
    assert (first <= 8, shop.queries_of(client, f"/console/figures/rfm/?{DAY}") <= first) == (True, True)


def test_an_empty_record_says_what_will_be_here(empty_lake: Path) -> None:
    client = shop.signed_in()
    for address in ("", "f2/", "rfm/", "profile/"):
        assert "No numbers yet" in client.get(f"/console/figures/{address}").content.decode()


def test_the_search_finds_an_analysis_by_name_and_not_for_a_clerk() -> None:
    for role, found in (("headquarters", True), ("clerk", False)):
        text = shop.signed_in(role).get("/console/search/?q=f2").content.decode()
        assert ("/console/figures/f2/" in text) == found


def test_ltv_stands_by_its_five_definitions_and_each_is_one_press_away() -> None:
    answer: Any = shop.signed_in().get(f"/console/figures/ltv/?{DAY}&amount=margin")
    body = next(block for block in answer.context["blocks"] if block.kind == "bars").body
    assert [(row["cells"][0]["text"], row["cells"][0]["grey"]) for row in body["rows"]] == [
        ("¥6,714", True),
        ("¥4,029", False),
        ("¥6,105", True),
        ("¥7,000", True),
        ("¥6,643", True),
    ]
    assert "amount=margin" not in body["rows"][0]["href"]


def test_churn_shows_the_end_of_each_month_until_it_is_split() -> None:
    client = shop.signed_in()
    whole: Any = client.get(f"/console/figures/churn/?{DAY}").context
    split: Any = client.get(f"/console/figures/churn/?{DAY}&by=channel").context
    kinds = [[block.kind for block in context["blocks"]] for context in (whole, split)]
    assert kinds == [["totals", "proposal", "chart", "table"], ["totals", "chart", "table"]]
    charts = [next(block.body for block in context["blocks"] if block.kind == "chart") for context in (whole, split)]
    assert [len(chart["series"]) for chart in charts] == [3, 1]


def test_shops_stand_under_a_chart_by_their_names_as_in_the_table() -> None:
    answer: Any = shop.signed_in().get(f"/console/figures/shop-customers/?{DAY}")
    chart, table = (
        next(block.body for block in answer.context["blocks"] if block.kind == kind) for kind in ("chart", "table")
    )
    assert chart["x"]["values"] == [row[0].text for row in table.rows]


@pytest.mark.parametrize(
    ("name", "says", "leads"),
    [
        ("f2", "Once orders are here, this page answers.", "/console/imports/"),
        ("visitors", "This analysis answers minutes after the first visit.", "/console/settings/sources/"),
    ],
)
def test_a_page_without_data_says_what_it_needs_and_leads_there(
    name: str, says: str, leads: str, empty_lake: Path
) -> None:
    text = shop.signed_in().get(f"/console/figures/{name}/").content.decode()
    assert (says in text, f'href="{leads}"' in text.partition("o-empty")[2]) == (True, True)
