# SPDX-License-Identifier: Apache-2.0
"""What the office calls kinds of payment, states of money, and ways to hand goods over."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "card": _("Card"),
    "cash": _("Cash"),
    "card_terminal": _("Card terminal of the shop"),
    "qr": _("QR payment"),
    "points": _("Points"),
    "gift_card": _("Gift card"),
    "store_credit": _("Store credit"),
}
MODES: dict[str, str | Promise] = {
    "carry_out": _("Carried out"),
    "ship": _("Sent"),
    "pickup": _("Picked up in the shop"),
    "try_on": _("Tried on in the shop"),
    "order_in": _("Ordered in"),
}
INTENTS: dict[str, tuple[str, str | Promise]] = {
    "created": ("info", _("Waiting for the payment")),
    "requires_action": ("info", _("The customer is asked to confirm")),
    "failed": ("bad", _("The payment failed")),
    "expired": ("bad", _("The time to pay is over")),
    "authorised": ("info", _("Reserved on the card")),
    "voided": ("quiet", _("Given up")),
    "captured": ("good", _("Paid in full")),
    "part_refunded": ("warn", _("Partly paid back")),
    "refunded": ("warn", _("Paid back")),
}
REFUNDS: dict[str, tuple[str, str | Promise]] = {
    "asked": ("info", _("Asked for")),
    "done": ("good", _("Done")),
    "failed": ("bad", _("Failed")),
}
DOCUMENTS: dict[str, str | Promise] = {
    "simplified_invoice": _("Receipt (simplified qualified invoice)"),
    "invoice": _("Qualified invoice"),
    "return_invoice": _("Qualified return invoice"),
}
EVENTS: dict[str, str | Promise] = {
    "placed": _("The order was placed"),
    "confirmed": _("Paid; the order is confirmed"),
    "handed_over": _("Handed over"),
    "completed": _("Everything is handed over"),
    "cancelled": _("Order cancelled"),
    "lines_cancelled": _("Pieces cancelled"),
    "taken_back": _("Goods taken back"),
    "document_issued": _("Document issued"),
    "changed": _("Order changed"),
    "noted": _("Note"),
}
REASONS: dict[str, str | Promise] = {
    "customer": _("The customer asked for it"),
    "sold_out": _("The goods are not there"),
    "damaged": _("The goods are damaged"),
    "mistake": _("Ordered by mistake"),
    "fraud": _("Suspected misuse"),
    "other": _("Something else"),
}
ACTORS: dict[str, str | Promise] = {
    "customer": _("the customer"),
    "member": _("the customer"),
    "job": _("the program"),
    "": "",
}


def said(names: dict[str, str | Promise], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))
