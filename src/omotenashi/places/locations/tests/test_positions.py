# SPDX-License-Identifier: Apache-2.0
"""Positions of postal codes: read from published files, swapped whole, mended line by line, and measured from shops."""

import io
import zipfile
from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.models import Event
from omotenashi.places.locations import actions as locations
from omotenashi.places.locations import queries
from omotenashi.places.locations.actions import LocationRecord
from omotenashi.places.locations.models import PositionFlaw, PositionLoad, PostalPosition, ShopReach
from omotenashi.places.locations.rules import distance, positions
from omotenashi.places.locations.rules.positions import Flawed, Middle, Read

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
PLAIN = "postal_code,latitude,longitude\n104-0061,35.671,139.765\n1100005,35.708,139.774\n5300001,34.700,135.495\n"
TOWNS = (
    '"都道府県コード","都道府県名","市区町村コード","市区町村名","大字町丁目コード","大字町丁目名","緯度","経度","原典資料コード","大字・字・丁目区分コード"\r\n'
    '"13","東京都","13102","中央区","131020010001","銀座一丁目","35.674","139.768","0","3"\r\n'
    '"13","東京都","13102","中央区","131020010008","銀座八丁目","35.668","139.762","0","3"\r\n'
    '"01","北海道","01303","石狩郡当別町","013030010000","字青山","43.500","141.600","0","1"\r\n'
    '"13","東京都","13102","中央区","131029990000","どこにもない町","35.600","139.700","0","1"\r\n'
)


def _load(text: str, name: str = "places.csv", code: str = "utf-8") -> PositionLoad:
    files = locations.lines_of(name, io.BytesIO(text.encode(code)))
    return locations.load_positions(files, source=name, by="本部", now=NOW)


def _shop(code: str = "GINZA", latitude: float | None = 35.671, longitude: float | None = 139.765, **said: str) -> None:
    locations.register_locations([LocationRecord(code=code, name=code, latitude=latitude, longitude=longitude, **said)])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("104006,35,139", "code"), ("1040061,north,139", "number"), ("1040061,139.7,35.6", "swapped"),
        ("1040061,48.9,2.35", "outside"), ("1040061,35.6", "columns"), ("1040061,nan,139", "outside"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_says_why(line: str, reason: str) -> None:
    so_far = Read()
    with pytest.raises(Flawed) as told:
        positions.take(so_far, line, positions.columns_of("postal_code,latitude,longitude"))
    assert (told.value.reason, so_far.codes) == (reason, {})


def test_a_file_of_other_columns_is_refused() -> None:
    with pytest.raises(positions.UnknownColumns):
        positions.columns_of("name,price")


def test_towns_of_two_lists_meet() -> None:
    assert positions.town_of("東京都", "中央区", "銀座一丁目") == ("東京都", "中央区", "銀座")
    assert positions.town_of("北海道", "石狩郡当別町", "字青山") == ("北海道", "当別町", "青山")
    assert positions.town_of("福島県", "郡山市", "大字富久山") == ("福島県", "郡山市", "富久山")
    assert positions.town_of("東京都", "千代田区", "霞ヶ関３丁目") == positions.town_of("東京都", "千代田区", "霞ケ関")


def test_a_tower_lies_in_its_town_and_the_rest_of_a_city_in_its_middle() -> None:
    towns = {("東京都", "港区", "赤坂"): Middle(35.0, 139.0, 1), ("東京都", "港区", "芝"): Middle(36.0, 140.0, 1)}
    asked = [
        ("1", ("東京都", "港区", "赤坂アークヒルズ")),
        ("2", ("東京都", "港区", "")),
        ("3", ("東京都", "港区", "三田")),
    ]
    assert positions.placed(asked, towns) == ({"1": (35.0, 139.0), "2": (35.5, 139.5)}, 1)


@pytest.mark.django_db
def test_a_plain_list_is_loaded_and_measured() -> None:
    _shop()
    load = _load(PLAIN)
    assert (load.kind, load.lines, load.codes, load.flawed) == ("plain", 3, 3, 0)
    found = queries.reach_of(["1040061", "1100005", "5300001", "0600001"])
    assert {code: {shop: round(km, 1) for shop, km in near.items()} for code, near in found.items()} == {
        "1040061": {"GINZA": 0.0},
        "1100005": {"GINZA": 4.2},
    }


@pytest.mark.django_db
def test_the_ministry_s_file_places_the_codes_of_its_towns() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("13000/13_2024.csv", TOWNS.encode("cp932"))
        target.writestr("13000/readme.txt", "no table")
    packed.seek(0)
    load = locations.load_positions(locations.lines_of("13000.zip", packed), source="13000.zip", by="", now=NOW)
    known = dict(PostalPosition.objects.values_list("postal_code", "latitude"))
    assert (load.kind, load.lines, load.towns_unknown) == ("towns", 4, 1)
    assert (round(known["1040061"], 3), round(known["0610200"], 3)) == (35.671, 43.5)


@pytest.mark.django_db
def test_a_new_load_replaces_the_old_one_and_its_flaws_whole() -> None:
    _shop()
    _load(PLAIN + "12,35,139\n")
    _load("zip,lat,lng\n2310861,35.4405,139.6506\n")
    assert list(PostalPosition.objects.values_list("postal_code", flat=True)) == ["2310861"]
    assert list(ShopReach.objects.values_list("postal_code", flat=True)) == ["2310861"]
    assert (PositionLoad.objects.count(), PositionFlaw.objects.count()) == (2, 0)


@pytest.mark.django_db
def test_a_file_without_one_good_line_replaces_nothing() -> None:
    _load(PLAIN)
    with pytest.raises(locations.NothingToPlace):
        _load("postal_code,latitude,longitude\n12,35,139\n")
    assert (PostalPosition.objects.count(), PositionLoad.objects.count()) == (3, 1)


@pytest.mark.django_db
def test_a_bad_line_is_kept_mended_and_read_again() -> None:
    _shop()
    load = _load(PLAIN + "150-004,35.663,139.699\n151-0001,139.7,35.6\n")
    first, second = PositionFlaw.objects.all()
    assert [(one.line, one.text, one.reason) for one in (first, second)] == [
        (5, "150-004,35.663,139.699", "code"),
        (6, "151-0001,139.7,35.6", "swapped"),
    ]
    done = locations.mend_positions({first.pk: "150-0041,35.663,139.699", second.pk: second.text}, now=NOW)
    assert (load.flawed, done, queries.positions_now().flaws) == (2, (1, 1), 1)
    assert round(queries.reach_of(["1500041"])["1500041"]["GINZA"], 1) == 6.0


@pytest.mark.django_db
def test_a_shop_without_a_position_stands_where_its_postal_code_lies_and_one_without_either_is_near_to_nobody() -> None:
    _load(PLAIN)
    _shop("UENO", None, None, postal_code="110-0005")
    _shop("NOWHERE", None, None)
    assert queries.reach_of(["1100005"]) == {"1100005": {"UENO": 0.0}}
    assert (queries.positions_now().shops, queries.positions_now().shops_placed) == (2, 1)


@pytest.mark.django_db
def test_a_shop_that_moves_is_measured_anew_and_says_so() -> None:
    _load(PLAIN)
    _shop()
    Event.objects.all().delete()
    locations.place_shop("GINZA", latitude=34.70, longitude=135.49)
    assert {code: sorted(shops) for code, shops in queries.reach_of(["1040061", "5300001"]).items()} == {
        "5300001": ["GINZA"]
    }
    assert [event.payload for event in Event.objects.all()] == [{"shops": ["GINZA"]}]


@pytest.mark.django_db
def test_the_database_measures_as_the_formula_does() -> None:
    for a, b in product(
        [(35.671, 139.765), (43.06, 141.35), (26.21, 127.68)], [(35.671, 139.765), (35.671001, 139.765)]
    ):
        question = f"SELECT {distance.KM.format(a='a', b='b')} FROM (VALUES (%s::float8, %s::float8)) a(latitude, longitude), (VALUES (%s::float8, %s::float8)) b(latitude, longitude)"
        [(km,)] = bulk.rows(question, [*a, *b])
        assert km == pytest.approx(distance.kilometres(a, b), abs=1e-9)


@pytest.mark.django_db
def test_near_is_asked_alike_of_a_person_and_of_a_statement() -> None:
    _shop()
    _load(PLAIN)
    for code, km in product(["1040061", "1100005", "5300001", ""], [1, 5, 50]):
        said = {"location": ["GINZA", "WEB"], "km": km, "code": code}
        [(found,)] = bulk.rows(f"SELECT {queries.NEAR.format(code='%(code)s')}", said)
        by_hand = queries.is_near(queries.reach_of([code]).get(code, {}), shops=["GINZA", "WEB"], km=km)
        assert (found, by_hand) == (code in {1: ("1040061",)}.get(km, ("1040061", "1100005")),) * 2


@pytest.mark.django_db
def test_the_database_takes_no_position_off_the_earth() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PostalPosition.objects.create(postal_code="1040061", latitude=139.0, longitude=35.0)
