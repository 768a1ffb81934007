# SPDX-License-Identifier: Apache-2.0
"""Exports whose columns are known: header → field, by the name of the system they come from.

Headers are facts seen in public files. A header that maps to '' is known and kept as an extra.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from omotenashi.connectors.csv.mapping.fields import Kind
from omotenashi.connectors.csv.mapping.synonyms import plain_header


@dataclass(frozen=True)
class Preset:
    """`marks`: headers that are all present in this export. `tax_included`: unit prices contain the tax."""

    name: str
    title: str
    kind: Kind
    marks: tuple[str, ...]
    columns: Mapping[str, str]
    tax_included: bool = True
    origin: str = ""
    not_marks: tuple[str, ...] = field(default=())


def find(header: Sequence[str]) -> Preset | None:
    """The preset whose marks are all in `header`; the one with the most marks when several fit."""
    names = {plain_header(name) for name in header}
    fitting = [
        preset
        for preset in PRESETS
        if {plain_header(m) for m in preset.marks} <= names and not {plain_header(m) for m in preset.not_marks} & names
    ]
    return max(fitting, key=lambda preset: len(preset.marks), default=None)


def by_name(name: str) -> Preset:
    """The preset called `name`; KeyError when there is none."""
    return {preset.name: preset for preset in PRESETS}[name]


def apply(preset: Preset, header: Sequence[str]) -> dict[str, str]:
    """Header as written → field, for the headers the preset knows; later repeats stay extras."""
    known = {plain_header(name): target for name, target in preset.columns.items()}
    found: dict[str, str] = {}
    for name in header:
        target = known.get(plain_header(name), "")
        if target and target not in found.values():
            found[name] = target
    return found


_SHOPIFY_WHO = {
    "Billing Name": "name", "Billing Company": "company", "Billing Zip": "postal_code", "Billing Province Name": "prefecture",
    "Billing City": "city", "Billing Address1": "address1", "Billing Address2": "address2", "Billing Country": "country", "Phone": "phone",
}  # fmt: skip
_SHOPIFY_ORDERS = {
    "Name": "number", "Email": "mail", "Financial Status": "status", "Paid at": "paid_at", "Fulfilled at": "shipped_at",
    "Accepts Marketing": "accepts_mail", "Currency": "currency", "Subtotal": "subtotal", "Shipping": "shipping", "Taxes": "tax", "Total": "total",
    "Discount Code": "coupon_code", "Discount Amount": "order_discount", "Created at": "placed_at", "Lineitem quantity": "quantity",
    "Lineitem name": "product_name", "Lineitem price": "unit_price", "Lineitem sku": "sku", "Lineitem discount": "line_discount",
    "Notes": "note", "Cancelled at": "cancelled_at", "Payment Method": "payment_method", "Refunded Amount": "refunded", "Vendor": "brand",
    "Location": "location_name", "Source": "channel", "Tags": "tags", **_SHOPIFY_WHO,
}  # fmt: skip
_SHOPIFY_CUSTOMERS = {
    "Customer ID": "customer_id", "First Name": "given_name", "Last Name": "family_name", "Email": "mail", "Accepts Email Marketing": "accepts_mail",
    "Accepts SMS Marketing": "accepts_sms", "Default Address Company": "company", "Default Address Address1": "address1",
    "Default Address Address2": "address2", "Default Address City": "city", "Default Address Province Code": "prefecture",
    "Default Address Country Code": "country", "Default Address Zip": "postal_code", "Phone": "phone", "Company": "company", "Address1": "address1",
    "Address2": "address2", "City": "city", "Province": "prefecture", "Country": "country", "Zip": "postal_code", "Note": "note", "Tags": "tags",
}  # fmt: skip
_SHOPIFY_PRODUCTS = {
    "Handle": "product_code", "Title": "product_name", "Body (HTML)": "description", "Vendor": "brand", "Type": "category", "Tags": "tags",
    "Published": "status", "Option1 Value": "variant_name", "Option2 Value": "variant_name2", "Option3 Value": "variant_name3",
    "Variant SKU": "sku", "Variant Inventory Qty": "stock", "Variant Price": "price", "Variant Compare At Price": "list_price",
    "Variant Barcode": "barcode", "Image Src": "image", "Cost per item": "cost",
}  # fmt: skip
_ECCUBE_WHO = {
    "会員ID": "customer_id", "お名前(姓)": "family_name", "お名前(名)": "given_name", "お名前(セイ)": "family_kana", "お名前(メイ)": "given_kana",
    "会社名": "company", "郵便番号": "postal_code", "都道府県(名称)": "prefecture", "住所1": "address1", "住所2": "address2",
    "メールアドレス": "mail", "TEL": "phone", "性別(名称)": "sex", "誕生日": "birthday", "ショップ用メモ欄": "note",
}  # fmt: skip
_ECCUBE_ORDERS = {
    **_ECCUBE_WHO, "注文番号": "number", "小計": "subtotal", "値引き": "order_discount", "送料": "shipping", "税金": "tax", "合計": "total",
    "対応状況(名称)": "status", "支払方法(名称)": "payment_method", "受注日": "placed_at", "入金日": "paid_at", "注文詳細ID": "line_id",
    "商品ID": "product_code", "商品名": "product_name", "商品コード": "sku", "規格分類名1": "variant_name", "規格分類名2": "variant_name2",
    "価格": "unit_price", "個数": "quantity", "税率": "tax_rate", "明細区分(名称)": "line_kind", "発送日": "shipped_at",
}  # fmt: skip
_ECCUBE_CUSTOMERS = {**_ECCUBE_WHO, "登録日": "registered_at", "ポイント": "points"}
_ECCUBE_PRODUCTS = {
    "商品ID": "product_code", "公開ステータス(名称)": "status", "公開ステータス(ID)": "status", "商品名": "product_name", "ショップ用メモ欄": "note",
    "商品説明(詳細)": "description", "規格分類1(名称)": "variant_name", "規格分類2(名称)": "variant_name2", "規格分類1(ID)": "variant_name",
    "規格分類2(ID)": "variant_name2", "商品コード": "sku", "在庫数": "stock", "通常価格": "list_price", "販売価格": "price", "税率": "tax_rate",
    "商品画像": "image", "商品カテゴリ(名称)": "category", "商品カテゴリ(ID)": "category_id", "タグ(名称)": "tags", "商品削除フラグ": "deleted",
}  # fmt: skip
_ONLINE_RETAIL = {
    "InvoiceNo": "number", "Invoice": "number", "StockCode": "sku", "Description": "product_name", "Quantity": "quantity",
    "InvoiceDate": "placed_at", "UnitPrice": "unit_price", "Price": "unit_price", "CustomerID": "customer_id", "Customer ID": "customer_id",
    "Country": "country",
}  # fmt: skip
_COMPLETE_JOURNEY = {
    "household_id": "customer_id", "store_id": "location", "basket_id": "number", "product_id": "sku", "quantity": "quantity",
    "sales_value": "line_amount", "retail_disc": "line_discount", "coupon_disc": "line_coupon", "transaction_timestamp": "placed_at",
}  # fmt: skip
_SMAREGI_SALES = {
    "取引ID": "number", "取引日時": "placed_at", "取引区分": "status", "取引明細ID": "line_id", "明細区分": "line_kind", "店舗ID": "location",
    "店舗名": "location_name", "会員ID": "customer_id", "会員コード": "member_no", "商品ID": "product_code", "商品コード": "sku", "商品名": "product_name",
    "部門名": "category", "販売単価": "unit_price", "単価": "unit_price", "数量": "quantity", "値引き後小計": "line_amount", "小計": "subtotal",
    "合計": "total", "利用ポイント": "points_used",
}  # fmt: skip
_RAKUTEN_ORDERS = {
    "注文番号": "number", "ステータス": "status", "注文日時": "placed_at", "注文者郵便番号1": "", "注文者姓": "family_name", "注文者名": "given_name",
    "注文者姓カナ": "family_kana", "注文者名カナ": "given_kana", "注文者メールアドレス": "mail", "注文者都道府県": "prefecture", "注文者郡市区": "city",
    "注文者それ以降の住所": "address1", "商品名": "product_name", "商品番号": "sku", "商品管理番号": "product_code", "単価": "unit_price",
    "個数": "quantity", "送料合計": "shipping", "代引料合計": "charge", "合計金額": "total", "ポイント利用額": "points_used", "クーポン利用総額": "order_coupon",
    "支払方法名": "payment_method", "商品税率": "tax_rate", "キャンセル期限日": "",
}  # fmt: skip

_SUBSCRIPTIONS = {
    "契約番号": "contract", "会員番号": "member_no", "メールアドレス": "mail", "商品コード": "sku", "商品名": "product_name", "開始日": "began_at",
    "お届けサイクル": "every", "お届け回数": "cycle", "出荷日": "shipped_at", "注文番号": "number", "休止日": "paused_at", "解約日": "cancelled_at",
    "解約理由": "cancel_reason", "媒体コード": "medium", "ステータス": "status",
}  # fmt: skip

PRESETS: tuple[Preset, ...] = (
    Preset("subscriptions", "定期契約", Kind.SUBSCRIPTIONS, ("契約番号", "商品コード", "開始日", "お届けサイクル"), _SUBSCRIPTIONS),
    Preset("shopify_orders", "Shopify: orders", Kind.ORDERS, ("Name", "Financial Status", "Lineitem name", "Lineitem price"), _SHOPIFY_ORDERS, origin="shopify"),
    Preset("shopify_customers", "Shopify: customers", Kind.CUSTOMERS, ("First Name", "Last Name", "Accepts Email Marketing", "Total Spent"), _SHOPIFY_CUSTOMERS, origin="shopify"),
    Preset("shopify_products", "Shopify: products", Kind.PRODUCTS, ("Handle", "Title", "Option1 Value", "Variant Price"), _SHOPIFY_PRODUCTS, origin="shopify"),
    Preset("eccube_orders", "EC-CUBE: orders", Kind.ORDERS, ("注文番号", "対応状況(名称)", "明細区分(名称)", "受注日"), _ECCUBE_ORDERS, tax_included=False, origin="eccube"),
    Preset("eccube_customers", "EC-CUBE: customers", Kind.CUSTOMERS, ("会員ID", "お名前(姓)", "会員ステータス(名称)"), _ECCUBE_CUSTOMERS, origin="eccube"),
    Preset("eccube_products", "EC-CUBE: products", Kind.PRODUCTS, ("商品ID", "商品名", "販売価格", "販売種別(ID)"), _ECCUBE_PRODUCTS, origin="eccube"),
    Preset("eccube_categories", "EC-CUBE: categories", Kind.CATEGORIES, ("カテゴリID", "カテゴリ名", "親カテゴリID"), {"カテゴリID": "category_id", "カテゴリ名": "category", "親カテゴリID": "parent_id"}, origin="eccube"),
    Preset("online_retail", "Online Retail (UCI)", Kind.ORDERS, ("StockCode", "Description", "Quantity", "InvoiceDate"), _ONLINE_RETAIL),
    Preset("complete_journey", "The Complete Journey", Kind.ORDERS, ("household_id", "basket_id", "sales_value", "transaction_timestamp"), _COMPLETE_JOURNEY),
    Preset("smaregi_sales", "スマレジ: 取引", Kind.ORDERS, ("取引ID", "取引日時", "商品コード", "数量"), _SMAREGI_SALES, origin="smaregi"),
    Preset("rakuten_orders", "楽天市場: 注文", Kind.ORDERS, ("注文番号", "注文日時", "商品管理番号", "単価", "個数"), _RAKUTEN_ORDERS, origin="rakuten"),
)  # fmt: skip
