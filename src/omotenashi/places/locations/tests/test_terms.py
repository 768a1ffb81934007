# SPDX-License-Identifier: Apache-2.0
"""What places can do, which a channel sells from, which are near, and when they are open."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from omotenashi.places.locations import actions as locations
from omotenashi.places.locations import queries
from omotenashi.places.locations.actions import LocationRecord, Selling
from omotenashi.places.locations.models import Device, Location
from omotenashi.places.locations.rules import distance, hours
from omotenashi.places.locations.rules.hours import Calendar, Span

TOKYO = ZoneInfo("Asia/Tokyo")
DAY, LATE = Span(time(11), time(20)), Span(time(12), time(16))


@pytest.fixture
def _places(db: None) -> None:
    locations.register_locations(
        [
            LocationRecord(code="GINZA", name="銀座", prefecture="東京都", postal_code="104-0061", latitude=35.671, longitude=139.765),
            LocationRecord(code="UENO", name="上野", prefecture="東京都", postal_code="110-0005", latitude=35.708, longitude=139.774),
            LocationRecord(code="SAPPORO", name="札幌", prefecture="北海道", postal_code="060-0042"),
            LocationRecord(code="DEPOT", name="倉庫", kind="dc", prefecture="神奈川県", postal_code="210-0869", latitude=35.501, longitude=139.762),
            LocationRecord(code="EC", name="EC", kind="virtual"),
        ]
    )  # fmt: skip
    locations.register_channels(["EC"])


def codes(found: list[queries.Near]) -> list[str]:
    return [place.code for place in found]


@pytest.mark.usefixtures("_places")
def test_a_place_can_do_what_its_kind_can_until_it_is_said_otherwise() -> None:
    locations.equip("GINZA", can_try_on=False, picks_per_hour=20)
    locations.register_locations([LocationRecord(code="GINZA", name="銀座本店")])
    found = Location.objects.values_list(
        "code", "can_ship", "can_pickup", "can_try_on", "can_take_back", "picks_per_hour"
    )
    assert list(found) == [
        ("DEPOT", True, False, False, True, None),
        ("EC", False, False, False, False, None),
        ("GINZA", True, True, False, True, 20),
        ("SAPPORO", True, True, True, True, None),
        ("UENO", True, True, True, True, None),
    ]


@pytest.mark.usefixtures("_places")
def test_a_channel_sells_from_what_it_names_by_priority() -> None:
    assert [place.code for place in queries.selling_at("EC")] == ["DEPOT", "GINZA", "SAPPORO", "UENO"]
    locations.sell_from(
        "EC", [Selling(location="UENO", priority=1), Selling(location="DEPOT", priority=2, buffer_abs=4)]
    )
    locations.sell_from("EC", [Selling(location="GINZA", sellable=False)])
    found = queries.selling_at("EC")
    assert [(place.code, place.buffer_abs, place.can_pickup) for place in found] == [
        ("UENO", 0, True),
        ("DEPOT", 4, False),
    ]


@pytest.mark.usefixtures("_places")
def test_a_channel_whose_every_place_is_switched_off_sells_nothing() -> None:
    locations.sell_from("EC", [Selling(location="UENO", sellable=False)])
    assert queries.selling_at("EC") == []


@pytest.mark.usefixtures("_places")
def test_the_nearest_by_position_and_those_without_one_last() -> None:
    found = queries.nearest(latitude=35.70, longitude=139.77)
    assert codes(found) == ["UENO", "GINZA", "DEPOT", "SAPPORO"]
    assert [place.kilometres for place in found] == [1.0, 3.3, 22.1, None]


@pytest.mark.usefixtures("_places")
def test_the_nearest_by_postal_code_and_only_those_that_can() -> None:
    assert codes(queries.nearest(postal_code="110-0015")) == ["UENO", "GINZA", "DEPOT", "SAPPORO"]
    assert codes(queries.nearest(postal_code="104-0041", able=["can_pickup"], limit=2)) == ["GINZA", "UENO"]
    assert codes(queries.nearest(postal_code="001-0010"))[0] == "SAPPORO"
    locations.sell_from("EC", [Selling(location="SAPPORO")])
    assert codes(queries.nearest(postal_code="104-0041", channel="EC")) == ["SAPPORO"]


@pytest.mark.usefixtures("_places")
def test_a_place_that_never_said_when_it_is_open_is_taken_to_be() -> None:
    ginza, ueno = Location.objects.get(code="GINZA").pk, Location.objects.get(code="UENO").pk
    week = {day: [(time(11), time(20))] for day in range(5)}
    locations.set_hours("GINZA", week=week, exceptions={date(2026, 11, 24): []})
    at = datetime(2026, 11, 24, 12, tzinfo=TOKYO)
    assert queries.is_open([ginza, ueno], at=at) == {ginza: False, ueno: True}
    assert queries.opens_next([ginza], at=at) == {ginza: datetime(2026, 11, 25, 11, tzinfo=TOKYO)}
    locations.set_hours("GINZA", week=week)
    assert queries.is_open([ginza], at=at) == {ginza: True}


@pytest.mark.usefixtures("_places")
def test_a_device_moves_to_another_place_and_keeps_its_id() -> None:
    now = datetime(2026, 1, 1, tzinfo=TOKYO)
    first = locations.register_device(code="T1", location="GINZA", now=now)
    assert locations.register_device(code="T1", location="UENO", name="till", now=now) == first
    assert Device.objects.values_list("code", "location__code", "kind").get() == ("T1", "UENO", "till")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 20, 11, 0), True),
        (datetime(2026, 11, 20, 19, 59), True),
        (datetime(2026, 11, 20, 20, 0), False),
        (datetime(2026, 11, 21, 12, 0), False),
        (datetime(2026, 11, 23, 11, 30), False),
        (datetime(2026, 11, 23, 12, 0), True),
        (datetime(2026, 12, 31, 12, 0), False),
    ],
)
def test_a_week_with_holidays_and_days_of_their_own(moment: datetime, is_open: bool) -> None:
    """The 23rd of November is a holiday (a Monday), the 31st of December is closed by exception."""
    week = {**{day: [DAY] for day in range(5)}, hours.HOLIDAY: [LATE]}
    assert hours.is_open(Calendar(week, {date(2026, 12, 31): []}), moment) == is_open


def test_when_it_opens_next() -> None:
    calendar = Calendar({0: [DAY]}, {})
    assert hours.opens_next(calendar, datetime(2026, 11, 16, 12)) == datetime(2026, 11, 16, 12)
    assert hours.opens_next(calendar, datetime(2026, 11, 16, 9)) == datetime(2026, 11, 16, 11)
    assert hours.opens_next(calendar, datetime(2026, 11, 16, 21)) == datetime(2026, 11, 23, 11)
    assert hours.opens_next(Calendar({0: []}, {}), datetime(2026, 11, 16, 9)) is None


def test_distances() -> None:
    assert round(distance.between_prefectures("東京都", "大阪府")) == 395
    assert distance.between_prefectures("東京都", "") > 10_000
    assert [distance.shared_digits("1040061", other) for other in ("1040061", "1041111", "1100005", "", "9")] == [
        7,
        3,
        1,
        0,
        0,
    ]
