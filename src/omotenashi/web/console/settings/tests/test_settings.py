# SPDX-License-Identifier: Apache-2.0
"""設定: retailer, staff, keys, audit log."""

import re
from typing import Any

import pytest
from django.test import Client

from omotenashi.people.staff import queries as staff
from omotenashi.people.staff.models import ApiKey, AuditEntry, Staff
from omotenashi.places.locations.queries import retailer
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def test_headquarters_names_the_retailer_and_the_rest_stays() -> None:
    client = shop.signed_in()
    said = {"name": "花屋", "registration_number": "ｔ7000-0120-50002"}
    assert client.post("/console/settings/", said).status_code == 302
    shop_now = retailer()
    assert (shop_now.name, shop_now.registration_number, shop_now.currency) == ("花屋", "T7000012050002", "JPY")


def test_a_wrong_registration_number_is_refused_and_the_form_keeps_what_was_said() -> None:
    client = shop.signed_in()
    answer = client.post("/console/settings/", {"name": "花屋", "registration_number": "T7000012050003"})
    assert (answer.status_code, retailer().name) == (422, "Hanaya")
    assert "T7000012050003" in answer.content.decode()


def test_a_clerk_reads_the_retailer_but_cannot_change_it() -> None:
    client = shop.signed_in("clerk")
    assert "Hanaya" in client.get("/console/settings/").content.decode()
    assert client.post("/console/settings/", {"name": "X"}).status_code == 403
    assert retailer().name == "Hanaya"


def test_a_new_colleague_can_sign_in_with_the_password_shown_once() -> None:
    client = shop.signed_in()
    said = {"name": "Aoi", "email": "Aoi@Example.jp", "role": "clerk", "location": ""}
    page = client.post("/console/settings/staff/new/", said).content.decode()
    found = re.search(r'id="secret">([^<]+)<', page)
    assert found is not None
    aoi = Staff.objects.get(email__iexact="aoi@example.jp")
    assert (aoi.role, aoi.check_password(found.group(1))) == ("clerk", True)
    again = client.post("/console/settings/staff/new/", said)
    assert (again.status_code, Staff.objects.count()) == (422, 2)


def test_a_role_changes_and_the_undo_brings_it_back() -> None:
    client = shop.signed_in()
    clerk = shop.hired("clerk")
    address = f"/console/settings/staff/{clerk.id}/role/"
    client.post(address, {"role": "manager"})
    assert Staff.objects.get(pk=clerk.id).role == "manager"
    client.post(address + "?role=clerk")
    assert Staff.objects.get(pk=clerk.id).role == "clerk"
    assert [entry.details for entry in AuditEntry.objects.order_by("id")] == [
        {"role": ["clerk", "manager"]}, {"role": ["manager", "clerk"]},
    ]  # fmt: skip


def test_a_dismissal_can_be_taken_back_with_the_old_password() -> None:
    client = shop.signed_in()
    clerk = shop.hired("clerk")
    client.post(f"/console/settings/staff/{clerk.id}/dismissal/")
    assert Staff.objects.get(pk=clerk.id).is_active is False
    assert Client().login(email=clerk.email, password=shop.PASSWORD) is False
    client.post(f"/console/settings/staff/{clerk.id}/readmission/")
    back = Staff.objects.get(pk=clerk.id)
    assert (back.is_active, back.check_password(shop.PASSWORD)) == (True, True)


def test_the_last_one_at_headquarters_cannot_leave() -> None:
    client = shop.signed_in()
    boss = Staff.objects.get()
    client.post(f"/console/settings/staff/{boss.id}/dismissal/")
    client.post(f"/console/settings/staff/{boss.id}/role/", {"role": "clerk"})
    boss.refresh_from_db()
    assert (boss.is_active, boss.role) == (True, "headquarters")


def test_the_secret_of_a_key_is_shown_once_and_dies_with_the_key() -> None:
    client = shop.signed_in()
    page: Any = client.post("/console/settings/keys/", {"name": "Till", "role": "clerk"})
    secret = page.context["secret"]
    key = ApiKey.objects.get()
    assert (staff.key_owner(secret), key.name, key.role) == (key, "Till", "clerk")
    assert secret not in client.get("/console/settings/keys/").content.decode()
    for _press in range(2):
        client.post(f"/console/settings/keys/{key.id}/revocation/")
    assert staff.key_owner(secret) is None
    assert AuditEntry.objects.count() == 2


def test_a_developer_cannot_issue_a_key_of_headquarters() -> None:
    client = shop.signed_in("developer")
    assert client.post("/console/settings/keys/", {"name": "X", "role": "headquarters"}).status_code == 422
    assert ApiKey.objects.count() == 0


def test_the_audit_log_narrows_to_refusals_and_needs_the_same_queries_for_one_and_three() -> None:
    client = shop.signed_in()
    clerk = Client()
    clerk.force_login(shop.hired("clerk"), backend=shop.BACKEND)
    clerk.get("/console/customers/export/")
    client.get("/console/settings/audit/?result=no")
    one = shop.queries_of(client, "/console/settings/audit/?result=no")
    clerk.get("/console/customers/export/")
    clerk.get("/console/orders/export/")
    client.post("/console/settings/", {"name": "Hanaya", "registration_number": ""})
    # The toast of the change is shown, and forgotten, on the next page.
    client.get("/console/settings/audit/")
    assert shop.queries_of(client, "/console/settings/audit/?result=no") == one
    page: Any = client.get("/console/settings/audit/?result=no").context["page"]
    assert [row.cells["what"] for row in page.rows] == ["Export orders", "Export customers", "Export customers"]


def test_the_staff_list_needs_the_same_queries_for_one_and_three() -> None:
    client = shop.signed_in()
    one = shop.queries_of(client, "/console/settings/staff/")
    shop.hired("clerk")
    shop.hired("manager")
    assert shop.queries_of(client, "/console/settings/staff/") == one
