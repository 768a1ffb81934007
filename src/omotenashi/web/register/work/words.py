# SPDX-License-Identifier: Apache-2.0
"""What states, kinds and reasons are called in a shop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

type Words = Mapping[str, str | Promise]

KINDS: Final[Words] = {
    "pickup": gettext_lazy("Pick-up"),
    "ship": gettext_lazy("Send to the customer"),
    "ship_to_store": gettext_lazy("Send to a shop"),
    "try_on": gettext_lazy("Try-on"),
}
STATES: Final[Words] = {
    "planned": gettext_lazy("New"),
    "accepted": gettext_lazy("Accepted"),
    "picking": gettext_lazy("Being picked"),
    "packed": gettext_lazy("Packed"),
    "ready": gettext_lazy("Waiting for the customer"),
    "collected": gettext_lazy("Handed over"),
    "no_show": gettext_lazy("Nobody came"),
    "returned_to_stock": gettext_lazy("Back on the shelf"),
    "shipped": gettext_lazy("On its way"),
    "delivered": gettext_lazy("Arrived"),
    "lost": gettext_lazy("Lost on the way"),
    "rejected": gettext_lazy("Passed on"),
    "cancelled": gettext_lazy("Cancelled"),
    "requested": gettext_lazy("New"),
    "confirmed": gettext_lazy("Found on the shelf"),
    "visited": gettext_lazy("Trying on"),
    "closed": gettext_lazy("Done"),
    "declined": gettext_lazy("Declined"),
    "expired": gettext_lazy("Time is over"),
    "extended": gettext_lazy("Waits longer"),
    "code": gettext_lazy("New code"),
    "delegated": gettext_lazy("Somebody else comes"),
    "settled": gettext_lazy("Paid back"),
    "short": gettext_lazy("Pieces were missing"),
}
# Why a place cannot serve: what the word means for the stock stands beside it.
REJECTIONS: Final[Mapping[str, tuple[str | Promise, str | Promise]]] = {
    "not_found": (
        gettext_lazy("Not on the shelf"),
        gettext_lazy("The web stops selling it here until it is counted."),
    ),
    "damaged": (gettext_lazy("Damaged"), gettext_lazy("The pieces are booked as damaged.")),
    "busy": (gettext_lazy("No time now"), gettext_lazy("The stock stays as it is.")),
}
CAUSES: Final[Words] = {
    "receipt": gettext_lazy("Taken into stock"),
    "sale": gettext_lazy("Sold or handed over"),
    "return": gettext_lazy("Returned"),
    "transfer_out": gettext_lazy("Sent to another shop"),
    "transfer_in": gettext_lazy("From another shop"),
    "count": gettext_lazy("Counted anew"),
    "adjust": gettext_lazy("Moved"),
    "found": gettext_lazy("Found"),
    "shrink": gettext_lazy("Written off"),
}
BUCKETS: Final[Words] = {
    "on_hand": gettext_lazy("On the shelf"),
    "damaged": gettext_lazy("Damaged"),
    "display": gettext_lazy("On display"),
    "in_transit": gettext_lazy("In transit"),
}
TENDERS: Final[Words] = {
    "cash": gettext_lazy("Cash"),
    "card_terminal": gettext_lazy("Card"),
    "card": gettext_lazy("Card (online)"),
    "qr": gettext_lazy("QR payment"),
    "points": gettext_lazy("Points"),
    "gift_card": gettext_lazy("Gift card"),
    "store_credit": gettext_lazy("Store credit"),
}
CASH: Final[Words] = {
    "opening": gettext_lazy("Float at the opening"),
    "sale": gettext_lazy("Cash sales"),
    "refund": gettext_lazy("Cash given back"),
    "pay_in": gettext_lazy("Put in"),
    "pay_out": gettext_lazy("Taken out"),
}


def said(words: Words, key: str) -> str:
    """Give the word for a key; a key without a word stands for itself."""
    return str(words.get(key, key))


def left(due: datetime, *, now: datetime) -> str:
    """Say how long there is, or how long it has been too late: 12 min left, 1 h 5 min late, 3 days left."""
    late, span = now > due, abs(due - now)
    text = _span(span)
    return _("%(time)s late") % {"time": text} if late else _("%(time)s left") % {"time": text}


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
