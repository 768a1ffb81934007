# SPDX-License-Identifier: Apache-2.0
"""郵便番号の位置: a file by upload, what it changes, lines to mend, and where a shop stands."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from omotenashi.people.staff.models import AuditEntry
from omotenashi.places.locations import actions as places
from omotenashi.places.locations import queries
from omotenashi.places.locations.models import Location, PositionFlaw, PostalPosition
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/settings/positions/"
FILE = "郵便番号,緯度,経度\n104-0061,35.671,139.765\n150-0041,35.663,139.699\n15000,35.6,139.7\n"


def _upload(client: Client, text: str = FILE) -> None:
    content = SimpleUploadedFile("homes.csv", text.encode("cp932"), content_type="text/csv")
    assert client.post(PAGE, {"file": content}).status_code == 302


def test_a_file_is_loaded_and_says_who_lives_how_near() -> None:
    client = shop.signed_in()
    places.register_locations([places.LocationRecord(code="S1", name="銀座店", latitude=35.671, longitude=139.765)])
    for number, code in enumerate(("104-0061", "150-0041", "999-9999"), start=1):
        shop.person(number, postal_code=code)
    _upload(client)
    context: Any = client.get(PAGE).context
    assert (context["now"].codes, context["now"].shops_placed, context["now"].flaws) == (2, 1, 1)
    assert [(name, counts) for name, _key, counts in context["shops"]] == [("銀座店", [1, 1, 1, 2, 2])]
    assert (context["people"], context["placed"]) == (3, 2)
    assert AuditEntry.objects.get(subject="positions").details == {"source": "homes.csv", "codes": 2, "flawed": 1}


def test_a_file_of_something_else_changes_nothing() -> None:
    client = shop.signed_in()
    _upload(client)
    _upload(client, "name,price\nx,1\n")
    assert PostalPosition.objects.count() == 2


def test_a_line_is_mended_on_the_page() -> None:
    client = shop.signed_in()
    _upload(client)
    flaw = PositionFlaw.objects.get()
    client.post(f"{PAGE}flaws/", {f"line-{flaw.pk}": "150-0001,35.67,139.70"})
    assert (PostalPosition.objects.count(), queries.positions_now().flaws) == (3, 0)


def test_who_may_not_change_shops_sees_no_positions() -> None:
    assert shop.signed_in("clerk").get(PAGE).status_code == 403


def test_a_shop_says_where_it_stands_and_can_take_it_back() -> None:
    client = shop.signed_in()
    place = Location.objects.get(code="S1")
    address = f"/console/shops/{place.pk}/settings/position/"
    assert client.post(address, {"latitude": "35.6", "longitude": ""}).status_code == 422
    assert client.post(address, {"latitude": "139.7", "longitude": "35.6"}).status_code == 422
    assert client.post(address, {"latitude": "35.6", "longitude": "139.7"}).status_code == 302
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == (35.6, 139.7)
    entry = AuditEntry.objects.filter(subject="service:position:S1").first()
    assert entry is not None
    client.post(f"/console/settings/changes/{entry.pk}/undo/")
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == (None, None)
