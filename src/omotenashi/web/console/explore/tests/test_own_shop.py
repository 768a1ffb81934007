# SPDX-License-Identifier: Apache-2.0
"""A shop manager puts numbers together by himself, of his own shop: on the page, in files, in what is kept and on the home page."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.reports.models import Report
from omotenashi.insight.lake import feed
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import batches
from omotenashi.insight.measures.tests.fixture_a import order, tables_of
from omotenashi.people.customers.models import Person
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location
from omotenashi.web.console.figures.tests.lake import DAY
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/figures/explore/"
ASKED = f"{DAY}&by=location&show=sales,orders"
SOLD = [(1, 1, "S1", 3000), (2, 1, "S2", 5000), (3, 2, "S2", 8000), (4, 2, "S1", 400)]


@pytest.fixture
def manager(settings: Any, tmp_path: Path) -> Client:
    """The manager of S1, where two shops sell."""
    settings.LAKE_PATH = tmp_path / "lake"
    rows = [order(key=key, node=node, day=date(2025, 6, 1), gross=gross, channel="STORE") | {"location": code}
            for key, node, code, gross in SOLD]  # fmt: skip
    feed.refill(Lake(settings.LAKE_PATH), batches(tables_of(rows)), now=datetime(2026, 1, 1, tzinfo=UTC))
    client = shop.signed_in("manager")
    places.register_locations([places.LocationRecord(code="S2", name="新宿店", prefecture="東京都")])
    _works_at("S1")
    for number in (1, 2):
        _node, person = shop.person(number)
        Person.objects.filter(pk=person).update(seq=number)
    return client


def _works_at(code: str) -> None:
    Staff.objects.filter(role="manager").update(location=Location.objects.get(code=code))


def _rows(page: Any) -> list[list[str]]:
    table = next(block.body for block in page.context["blocks"] if block.kind == "explore")
    return [[cell.text for cell in row][:3] for row in table["rows"]]


@pytest.mark.parametrize("also", ["", "&location=S2", "&location=S1,S2"])
def test_a_manager_sees_the_own_shop_whatever_the_address_says(manager: Client, also: str) -> None:
    page: Any = manager.get(f"{PAGE}?{ASKED}{also}", follow=True)
    fields = [field.name for group in page.context["groups"] for field in group.fields]
    assert (_rows(page), "location" in fields) == ([["渋谷店", "¥3,400", "2"]], False)
    everywhere: Any = shop.signed_in().get(f"{PAGE}?{ASKED}", follow=True)
    assert _rows(everywhere) == [["新宿店", "¥13,000", "2"], ["渋谷店", "¥3,400", "2"]]


def test_people_and_files_are_of_the_own_shop_too(manager: Client) -> None:
    said = manager.get(f"{PAGE}export/?{ASKED}&location=S2&format=json").json()
    people: Any = manager.get(f"{PAGE}people/?{DAY}&by=location&location=S2&cell.location=S2")
    assert ([row["location"] for row in said["rows"]], people.context["count"]) == (["S1"], 0)


def test_a_segment_of_a_cell_means_the_own_shop(manager: Client) -> None:
    query = f"{DAY}&by=location&show=sales&cell.location=S1"
    manager.post("/console/segments/new/", {"measure": "explore", "query": query, "key": "k"})
    made = Segment.objects.get()
    assert (made.size, made.versions.get().definition["values"]["location"]) == (2, "S1")


def test_what_a_manager_keeps_and_pins_moves_with_the_manager(manager: Client) -> None:
    said = {"measure": "explore", "query": f"{DAY}&by=location&show=sales", "name": "Mine", "pin": "1"}
    manager.post("/console/reports/new/", said)
    kept = Report.objects.get()
    first = manager.get("/console/reports/tiles/").content.decode()
    _works_at("S2")
    second = manager.get("/console/reports/tiles/").content.decode()
    assert (kept.values["location"], "¥3,400" in first, "¥13,000" in second) == ("S1", True, True)


def test_a_manager_without_a_shop_is_refused(manager: Client) -> None:
    Staff.objects.filter(role="manager").update(location=None)
    assert manager.get(f"{PAGE}?{ASKED}").status_code == 403
