# SPDX-License-Identifier: Apache-2.0
"""探索 as a page: who may, the address, shelves, sorting, chart, people, files, saving and the way to a segment."""

from html import unescape
from typing import Any

import pytest

from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.reports.models import Report
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.figures.tests.lake import DAY, people
from omotenashi.web.console.tests import shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop_lake")]
PAGE = "/console/figures/explore/"
DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}


def _context(address: str, role: str = "headquarters") -> Any:
    return shop.signed_in(role).get(f"{PAGE}?{DAY}{address}").context


def _rows(context: Any) -> list[list[str]]:
    table = next(block.body for block in context["blocks"] if block.kind == "explore")
    return [[cell.text for cell in row] for row in table["rows"]]


@pytest.mark.parametrize(
    ("role", "status"),
    [("headquarters", 200), ("developer", 200), ("manager", 403), ("clerk", 403), ("support", 403)],
)
def test_only_the_office_and_developers_explore_everything(role: str, status: int) -> None:
    client = shop.signed_in(role)
    found = [
        client.get(f"{PAGE}{place}?{DAY}&by=none").status_code for place in ("", "people/", "export/", "people/export/")
    ]
    # A developer may explore and take no files away.
    assert found == [status, status, *([403, 403] if role == "developer" else [status, status])]
    assert AuditEntry.objects.filter(permission="measures.explore", was_allowed=False).count() == (
        4 if status == 403 else 0
    )


def test_the_index_offers_it_to_whoever_may() -> None:
    for role, offered in (("headquarters", True), ("manager", False)):
        text = shop.signed_in(role).get("/console/figures/").content.decode()
        assert (f'href="{PAGE}"' in text) == offered


def test_rows_whole_and_first_chart_are_those_of_the_measure() -> None:
    context = _context("&by=channel&show=sales,orders")
    assert _rows(context) == [["EC", "¥44,000", "9", "5"], ["Store", "¥40,000", "7", "6"], ["LINE", "¥2,500", "1", "1"]]
    drawn = next(block.body for block in context["blocks"] if block.kind == "chart")
    assert (drawn["kind"], drawn["series"][0]["values"]) == ("bar", [44000, 40000, 2500])


def test_each_offer_is_an_address_that_takes_or_puts_away() -> None:
    context = _context("&by=channel,month&show=sales&sort=-sales")
    offers = {one.name: one for one in context["numbers"]}
    assert offers["margin"].href == f"{PAGE}?{DAY}&by=channel%2Cmonth&show=sales%2Cmargin&sort=-sales"
    assert (offers["sales"].on, offers["sales"].href) == (True, "")
    first, second = context["taken_dimensions"]
    assert first.right == f"{PAGE}?{DAY}&by=month%2Cchannel&show=sales&sort=-sales"
    assert (first.left, second.away) == ("", f"{PAGE}?{DAY}&by=channel&show=sales&sort=-sales")


def test_what_is_put_away_is_sorted_by_no_more_and_three_dimensions_are_enough() -> None:
    context = _context("&by=channel,weekday,hour&show=sales,margin&sort=-margin")
    taken = {one.name: one for one in context["taken_numbers"]}
    assert taken["margin"].away == f"{PAGE}?{DAY}&by=channel%2Cweekday%2Chour&show=sales"
    offers = [one for _title, shelf in context["shelves"] for one in shelf]
    assert ({one.href for one in offers if not one.on}, context["full"]) == ({""}, True)


def test_a_form_without_scripts_ends_at_one_clean_address() -> None:
    answer: Any = shop.signed_in().get(f"{PAGE}?{DAY}&by=channel&sort=&top=0&newness=all&show=sales")
    assert (answer.status_code, unescape(answer["Location"])) == (302, f"{PAGE}?{DAY}&by=channel&show=sales")


def test_the_forms_carry_the_rest_of_the_choice_along() -> None:
    context = _context("&by=channel&show=margin&sort=-margin&view.chart=table")
    shared = [("by", "channel"), ("show", "margin")]
    assert context["kept_by_order"] == [("as_of", "2025-12-31"), *shared, ("view.chart", "table")]
    assert context["kept_by_filters"] == [*shared, ("sort", "-margin"), ("view.chart", "table")]


def test_a_choice_outside_of_the_catalogue_is_named_and_left_out() -> None:
    context = _context("&by=channel;drop&show=moon")
    assert (len(context["refused"]), context["state"].values) == (2, {"as_of": "2025-12-31"})


def test_what_does_not_add_up_is_never_stacked() -> None:
    for number, kind in (("sales", "stacked"), ("customers", "bar")):
        context = _context(f"&by=month,channel&show=customers,sales&view.chart=stacked&view.of={number}")
        assert next(block.body["kind"] for block in context["blocks"] if block.kind == "chart") == kind


def test_every_cell_opens_as_many_customers_as_its_row_counts_and_becomes_a_segment() -> None:
    ids = people()
    client = shop.signed_in()
    context: Any = client.get(f"{PAGE}?{DAY}&by=channel,newness&show=sales").context
    table = next(block.body for block in context["blocks"] if block.kind == "explore")
    row = next(one for one in table["rows"] if [one[0].text, one[1].text] == ["EC", "New customers"])
    assert {one.href for one in row[2:]} == {row[3].href}
    found: Any = client.get(row[3].href, headers=DRAWER).context
    assert (found["count"], found["cell_words"]) == (5, ["Channel: EC", "New or returning: New customers", "Customers"])
    offer = found["segment_offer"]
    client.post("/console/segments/new/", {"measure": offer.measure, "query": offer.query, "key": offer.key})
    made = Segment.objects.get()
    assert (made.size, made.name) == (5, "Explore: Channel: EC, New or returning: New customers")
    assert set(made.memberships.values_list("person_id", flat=True)) == {ids[n] for n in (1, 2, 5, 6, 7)}
    page = client.get(f"/console/segments/{made.pk}/").content.decode()
    assert "by=channel%2Cnewness" in page


def test_fewer_than_five_people_open_for_nobody_who_may_not_export() -> None:
    context = _context("&by=channel&show=sales", "developer")
    table = next(block.body for block in context["blocks"] if block.kind == "explore")
    assert [[cell.text, cell.href != ""] for cell in table["rows"][2]] == [
        ["LINE", False], ["—", False], ["under 5", False],
    ]  # fmt: skip


def test_the_choice_is_saved_and_opens_again() -> None:
    client = shop.signed_in()
    query = f"{DAY}&by=channel&show=sales,margin&view.chart=table"
    client.post("/console/reports/new/", {"measure": "explore", "query": query, "name": "Channels", "pin": "1"})
    kept = Report.objects.get()
    assert (kept.values, kept.view) == (
        {"as_of": "2025-12-31", "by": "channel", "show": "sales,margin"}, {"chart": "table"},
    )  # fmt: skip
    assert (
        f"{PAGE}?{DAY}&amp;by=channel&amp;show=sales%2Cmargin"
        in client.get(f"/console/reports/{kept.pk}/").content.decode()
    )
    assert "¥86,500" in client.get("/console/reports/tiles/").content.decode()


def test_what_is_shared_with_somebody_who_may_not_explore_is_read_and_not_opened() -> None:
    client = shop.signed_in()
    query = f"{DAY}&by=channel&show=sales"
    client.post(
        "/console/reports/new/", {"measure": "explore", "query": query, "name": "Channels", "roles": ["manager"]}
    )
    kept = Report.objects.get()
    text = shop.signed_in("manager").get(f"/console/reports/{kept.pk}/").content.decode()
    assert ("¥86,500" in text, PAGE in text) == (True, False)


def test_whoever_may_not_explore_keeps_no_exploration_and_makes_no_segment_of_one() -> None:
    people()
    client = shop.signed_in("manager")
    refused = client.post("/console/reports/new/", {"measure": "explore", "query": DAY, "name": "x"})
    second = client.post(
        "/console/segments/new/", {"measure": "explore", "query": f"{DAY}&cell.month=2025-01", "key": "k"}
    )
    assert (refused.status_code, second.status_code, Report.objects.count(), Segment.objects.count()) == (
        403,
        403,
        0,
        0,
    )


def test_the_files_have_the_columns_that_were_chosen() -> None:
    client = shop.signed_in()
    answer: Any = client.get(f"{PAGE}export/?{DAY}&by=channel&show=per_order&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Channel,Amount per order,Customers"
    said = client.get(f"{PAGE}export/?{DAY}&by=channel&show=sales&format=json").json()
    assert (said["params"]["by"], said["rows"][0]) == ("channel", {"channel": "EC", "sales": 44000, "customers": 5})


def test_more_rows_need_no_more_queries() -> None:
    client = shop.signed_in()
    few = shop.queries_of(client, f"{PAGE}?{DAY}&by=channel")
    assert shop.queries_of(client, f"{PAGE}?{DAY}&by=channel,product,week") <= few + 1


def test_a_rank_stands_by_its_name_and_who_has_none_says_so() -> None:
    assert [row[0] for row in _rows(_context("&by=tier&show=sales"))] == ["No rank"]
    narrowed = _context("&by=none&show=sales&tier=gold,left")
    assert "member ranks: ゴールド, left" in narrowed["definition"]
    [ranks] = [field for group in narrowed["groups"] for field in group.fields if field.name == "tier"]
    assert [(one.value, one.label, one.on) for one in ranks.options] == [
        ("gold", "ゴールド", True),
        ("left", "left", True),
    ]
