# SPDX-License-Identifier: Apache-2.0
"""What a column can mean: the fields of each kind of file, with the type of their values."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a file is about."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    STOCK = "stock"
    CATEGORIES = "categories"
    SUBSCRIPTIONS = "subscriptions"


class Type(StrEnum):
    """How the texts of a field become values."""

    CODE = "code"
    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    FLAG = "flag"
    MAIL = "mail"
    PHONE = "phone"
    POSTAL = "postal"
    PREFECTURE = "prefecture"
    KANA = "kana"
    INTERVAL = "interval"
    ZONE = "zone"


@dataclass(frozen=True)
class Field:
    """`soft`: a value that cannot be read is noted and left out, the row stays."""

    type: Type
    kinds: frozenset[Kind]
    soft: bool = False


_O, _C, _P, _S, _G = Kind.ORDERS, Kind.CUSTOMERS, Kind.PRODUCTS, Kind.STOCK, Kind.CATEGORIES
_U = Kind.SUBSCRIPTIONS


def _field(type_: Type, *kinds: Kind, soft: bool = False) -> Field:
    return Field(type_, frozenset(kinds), soft)


FIELDS: dict[str, Field] = {
    # the contract
    "contract": _field(Type.CODE, _U),
    "began_at": _field(Type.MOMENT, _U),
    "every": _field(Type.INTERVAL, _U),
    "cycle": _field(Type.COUNT, _U),
    "paused_at": _field(Type.MOMENT, _U),
    "cancel_reason": _field(Type.TEXT, _U),
    # the order
    "number": _field(Type.CODE, _O, _U),
    "placed_at": _field(Type.MOMENT, _O),
    "placed_time": _field(Type.TEXT, _O),
    "status": _field(Type.TEXT, _O, _P, _U),
    "cancelled_at": _field(Type.MOMENT, _O, _U),
    "paid_at": _field(Type.MOMENT, _O, soft=True),
    "shipped_at": _field(Type.MOMENT, _O, _U, soft=True),
    "channel": _field(Type.TEXT, _O, _U),
    "location": _field(Type.CODE, _O, _S),
    "location_name": _field(Type.TEXT, _O, _S),
    "medium": _field(Type.CODE, _O, _U),
    "currency": _field(Type.CODE, _O, _P),
    "payment_method": _field(Type.TEXT, _O),
    "subtotal": _field(Type.MONEY, _O),
    "order_discount": _field(Type.MONEY, _O),
    "order_coupon": _field(Type.MONEY, _O),
    "coupon_code": _field(Type.CODE, _O),
    "shipping": _field(Type.MONEY, _O),
    "charge": _field(Type.MONEY, _O),
    "tax": _field(Type.MONEY, _O),
    "total": _field(Type.MONEY, _O),
    "points_used": _field(Type.MONEY, _O),
    "refunded": _field(Type.MONEY, _O),
    # its lines
    "line_id": _field(Type.CODE, _O),
    "line_kind": _field(Type.TEXT, _O),
    "quantity": _field(Type.COUNT, _O),
    "unit_price": _field(Type.MONEY, _O),
    "line_amount": _field(Type.MONEY, _O),
    "line_discount": _field(Type.MONEY, _O),
    "line_coupon": _field(Type.MONEY, _O),
    # what is sold
    "product_code": _field(Type.CODE, _O, _P, _S, _U),
    "sku": _field(Type.CODE, _O, _P, _S, _U),
    "product_name": _field(Type.TEXT, _O, _P, _S, _U),
    "variant_name": _field(Type.TEXT, _O, _P, _S),
    "variant_name2": _field(Type.TEXT, _O, _P, _S),
    "variant_name3": _field(Type.TEXT, _P),
    "barcode": _field(Type.CODE, _O, _P, _S),
    "category": _field(Type.TEXT, _O, _P, _G),
    "brand": _field(Type.TEXT, _O, _P),
    "price": _field(Type.MONEY, _P),
    "list_price": _field(Type.MONEY, _P, soft=True),
    "cost": _field(Type.MONEY, _O, _P, soft=True),
    "tax_rate": _field(Type.RATE, _O, _P),
    "stock": _field(Type.COUNT, _P, _S),
    "safety_stock": _field(Type.COUNT, _S, soft=True),
    "counted_at": _field(Type.MOMENT, _S),
    "description": _field(Type.TEXT, _P),
    "image": _field(Type.TEXT, _P),
    "deleted": _field(Type.FLAG, _P),
    # who
    "customer_id": _field(Type.CODE, _O, _C, _U),
    "member_no": _field(Type.CODE, _O, _C, _U),
    "name": _field(Type.TEXT, _O, _C, _U),
    "family_name": _field(Type.TEXT, _O, _C, _U),
    "given_name": _field(Type.TEXT, _O, _C, _U),
    "kana": _field(Type.KANA, _O, _C, _U, soft=True),
    "family_kana": _field(Type.KANA, _O, _C, _U, soft=True),
    "given_kana": _field(Type.KANA, _O, _C, _U, soft=True),
    "company": _field(Type.TEXT, _O, _C),
    "mail": _field(Type.MAIL, _O, _C, _U, soft=True),
    "phone": _field(Type.PHONE, _O, _C, _U, soft=True),
    "postal_code": _field(Type.POSTAL, _O, _C, soft=True),
    "prefecture": _field(Type.PREFECTURE, _O, _C, soft=True),
    "city": _field(Type.TEXT, _O, _C),
    "address1": _field(Type.TEXT, _O, _C),
    "address2": _field(Type.TEXT, _O, _C),
    "country": _field(Type.TEXT, _O, _C),
    "birthday": _field(Type.DAY, _O, _C, soft=True),
    "sex": _field(Type.TEXT, _O, _C),
    "line_user": _field(Type.CODE, _C),
    "rank": _field(Type.TEXT, _C),
    "zone": _field(Type.ZONE, _C, soft=True),
    "points": _field(Type.COUNT, _C, soft=True),
    "registered_at": _field(Type.MOMENT, _C, soft=True),
    "accepts_mail": _field(Type.FLAG, _O, _C, soft=True),
    "accepts_sms": _field(Type.FLAG, _C, soft=True),
    "accepts_post": _field(Type.FLAG, _C, soft=True),
    "tags": _field(Type.TEXT, _O, _C, _P),
    "note": _field(Type.TEXT, _O, _C, _P),
    # the tree of categories
    "category_id": _field(Type.CODE, _P, _G),
    "parent_id": _field(Type.CODE, _G),
}

# A file of a kind can be imported when one field of each group is there.
REQUIRED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.ORDERS: (("number",), ("placed_at",), ("line_amount", "unit_price", "total", "subtotal")),
    Kind.CUSTOMERS: (("customer_id", "member_no", "mail", "phone", "line_user"),),
    Kind.PRODUCTS: (("sku", "product_code", "product_name"),),
    Kind.STOCK: (("sku", "barcode", "product_code"), ("stock",)),
    Kind.CATEGORIES: (("category",),),
    Kind.SUBSCRIPTIONS: (
        ("contract",),
        ("began_at",),
        ("every",),
        ("product_code", "sku", "product_name"),
        ("customer_id", "member_no", "mail", "phone"),
    ),
}


def of(kind: Kind) -> tuple[str, ...]:
    """The fields that a file of `kind` can have, in the order they are offered."""
    return tuple(name for name, field in FIELDS.items() if kind in field.kinds)


def missing(kind: Kind, mapped: set[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of required fields of which `mapped` has none."""
    return tuple(group for group in REQUIRED[kind] if not mapped & set(group))
