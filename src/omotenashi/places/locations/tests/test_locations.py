# SPDX-License-Identifier: Apache-2.0
"""The retailer, its places and its channels."""

from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from omotenashi.places.locations import actions as locations
from omotenashi.places.locations import queries, rules
from omotenashi.places.locations.actions import LocationRecord
from omotenashi.places.locations.models import Channel, Location, Retailer

pytestmark = pytest.mark.django_db


def test_an_installation_without_a_retailer_answers_with_the_defaults() -> None:
    assert (queries.retailer().currency, queries.zone()) == ("JPY", ZoneInfo("Asia/Tokyo"))
    assert Retailer.objects.count() == 0


def test_there_is_one_retailer_and_it_can_be_renamed() -> None:
    locations.set_up_retailer(name="花屋")
    locations.set_up_retailer(name="Hana", currency="GBP", zone="Europe/London")
    found = Retailer.objects.get()
    assert (found.name, found.currency, queries.zone()) == ("Hana", "GBP", ZoneInfo("Europe/London"))


def test_the_database_allows_no_second_retailer() -> None:
    locations.set_up_retailer(name="花屋")
    with pytest.raises(IntegrityError), transaction.atomic():
        Retailer.objects.create(only=False, name="other")


def test_a_place_is_brought_up_to_date_under_its_code() -> None:
    locations.register_locations([LocationRecord(code="G", name="銀座")])
    before = Location.objects.get().pk
    locations.register_locations([LocationRecord(code="G", name="銀座本店", prefecture="東京都")])
    assert Location.objects.values_list("pk", "name", "prefecture").get() == (before, "銀座本店", "東京都")


def test_a_place_named_in_passing_stays_as_it_is() -> None:
    locations.register_locations([LocationRecord(code="G", name="銀座")])
    locations.register_locations(
        [LocationRecord(code="G", name="G"), LocationRecord(code="U", name="U")], only_missing=True
    )
    assert queries.location_names() == {"G": "銀座", "U": "U"}


def test_a_channel_that_is_known_keeps_its_name() -> None:
    locations.register_channels(["EC", "STORE"], names={"EC": "通販"})
    locations.register_channels(["EC", "LINE"], names={"EC": "other"})
    assert queries.channel_names() == {"EC": "通販", "STORE": "STORE", "LINE": "LINE"}
    assert dict(Channel.objects.values_list("code", "kind")) == {"EC": "web", "STORE": "pos", "LINE": "line"}


def test_an_unknown_code_is_taken_for_a_web_shop() -> None:
    assert [rules.channel_kind(code) for code in ("pos", "MALL", "whatever")] == ["pos", "market", "web"]
