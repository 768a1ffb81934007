# SPDX-License-Identifier: Apache-2.0
"""In which time zone somebody lives: what they said, what their device showed, where they buy, where the house is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from omotenashi.base.text import zones
from omotenashi.people.customers import queries
from omotenashi.people.customers.actions import erasures
from omotenashi.people.customers.actions.zones import NoSuchZone, choose_zone
from omotenashi.people.customers.models import FieldValue, Profile
from omotenashi.people.customers.ports import HOMES
from omotenashi.people.customers.tests.hana import NOW, customer, register
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations.models import Location

pytestmark = pytest.mark.django_db
TOKYO, HONOLULU, LONDON = ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Honolulu"), ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    locations.set_up_retailer(name="酒と茶", currency="JPY", zone="Asia/Tokyo")


def person(*keys: str, **fields: str) -> UUID:
    """Register somebody; give the person."""
    [outcome] = register(replace(customer(*keys), fields=fields))
    assert outcome.person_id is not None
    return outcome.person_id


@pytest.mark.parametrize(
    ("said", "name"),
    [("Pacific/Honolulu", "Pacific/Honolulu"), (" asia/tokyo ", "Asia/Tokyo"), ("Asia/Edo", ""), ("", ""), ("../../etc/passwd", ""), (9, ""), (None, "")],
)  # fmt: skip
def test_only_names_that_a_clock_goes_by_are_zones(said: Any, name: str) -> None:
    assert zones.known(said) == name


def test_what_was_said_stands_above_what_a_device_showed_and_the_house_comes_last() -> None:
    both = person("member_no=M1", zone="Europe/London", device_zone="Pacific/Honolulu")
    seen = person("member_no=M2", device_zone="Pacific/Honolulu")
    wrong = person("member_no=M3", zone="Asia/Edo")
    nobody = UUID(int=7)
    assert queries.zones([both, seen, wrong, nobody]) == {both: LONDON, seen: HONOLULU, wrong: TOKYO, nobody: TOKYO}


def test_the_shop_in_which_somebody_buys_speaks_where_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Location.objects.create(code="HNL", name="Honolulu")
    buys, said = person("member_no=M1"), person("member_no=M2", zone="Europe/London")
    monkeypatch.setattr(
        "omotenashi.people.customers.queries.clocks.HOMES", [lambda persons: dict.fromkeys(persons, shop.pk)]
    )
    assert queries.zones([buys, said]) == {buys: TOKYO, said: LONDON}
    Location.objects.filter(pk=shop.pk).update(zone="Pacific/Honolulu")
    assert queries.zones([buys, said]) == {buys: HONOLULU, said: LONDON}
    assert len(HOMES) == 1  # the orders say where somebody buys


@pytest.mark.parametrize("many", [1, 30])
def test_one_read_whatever_their_number(many: int, django_assert_num_queries: Any) -> None:
    persons = [person(f"member_no=M{n}", zone="Pacific/Honolulu") for n in range(many)]
    with django_assert_num_queries(1):
        found = queries.zones(persons, house=TOKYO)
    assert found == dict.fromkeys(persons, HONOLULU)


def test_the_zones_in_which_somebody_lives_are_named_once_each_and_the_house_is_first() -> None:
    assert queries.zones_lived_in(house=TOKYO) == [TOKYO]
    for n, name in enumerate(["Pacific/Honolulu", "Europe/London", "Pacific/Honolulu", "Asia/Tokyo"]):
        person(f"member_no=M{n}", zone=name)
    person("member_no=M9", device_zone="Asia/Kathmandu")
    assert queries.zones_lived_in(house=TOKYO) == [TOKYO, ZoneInfo("Asia/Kathmandu"), LONDON, HONOLULU]


def test_a_zone_comes_along_with_a_merge_and_goes_with_an_erasure() -> None:
    member = person("member_no=M1", "email=h@example.jp")
    person("line_user_id=U1", zone="Pacific/Honolulu")
    assert queries.zones([member]) == {member: TOKYO}
    [both] = register(customer("email=h@example.jp", "line_user_id=U1"))
    assert both.person_id is not None
    assert queries.zones([both.person_id]) == {both.person_id: HONOLULU}
    erasures.erase(both.person_id, by="test", now=NOW)
    assert queries.zones([both.person_id]) == {both.person_id: TOKYO}
    assert not FieldValue.objects.filter(value="Pacific/Honolulu").exists()


def test_who_chooses_a_zone_lives_there_until_they_leave_it_to_their_device() -> None:
    hana = person("email=h@example.jp", device_zone="Pacific/Honolulu")
    node = queries.nodes_of(hana)[0].pk
    choose_zone(node_id=node, name="europe/london", source="portal", now=NOW + timedelta(hours=1))
    assert queries.zones([hana]) == {hana: LONDON}
    with pytest.raises(NoSuchZone):
        choose_zone(node_id=node, name="Asia/Edo", source="portal", now=NOW + timedelta(hours=2))
    choose_zone(node_id=node, name="", source="portal", now=NOW + timedelta(hours=3))
    assert (queries.zones([hana]), Profile.objects.get().zone) == ({hana: HONOLULU}, "")
