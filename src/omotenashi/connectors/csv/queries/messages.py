# SPDX-License-Identifier: Apache-2.0
"""Every reason, note and question in words. Codes are stable; texts are translated."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_FILE = {
    "empty": _("The file is empty."),
    "binary": _("This is no table: the file holds binary data. Save it as CSV, XLSX or Parquet."),
    "too_large": _("The file is larger than %(limit)s bytes. Split it and import the parts."),
    "too_many_columns": _("The file has %(columns)s columns; at most %(limit)s can be read."),
    "workbook_broken": _("The workbook cannot be opened. Open it in a spreadsheet and save it again. (%(detail)s)"),
    "parquet_broken": _("The Parquet file cannot be read. (%(detail)s)"),
    "gzip_broken": _("The packed file is damaged and cannot be unpacked. (%(detail)s)"),
    "zip_broken": _("The ZIP file is damaged and cannot be unpacked. (%(detail)s)"),
    "zip_needs_one_file": _("The ZIP file holds %(files)s files. Pack one file at a time."),
    "no_rows": _("The file has a header but no rows."),
    "fields_missing": _("To import this file, one column must be each of: %(fields)s."),
    "currency_differs": _("The file is in %(currency)s, but this shop keeps its books in %(home)s."),
    "questions_open": _("Some questions about the file are still open."),
    "running": _("This file is being imported right now."),
    "nothing_to_undo": _("There is nothing to undo: this file was not imported, or before imports could be undone."),
    "counts_differ": _("The rows of the file did not add up, so nothing was imported. Please report this file."),
    "crashed": _("The import stopped by itself and left nothing behind. It can be run again. (%(detail)s)"),
}
_NOTES = {
    "header_missing": _("The first row looks like data, so the columns are named #1, #2, … after their place."),
    "header_empty": _("Column %(column)s has no header and is called %(name)s."),
    "header_repeated": _("The header “%(header)s” appears again in column %(column)s and is called “%(name)s”."),
    "rows_above_header": _("%(rows)s rows above the header were passed over."),
    "mixed_encodings": _(
        "The file mixes encodings: %(utf8)s lines of UTF-8 and %(cp932)s of Shift_JIS (CP932) were read, %(lost)s lines could not be."
    ),
    "other_sheets": _("The sheet “%(chosen)s” is read; the others are not: %(others)s."),
    "leading_zeros_lost": _(
        "%(count)s codes in “%(column)s” are shorter than the rest: a spreadsheet may have removed leading zeros. Nothing was changed."
    ),
    "identical_rows": _("%(count)s rows repeat another row exactly. They count as separate lines."),
    "totals_differ": _(
        "%(count)s orders have a total that their lines do not add up to; the total of the file is kept."
    ),
    "mail_needed_for_consent": _("%(count)s customers agree to mail but have no mail address."),
    "deliveries_counted": _(
        "%(count)s contracts say how many deliveries there were, but not the day of each: the days between are counted from the beginning and the interval."
    ),
    "soft": _("%(count)s values in “%(column)s” could not be read and were left out, the rows were kept. %(reason)s"),
}
_ROWS = {
    "undecodable": _("The line is written in no encoding that can be read."),
    "too_many_cells": _("The row has %(cells)s cells, but there are only %(columns)s columns."),
    "unclosed_quote": _("A quotation mark is opened and never closed."),
    "cell_too_long": _("The cell in “%(column)s” is longer than %(limit)s characters."),
    "code_damaged": _(
        "“%(value)s” is a code that a spreadsheet turned into a number; its digits are gone. Export it again as text."
    ),
    "not_a_date": _("“%(value)s” in “%(column)s” is no date."),
    "not_an_amount": _("“%(value)s” in “%(column)s” is no amount."),
    "amount_out_of_range": _("“%(value)s” in “%(column)s” is too large or too fine."),
    "not_a_number": _("“%(value)s” in “%(column)s” is no number."),
    "not_whole": _("“%(value)s” in “%(column)s” must be a whole number."),
    "not_a_rate": _("“%(value)s” in “%(column)s” is no rate between 0 and 100."),
    "not_yes_or_no": _("“%(value)s” in “%(column)s” is neither yes nor no."),
    "not_a_mail_address": _("“%(value)s” in “%(column)s” is no mail address."),
    "not_a_phone_number": _("“%(value)s” in “%(column)s” is no phone number."),
    "not_a_postal_code": _("“%(value)s” in “%(column)s” is no postal code of seven digits."),
    "not_a_zone": _("“%(value)s” in “%(column)s” is the name of no time zone (Asia/Tokyo); it is left out."),
    "not_kana": _("“%(value)s” in “%(column)s” is not written in kana."),
    "number_missing": _("The order number is missing."),
    "order_incomplete": _("Row %(value)s of the same order was refused; an order is imported whole or not at all."),
    "not_an_order": _("“%(value)s”: the purchase was not finished, so this is no order yet."),
    "conflict": _("Rows of the same key contradict each other in “%(column)s”: %(value)s."),
    "date_conflict": _("Rows of the same order lie more than a day apart: %(value)s."),
    "date_missing": _("The order has no date."),
    "amount_missing": _("The order has neither an amount nor a price."),
    "line_conflict": _("Two different rows carry the same line number %(value)s."),
    "customer_key_missing": _("The customer has neither a number, a mail address nor a phone number."),
    "customer_refused": _("None of the customer's numbers and addresses can be used: %(value)s."),
    "sku_missing": _("The product code is missing."),
    "sku_unknown": _("No product has the code %(value)s. Import the products first."),
    "product_missing": _("The row belongs to no product."),
    "stock_missing": _("The quantity is missing."),
    "stock_negative": _("A counted quantity cannot be below zero: %(value)s."),
    "location_missing": _("The row does not say where the goods lie. Choose a location for the file."),
    "contract_missing": _("The contract number is missing."),
    "beginning_missing": _("The contract has no day on which it began."),
    "interval_missing": _("The contract does not say how often something is sent."),
    "not_an_interval": _("“%(value)s” in “%(column)s” does not say how often something is sent."),
    "ending_missing": _("“%(value)s”: the contract ended, but no column says on which day."),
    "pause_missing": _("“%(value)s”: the contract rests, but no column says since which day."),
    "ends_before_it_begins": _("The contract ends (%(value)s) before it begins."),
    "cycle_out_of_range": _("%(value)s is no number of a delivery."),
    "delivery_conflict": _("Delivery %(value)s of the contract has two different days."),
    "in_future": _("The contract %(value)s names a day that is still to come."),
    "category_missing": _("The category has no name."),
    "decimals": _("“%(value)s” in “%(column)s” has decimals, which %(currency)s does not have."),
}
_QUESTIONS = {
    "day_or_month_first": _(
        "Is the day or the month first in “%(column)s”? All its values can be read both ways: %(examples)s"
    ),
    "currency": _(
        "“%(column)s” holds amounts with decimals (%(examples)s), but this shop keeps its books in %(home)s. In which currency is the file?"
    ),
    "currency_of_the_shop": _(
        "The file is in %(examples)s. The shop has no orders yet: should it keep its books in this currency instead of %(home)s?"
    ),
    "rounding": _("Should these amounts be rounded to whole %(home)s?"),
}
_ALL: dict[str, str] = _FILE | _NOTES | _ROWS | _QUESTIONS


_FIELDS = {
    "contract": _("Contract number"), "began_at": _("Began at"), "every": _("Interval of deliveries"), "cycle": _("Number of the delivery"),
    "paused_at": _("Paused at"), "cancel_reason": _("Reason of cancelling"),
    "number": _("Order number"), "placed_at": _("Ordered at"), "placed_time": _("Time of the order"), "status": _("Status"),
    "cancelled_at": _("Cancelled at"), "paid_at": _("Paid at"), "shipped_at": _("Shipped at"), "channel": _("Channel"),
    "location": _("Location code"), "location_name": _("Location name"), "medium": _("Medium code"), "currency": _("Currency"),
    "payment_method": _("Payment method"), "subtotal": _("Goods total"), "order_discount": _("Discount of the order"),
    "order_coupon": _("Coupon of the order"), "coupon_code": _("Coupon code"), "shipping": _("Shipping"), "charge": _("Charge"), "tax": _("Tax amount"),
    "total": _("Total"), "points_used": _("Points used"), "refunded": _("Refunded"), "line_id": _("Line number"), "line_kind": _("Kind of line"),
    "quantity": _("Quantity"), "unit_price": _("Unit price"), "line_amount": _("Line amount"), "line_discount": _("Discount of the line"),
    "line_coupon": _("Coupon of the line"), "product_code": _("Product code (group)"), "sku": _("SKU"), "product_name": _("Product name"),
    "variant_name": _("Variant 1"), "variant_name2": _("Variant 2"), "variant_name3": _("Variant 3"), "barcode": _("JAN / barcode"),
    "category": _("Category"), "brand": _("Brand"), "price": _("Selling price"), "list_price": _("List price"), "cost": _("Cost"),
    "tax_rate": _("Tax rate"), "stock": _("Stock on hand"), "safety_stock": _("Safety stock"), "counted_at": _("Counted at"),
    "description": _("Description"), "image": _("Picture"), "deleted": _("Deleted"), "customer_id": _("Customer number"),
    "member_no": _("Member number"), "name": _("Name"), "family_name": _("Family name"), "given_name": _("Given name"), "kana": _("Kana"),
    "family_kana": _("Family name in kana"), "given_kana": _("Given name in kana"), "company": _("Company"), "mail": _("Mail address"),
    "phone": _("Phone number"), "postal_code": _("Postal code"), "prefecture": _("Prefecture"), "city": _("City"), "address1": _("Address"),
    "address2": _("Building"), "country": _("Country"), "birthday": _("Date of birth"), "sex": _("Gender"), "line_user": _("LINE user ID"),
    "rank": _("Tier"), "zone": _("Time zone"), "points": _("Points"), "registered_at": _("Registered at"), "accepts_mail": _("Agrees to mail"),
    "accepts_sms": _("Agrees to SMS"), "accepts_post": _("Agrees to post"), "tags": _("Tags"), "note": _("Note"),
    "category_id": _("Category number"), "parent_id": _("Parent category"),
}  # fmt: skip
_KINDS = {
    "orders": _("Order records"),
    "customers": _("Customer records"),
    "products": _("Product records"),
    "stock": _("Stock levels"),
    "categories": _("Categories"),
    "subscriptions": _("Subscription contracts"),
}


def field_title(name: str) -> str:
    """The name of a field as people read it."""
    return gettext(_FIELDS.get(name, name))


def kind_title(kind: str) -> str:
    """The name of a kind of file as people read it."""
    return gettext(_KINDS.get(kind, kind))


def worded(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence behind a code in the language of the moment; an unknown code is shown as it is."""
    text = _ALL.get(code)
    if text is None:
        return code
    try:
        return gettext(text) % dict(params or {})
    except KeyError:
        return gettext(text)


def reason(*, code: str, column: str = "", value: str = "", params: Mapping[str, object] | None = None) -> str:
    """Why a row was refused."""
    return worded(code, {"column": column, "value": value, **(params or {})})


def codes() -> frozenset[str]:
    """All codes that have words."""
    return frozenset(_ALL)


_THINGS = {
    "orders": _("Order records"),
    "returns": _("Returns"),
    "products": _("Product records"),
    "customers": _("Customer records"),
    "levels": _("Stock levels"),
    "points": _("Point balances"),
    "subscriptions": _("Subscription contracts"),
}


def undone(counts: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(what, how many an undo takes back, how many stay) of each kind of thing that there is."""
    found = [(gettext(title), counts.get(name, 0), counts.get(f"{name}_kept", 0)) for name, title in _THINGS.items()]
    return [line for line in found if line[1] or line[2]]
