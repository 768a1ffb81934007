# SPDX-License-Identifier: Apache-2.0
"""Customers, products, stock levels and categories out of rows."""

import json
from pathlib import Path

import pytest

from omotenashi.connectors.csv.client import reading
from omotenashi.connectors.csv.rules import channels
from omotenashi.connectors.csv.sync.prepare import Home, prepare, suggested
from omotenashi.connectors.csv.tests.makers import JAPAN, prepared, refusals

# fmt: off
HANA = [
    ["会員番号", "姓", "名", "セイ", "メイ", "メールアドレス", "電話番号",
     "生年月日", "性別", "郵便番号", "都道府県", "住所1", "メルマガ"],
    ["0012", "髙﨑", "花子", "ﾀｶｻｷ", "はなこ", "Hana@Example.JP", "０９０−１２３４−５６７８",
     "S55.1.2", "女性", "〒154-0024", "東京", "世田谷区1-2-3", "希望する"],
]
# fmt: on


def test_a_customer_has_identifiers_fields_and_answers() -> None:
    found = prepared(HANA)
    customer = found.things[0]
    assert customer.identifiers == (("member_no", "0012"), ("email", "hana@example.jp"), ("phone", "+819012345678"))
    assert customer.fields == {
        "name": "髙﨑 花子",
        "kana": "タカサキ ハナコ",
        "birth_date": "1980-01-02",
        "gender": "female",
        "postal_code": "1540024",
        "prefecture": "東京都",
        "address": "世田谷区1-2-3",
    }
    assert customer.accepts == {"email": True}


def test_a_contact_that_cannot_be_read_is_noted_and_the_customer_stays() -> None:
    found = prepared(
        [["会員番号", "メールアドレス", "電話番号"], ["1", "なし", "090-9999"], ["2", "ken@example.jp", ""]]
    )
    assert (len(found.things), found.refused) == (2, [])
    assert [(w["code"], w["column"], w["why"]) for w in found.warnings] == [
        ("soft", "メールアドレス", "not_a_mail_address"),
        ("soft", "電話番号", "not_a_phone_number"),
    ]


def test_repeats_are_one_customer_and_contradictions_are_refused_together() -> None:
    found = prepared(
        [
            ["会員番号", "氏名", "電話番号"],
            ["1", "山田", ""],
            ["1", "山田", ""],
            ["2", "佐藤", ""],
            ["2", "鈴木", ""],
            ["", "田中", ""],
        ]
    )
    assert [(c.identifiers, c.rows) for c in found.things] == [((("member_no", "1"),), (2, 3))]
    assert refusals(found) == [(4, "conflict"), (5, "conflict"), (6, "customer_key_missing")]


@pytest.mark.parametrize("name", ["apparel", "home_and_garden"])
def test_fmt_d1_shopify_products_have_their_variants_and_images(name: str, shared: Path) -> None:
    case = next(c for c in json.loads((shared / "data/expected.json").read_text("utf-8")) if c["id"] == "FMT-D1")[
        "expected"
    ][name]
    path = shared / f"data/formats/shopify/{name.replace('_', '-')}.csv"
    sheet = reading.read(path.read_bytes(), name=path.name)
    found = prepare(sheet, suggested(sheet), Home(currency="USD", zone=JAPAN.zone))
    images = {v.code: v.images for v in found.things}
    assert {"products": len(images), "variants": len(found.things), "images": sum(map(len, images.values()))} == case
    assert (found.refused, all(v.name for v in found.things)) == ([], True)


def test_variants_without_codes_get_the_same_ones_every_time() -> None:
    head = ["Handle", "Title", "Option1 Value", "Variant Price", "Variant SKU", "Image Src"]
    rows = [
        head,
        ["top", "Top", "S", "60", "", "a.jpg"],
        ["top", "", "M", "60", "", ""],
        ["top", "", "", "", "", "b.jpg"],
        ["cup", "Cup", "Default Title", "9", "", ""],
    ]
    found = prepared(rows)
    assert [(v.sku, v.code, v.name, v.variant_name, v.images, v.rows) for v in found.things] == [
        ("top/S", "top", "Top", "S", ("a.jpg", "b.jpg"), (2, 4)), ("top/M", "top", "Top", "M", ("a.jpg", "b.jpg"), (3,)), ("cup", "cup", "Cup", "", (), (5,)),
    ]  # fmt: skip


def test_hidden_and_deleted_products_are_not_published() -> None:
    found = prepared([["商品コード", "商品名", "公開ステータス"], ["a", "茶", "公開"], ["b", "米", "非公開"]])
    assert [v.is_published for v in found.things] == [True, False]


def test_stock_needs_a_place_and_is_never_below_zero() -> None:
    head = ["商品コード", "店舗コード", "在庫数"]
    found = prepared(
        [
            head,
            ["a", "S1", "5"],
            ["a", "S1", "5"],
            ["b", "S1", "-1"],
            ["c", "", "1"],
            ["", "S1", "1"],
            ["d", "S1", "1"],
            ["d", "S1", "2"],
        ],
        kind="stock",
    )
    assert [(level.sku, level.location, level.on_hand) for level in found.things] == [("a", "S1", 5)]
    assert refusals(found) == [
        (4, "stock_negative"),
        (5, "location_missing"),
        (6, "sku_missing"),
        (7, "conflict"),
        (8, "conflict"),
    ]
    chosen = prepared([head, ["c", "", "1"]], kind="stock", location="DC")
    assert [(level.location, level.on_hand) for level in chosen.things] == [("DC", 1)]


def test_words_for_channels_are_understood() -> None:
    words = {
        "楽天市場": "MALL",
        "実店舗": "STORE",
        "オンラインストア": "EC",
        "web": "EC",
        "LINE": "LINE",
        "電話注文": "PHONE",
        "pos": "STORE",
        "卸": "卸",
    }
    assert {word: channels.code(word) for word in words} == words


def test_a_time_zone_is_read_and_one_that_no_clock_knows_is_noted() -> None:
    found = prepared([["会員番号", "タイムゾーン"], ["1", "pacific/honolulu"], ["2", "日本時間"], ["3", ""]])
    assert [one.fields for one in found.things] == [{"zone": "Pacific/Honolulu"}, {}, {}]
    assert [(w["code"], w["column"], w["why"]) for w in found.warnings] == [("soft", "タイムゾーン", "not_a_zone")]
