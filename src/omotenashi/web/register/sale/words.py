# SPDX-License-Identifier: Apache-2.0
"""The words and icons of the till's script, in the language of the page; `%s` is where a value goes."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from omotenashi.places.locations import queries as locations
from omotenashi.web.ui.tags.icons import icon

_ICONS = (
    "search", "eye", "phone", "close", "check", "flat", "plus", "person", "lock", "info", "warn", "good", "bad", "tag",
    "left", "receipt", "store", "trash", "box", "clock",
)  # fmt: skip


def kept() -> dict[str, Any]:
    """Give what the script reads once (html.ts)."""
    return {
        "words": {**_counter(), **_member(), **_payment(), **_exchange(), **_elsewhere()},
        "icons": {name: str(icon(name, size=22)) for name in _ICONS},
        "currency": locations.retailer().currency,
        "language": (get_language() or "ja").split("-")[0],
    }


def _counter() -> dict[str, str]:
    return {
        "scan": _("Scan, or type a name, code or phone number"), "camera": _("Read with the camera"),
        "hand_over_short": _("To their phone"), "hand_over": _("Go on with the phone"),
        "hand_over_hint": _("The customer scans this and pays in the web shop. The sale counts for you and this shop."),
        "begin": _("Scan the first piece"), "often": _("Sold most here"), "hits": _("Which one?"),
        "unknown": _("Nobody knows this code."), "no_line": _("No line. This works again when it is back."),
        "no_camera": _("The camera cannot be used."), "empty": _("The basket is empty."), "close": _("Close"),
        "pieces": _("Pieces"), "less": _("One less"), "more": _("One more"), "remove": _("Remove"),
        "pieces_of": _("Items: %s"), "no_price": _("No price"), "left": _("%s left"), "not_here": _("Not here"),
        "shipping": _("Shipping"), "points_used": _("Points used"),
        "earns": _("Points to earn"), "near": _("%s more: %s"), "pay": _("Pay %s"), "basket": _("Basket"), "open_drawer": _("Open the drawer"),
        "who_advised": _("Who advised"), "nobody_else": _("Nobody else"),
        "online_only": _("This needs the line: shipping, pick-up and gift cards wait until it is back."),
    }  # fmt: skip


def _member() -> dict[str, str]:
    return {
        "scan_member": _("Scan the member card, or type the phone number"), "member": _("Member"),
        "nameless": _("No name"), "check_member": _("Found by number: make sure it is them."), "points": _("Points"),
        "expire": _("%s end on %s"), "minimal": _("Did not agree to personal suggestions: only the least is shown."),
        "last": _("Last purchases"), "wishes": _("Wish list"), "notes": _("Service notes"), "write": _("Write"),
        "which_member": _("Who is it?"), "heed": _("Heed"), "note_care": _("Note something to heed"), "day": _("Day"),
        "told": _("Told them"), "not_now": _("Not now"), "why_shown": _("Why is this shown?"),
    }  # fmt: skip


def _payment() -> dict[str, str]:
    return {
        "to_pay": _("To pay"), "left_to_pay": _("Left to pay"), "how": _("How it is paid"), "cash": _("Cash"),
        "card_terminal": _("Card"), "qr": _("QR payment"), "gift_card": _("Gift card"), "store_credit": _("Store credit"),
        "received": _("Cash received"), "amount": _("Amount"), "exactly": _("Exactly"), "erase": _("Erase"),
        "scan_gift_card": _("Scan the gift card"), "gift_card_holds": _("Gift card with %s: take it at the payment."),
        "gift_card_empty": _("Nothing is left on it, or nothing is left to pay."),
        "gift_card_twice": _("This card is taken already."), "use_points": _("Use points"),
        "has_points": _("%s points there"), "all_points": _("All"), "odd_points": _("Make it round: %s"),
        "no_points": _("No points"), "take_points": _("Use them"), "take": _("Take %s"), "take_part": _("Take %s, more follows"),
        "change_and_finish": _("Give %s change"), "finish": _("Finish"), "sold": _("Sold. Thank you."), "change": _("Change due"),
        "earned": _("Points earned"), "balance": _("Points now"), "receipt": _("Receipt"), "print": _("Print"),
        "next_customer": _("Next customer"), "why_buy": _("Why does the customer buy?"), "why_written": _("Written down: %s"), "for_now": _("For now"), "sum": _("Total"),
        "kept": _("Kept on this device. It is told as soon as the line is back; the receipt follows then."),
        "found": _("The book had fewer pieces here. A count would help."),
        "shortage": _("A piece was promised to somebody: it is found elsewhere by itself."),
    }  # fmt: skip


def _exchange() -> dict[str, str]:
    return {
        "exchange": _("Exchange"), "refund": _("Refund"), "new_sale": _("New sale"),
        "customer_pays": _("The customer pays"), "customer_gets": _("The customer gets"),
        "from_exchange": _("Out of the refund"), "give_back": _("Give %s back"), "goes_back": _("Back: %s"),
        "return_receipt": _("Return invoice"), "has_credit": _("Store credit of %s there"),
    }  # fmt: skip


def _elsewhere() -> dict[str, str]:
    return {
        "elsewhere": _("Look in other shops"), "elsewhere_hint": _("Send home, collect there, or order in"),
        "ship": _("Send home"), "order_in": _("Order in"), "order_in_hint": _("Comes to this shop"),
        "pickup_at": _("Collect at %s"), "collect": _("Collect there"), "free_of": _("%s can be sent"),
        "nowhere": _("Nowhere to be sent from"), "ask": _("Ask them"), "here": _("This shop"), "km": _("%s km"),
        "warehouse": _("Warehouse"), "open": _("Open now"), "closed": _("Closed now"), "remove_line": _("Take out"),
        "send_to": _("Where is it sent?"), "send": _("Send there"), "name": _("Name"), "kana": _("Kana"),
        "phone": _("Phone number"), "postal_code": _("Postal code"), "prefecture": _("Prefecture"),
        "address": _("Address"), "mail": _("Mail address"), "price_now": _("Price of a piece"),
        "why_stain": _("Stain or flaw"), "why_display": _("Display piece"), "why_service": _("Kindness"),
        "why_match": _("Price elsewhere"), "set_price": _("Set the price"), "own_price": _("Our own price"),
        "no_reprice": _("The shop manager changes prices."),
    }  # fmt: skip
