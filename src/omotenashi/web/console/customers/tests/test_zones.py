# SPDX-License-Identifier: Apache-2.0
"""顧客カルテ names a time zone where it is another than the house's; staff put it right like any other field."""

import pytest
from django.test import Client

from omotenashi.people.customers.models import Profile
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


def personal(client: Client, person: object) -> str:
    return str(client.get(f"/console/customers/{person}/").context["personal"])


def test_a_zone_is_shown_only_where_it_is_another_than_the_houses() -> None:
    client = shop.signed_in()
    _node, person = shop.person(1)
    found = []
    for zone in ("", "Asia/Tokyo", "Pacific/Honolulu"):
        Profile.objects.filter(pk=person).update(device_zone=zone)
        found.append("Pacific/Honolulu" in personal(client, person) or "fields/zone/" in personal(client, person))
    assert found == [False, False, True]


def test_staff_say_where_somebody_lives_and_not_what_a_device_showed() -> None:
    client = shop.signed_in()
    _node, person = shop.person(1)
    said = {"reason": "told on the phone"}
    for field, value in (("zone", "europe/london"), ("zone", "Asia/Edo"), ("device_zone", "Asia/Tokyo")):
        client.post(f"/console/customers/{person}/fields/{field}/correction/", {**said, "value": value})
    profile = Profile.objects.get(pk=person)
    assert (profile.zone, profile.device_zone) == ("Europe/London", "")
    page = client.get(f"/console/customers/{person}/fields/zone/").content.decode()
    assert ("Europe/London" in page, page.count("fields/device_zone/correction")) == (True, 0)
