# SPDX-License-Identifier: Apache-2.0
"""店舗目標: set for all shops at once, read as people type, held from their month on, taken back; each role sees its own."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location
from omotenashi.places.locations.queries import goals_of
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
URL = "/console/shops/goals/?month=2026-03"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Path) -> Location:
    """A shop, and an empty lake."""
    settings.LAKE_PATH = tmp_path
    shop.opened()
    places.register_locations([places.LocationRecord(code="SHIBUYA", name="渋谷店")])
    return Location.objects.get(code="SHIBUYA")


def _save(client: Client, place: Location, **said: str) -> int:
    return client.post(URL, {f"{kind}:{place.pk}": text for kind, text in said.items()}).status_code


def test_goals_are_read_as_people_type_them_and_hold_from_their_month_on(place: Location) -> None:
    assert _save(shop.signed_in(), place, sales="１,２００,０００円", ltv="¥30000") == 302
    held = {(place.pk, "sales"): 1_200_000, (place.pk, "ltv"): 30_000}
    assert (goals_of(date(2026, 2, 28)), goals_of(MARCH), goals_of(date(2026, 4, 30))) == ({}, held, held)


def test_a_later_goal_leaves_the_earlier_months_as_they_were_and_an_empty_one_ends_it(place: Location) -> None:
    client = shop.signed_in()
    _save(client, place, sales="1000000")
    client.post("/console/shops/goals/?month=2026-04", {f"sales:{place.pk}": ""})
    assert (goals_of(MARCH), goals_of(APRIL)) == ({(place.pk, "sales"): 1_000_000}, {})


def test_what_is_no_amount_changes_nothing_and_stays_as_typed(place: Location) -> None:
    client = shop.signed_in()
    page = client.post(URL, {f"sales:{place.pk}": "many", f"ltv:{place.pk}": "30000"})
    assert (page.status_code, goals_of(MARCH)) == (422, {})
    assert 'value="many"' in page.content.decode()


def test_a_change_is_taken_back_by_one_press(place: Location) -> None:
    client = shop.signed_in()
    _save(client, place, sales="1000000")
    _save(client, place, sales="2000000")
    entry = AuditEntry.objects.filter(subject="goals").values_list("pk", flat=True)[0]
    assert client.post(f"/console/shops/goals/{entry}/undo/").status_code == 302
    assert goals_of(MARCH) == {(place.pk, "sales"): 1_000_000}


@pytest.mark.parametrize(("role", "seen", "saved"), [
    ("headquarters", 200, 302), ("manager", 200, 403), ("support", 200, 403), ("clerk", 403, 403),
])  # fmt: skip
def test_the_head_office_sets_goals_and_leaders_see_them(place: Location, role: str, seen: int, saved: int) -> None:
    client = shop.signed_in(role)
    assert (client.get(URL).status_code, _save(client, place, sales="1")) == (seen, saved)


def test_a_month_is_a_file_for_those_who_may_take_figures_along(place: Location) -> None:
    client = shop.signed_in()
    _save(client, place, sales="1000000")
    address = "/console/shops/goals/export/?month=2026-03"
    assert address in client.get(URL).content.decode()
    lines = csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig")))
    assert [one for one in lines if one["Code"] == "SHIBUYA"] == [{
        "Code": "SHIBUYA", "Shop": "渋谷店", "Sales of the shop": "0", "Goal: Sales of the shop": "1000000",
        "LTV of its customers": "0", "Goal: LTV of its customers": "", "Helped elsewhere": "0", "Customers": "0",
    }]  # fmt: skip
    other = shop.signed_in("support")
    assert (other.get(address).status_code, address in other.get(URL).content.decode()) == (403, False)
