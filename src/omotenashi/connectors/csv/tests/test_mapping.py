# SPDX-License-Identifier: Apache-2.0
"""What the suggestion makes of headers and values, and what the typed reading makes of texts."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from omotenashi.connectors.csv.client import reading
from omotenashi.connectors.csv.mapping import fields, presets, suggest, typed
from omotenashi.connectors.csv.mapping.fields import Kind
from omotenashi.connectors.csv.tests.makers import JAPAN, prepared, sheet_of

# Header → the field it must get ('' = must stay an extra). Made by hand, from exports people really have.
GENERIC: dict[str, tuple[Kind, dict[str, str], list[str]]] = {
    "japanese order lines": (
        Kind.ORDERS,
        {"伝票No": "number", "売上日": "placed_at", "店舗コード": "location", "店舗名": "location_name", "会員番号": "member_no", "お客様名": "name",
         "JANコード": "barcode", "商品コード": "sku", "品名": "product_name", "数量": "quantity", "単価": "unit_price", "金額": "line_amount", "担当者": ""},
        ["S-1", "2025/12/31", "001", "渋谷店", "M0001", "山田 花子", "4901234567894", "A-1", "酒", "2", "1,200", "2,400", "鈴木"],
    ),
    "english orders": (
        Kind.ORDERS,
        {"Order ID": "number", "Order Date": "placed_at", "Customer Email": "mail", "Customer Name": "name", "SKU": "sku", "Product Name": "product_name",
         "Qty": "quantity", "Unit Price": "unit_price", "Shipping Fee": "shipping", "Order Total": "total", "Order Status": "status"},
        ["1001", "2025-12-31 10:00", "hana@example.jp", "Hana", "A1", "Tea", "1", "12.50", "0", "12.50", "completed"],
    ),
    "japanese members": (
        Kind.CUSTOMERS,
        {"会員番号": "member_no", "氏名": "name", "フリガナ": "kana", "郵便番号": "postal_code", "都道府県": "prefecture", "住所": "address1",
         "電話番号": "phone", "メールアドレス": "mail", "生年月日": "birthday", "性別": "sex", "会員ランク": "rank", "保有ポイント": "points",
         "入会日": "registered_at", "メルマガ": "accepts_mail"},
        ["M1", "山田 花子", "ヤマダ ハナコ", "154-0024", "東京都", "世田谷区三軒茶屋1-2-3", "090-1234-5678", "hana@example.jp", "S55.1.2", "女性", "ゴールド", "120", "2020/4/1", "希望する"],
    ),
    "products": (
        Kind.PRODUCTS,
        {"品番": "product_code", "SKUコード": "sku", "商品名": "product_name", "カラー": "variant_name", "サイズ": "variant_name2", "販売価格": "price",
         "原価": "cost", "JAN": "barcode", "カテゴリー": "category", "ブランド": "brand"},
        ["T1", "T1-R-M", "シャツ", "赤", "M", "3,900", "1,200", "4901234567894", "トップス", "自社"],
    ),
    "stock": (
        Kind.STOCK,
        {"倉庫": "location_name", "商品コード": "sku", "在庫数": "stock", "棚番": ""},
        ["東京DC", "A-1", "12", "B-3"],
    ),
    "bare headers, telling values": (
        Kind.CUSTOMERS,
        {"id": "customer_id", "連絡先1": "mail", "連絡先2": "phone", "col3": "prefecture"},
        ["1", "hana@example.jp", "090-1234-5678", "東京都"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GENERIC)
def test_a_file_nobody_has_seen_is_understood(name: str) -> None:
    kind, truth, row = GENERIC[name]
    sheet = sheet_of([list(truth), row, [*row[:1], *row[1:]]])
    found = suggest.suggest(sheet.header, typed.samples(sheet.table, sheet.header))
    got = {column: found.columns.get(column, "") for column in truth}
    right = sum(got[column] == field for column, field in truth.items())
    assert found.kind is kind
    assert right / len(truth) >= 0.9, {c: (got[c], truth[c]) for c in truth if got[c] != truth[c]}


def test_over_all_fixtures_nine_of_ten_columns_are_right() -> None:
    right = total = 0
    for kind, truth, row in GENERIC.values():
        sheet = sheet_of([list(truth), row])
        columns = suggest.suggest(sheet.header, typed.samples(sheet.table, sheet.header), kind=kind).columns
        right += sum(columns.get(column, "") == field for column, field in truth.items())
        total += len(truth)
    assert right / total >= 0.9


def test_shopify_headers_are_known_in_both_layouts(shared: Path) -> None:
    headers = json.loads((shared / "data/formats/shopify_woo_headers.json").read_text("utf-8"))
    names = ("shopify_orders_export", "shopify_customers_export_current", "shopify_customers_export_old")
    assert [suggest.suggest(headers[name], {}).preset for name in names] == [
        "shopify_orders",
        "shopify_customers",
        "shopify_customers",
    ]
    assert suggest.suggest(headers[names[1]], {}).columns["Default Address Zip"] == "postal_code"
    assert suggest.suggest(headers[names[2]], {}).columns["Zip"] == "postal_code"


def test_eccube_exports_are_known_by_their_display_names(shared: Path) -> None:
    with (shared / "data/formats/eccube/dtb_csv.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["enabled"] == "1"]
    by_type = {kind: [row["disp_name"] for row in rows if row["csv_type_id"] == kind] for kind in "12345"}
    found = {kind: suggest.suggest(header, {}) for kind, header in by_type.items()}
    assert {kind: s.preset for kind, s in found.items() if s.preset} == {
        "1": "eccube_products", "2": "eccube_customers", "3": "eccube_orders", "4": "eccube_orders", "5": "eccube_categories",
    }  # fmt: skip
    assert found["3"].columns["受注日"] == "placed_at"


def test_every_preset_names_known_fields_and_can_be_imported() -> None:
    for preset in presets.PRESETS:
        targets = {field for field in preset.columns.values() if field}
        assert targets <= set(fields.of(preset.kind)), preset.name
        assert fields.missing(preset.kind, targets) == (), preset.name


def test_a_layout_is_recognised_whatever_the_order_or_width_of_its_headers() -> None:
    same = [
        ["注文番号", "金額"],
        ["金額", "注文番号"],
        [" 注文番号 ", "金 額"],
        ["取り込めなかった理由", "注文番号", "金額"],
    ]
    assert len({suggest.signature(header) for header in same}) == 1
    assert suggest.signature(["注文番号"]) != suggest.signature(["金額"])


def test_texts_become_values_and_wrong_ones_are_named_with_their_row() -> None:
    sheet = sheet_of(
        [
            ["番号", "日", "額"],
            ["'0012", "令和6年1月2日", "△1,200"],
            ["2", "2024-02-30", "1"],
            ["4.9E+12", "2024/1/3 8:05", "1"],
            ["3", "20240105", "x"],
        ]
    )
    read = typed.read(sheet.table, {"番号": "number", "日": "placed_at", "額": "total"}, zone=JAPAN.zone)
    assert [(r.row, r.code, r.value) for r in read.refused] == [
        (3, "not_a_date", "2024-02-30"),
        (4, "code_damaged", "4.9E+12"),
        (5, "not_an_amount", "x"),
    ]
    assert read.table.to_pylist() == [
        {"#row": 2, "number": "0012", "placed_at": datetime(2024, 1, 1, 15, tzinfo=UTC), "total": Decimal(-1200)}
    ]


def test_three_styles_of_dates_and_an_era_in_one_column() -> None:
    sheet = sheet_of([["日"], ["2024-01-02"], ["2024/1/2"], ["20240102"], ["R6.1.2"], ["2024年1月2日"]])
    read = typed.read(sheet.table, {"日": "birthday"})
    assert read.table["birthday"].to_pylist() == [date(2024, 1, 2)] * 5


def test_day_or_month_first_is_asked_when_every_value_allows_both() -> None:
    rows = [["注文番号", "注文日", "合計"], ["1", "01/02/2025", "100"], ["2", "03/04/2025", "100"]]
    found = prepared(rows)
    assert [(q.code, q.column, q.choices) for q in found.questions] == [
        ("day_or_month_first", "注文日", ("dmy", "mdy"))
    ]
    assert found.things is None
    answered = prepared(rows, styles={"注文日": "mdy"})
    assert answered.things.orders["placed_at"].to_pylist()[0] == datetime(2025, 1, 1, 15, tzinfo=UTC)
    decided = prepared([*rows, ["3", "31/12/2025", "100"]])
    assert (decided.questions, decided.things.orders["placed_at"].to_pylist()[0]) == (
        [],
        datetime(2025, 1, 31, 15, tzinfo=UTC),
    )


def test_spreadsheet_serials_are_dates_in_a_date_column() -> None:
    found = prepared([["注文番号", "注文日", "合計"], ["1", "45992.5", "100"]])
    assert found.things.orders["placed_at"].to_pylist() == [datetime(2025, 12, 1, 3, tzinfo=UTC)]


def test_lost_leading_zeros_are_reported_and_nothing_is_changed() -> None:
    rows = [
        ["商品コード", "商品名"],
        ["0012", "a"],
        ["0013", "b"],
        ["0014", "c"],
        ["0015", "d"],
        ["0016", "e"],
        ["17", "f"],
    ]
    found = prepared(rows)
    assert [(w["code"], w["count"]) for w in found.warnings] == [("leading_zeros_lost", 1)]
    assert found.things[-1].sku == "17"


def test_decimals_in_a_yen_shop_are_asked_about_and_foreign_money_is_stopped() -> None:
    rows = [["注文番号", "注文日", "合計"], ["1", "2025-01-02", "12.50"]]
    assert [(q.code, q.column) for q in prepared(rows).questions] == [("currency", "合計")]
    assert prepared(rows, currency="GBP").blocked == ("currency_differs", {"currency": "GBP", "home": "JPY"})
    named = [["注文番号", "注文日", "合計", "通貨"], ["1", "2025-01-02", "12", "usd"]]
    assert prepared(named).blocked == ("currency_differs", {"currency": "USD", "home": "JPY"})


def test_an_empty_shop_may_take_the_currency_of_its_first_file() -> None:
    empty = replace(JAPAN, is_empty=True)
    rows = [["注文番号", "注文日", "合計"], ["1", "2025-01-02", "12.50"]]
    assert prepared(rows, empty).questions[0].choices == ("JPY", "USD", "EUR", "GBP")
    answered = prepared(rows, empty, currency="GBP")
    assert (answered.questions, answered.things.orders["gross"].to_pylist()) == ([], [1250])
    named = [[*rows[0], "通貨"], [*rows[1], "usd"]]
    assert [(q.code, q.choices) for q in prepared(named, empty).questions] == [("currency_of_the_shop", ("USD",))]


def test_a_file_that_lacks_what_its_kind_needs_says_what() -> None:
    found = prepared([["注文番号", "備考"], ["1", "x"]], kind="orders")
    assert found.blocked == (
        "fields_missing",
        {"fields": [["placed_at"], ["line_amount", "unit_price", "total", "subtotal"]]},
    )


def test_fmt_d3_the_eccube_upload_files_are_read_in_cp932(shared: Path) -> None:
    case = next(c for c in json.loads((shared / "data/expected.json").read_text("utf-8")) if c["id"] == "FMT-D3")[
        "expected"
    ]
    folder = shared / "data/formats/eccube"
    products = reading.read((folder / "product_upload.csv").read_bytes(), name="product_upload.csv")
    categories = reading.read((folder / "category_upload.csv").read_bytes(), name="category_upload.csv")
    assert (products.encoding, len(products.header), products.rows_read, categories.rows_read) == (
        "cp932",
        case["product_columns"],
        case["products"],
        case["categories"],
    )
