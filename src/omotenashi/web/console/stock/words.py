# SPDX-License-Identifier: Apache-2.0
"""What marks, movements and promises of stock are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MARKS: dict[str, tuple[str, str, str | Promise]] = {
    "in_stock": ("○", "good", _("Plenty")),
    "few": ("△", "warn", _("Few left")),
    "none": ("×", "bad", _("None free")),
    "ask": ("？", "info", _("Ask the shop")),
}
REASONS: dict[str, str | Promise] = {
    "sale": _("Sold"),
    "count": _("Counted anew"),
    "found": _("Found"),
    "receipt": _("Delivered"),
    "return": _("Came back"),
    "transfer_out": _("Sent to another place"),
    "transfer_in": _("Came from another place"),
    "damage": _("Damaged"),
    "display": _("Laid out"),
    "adjust": _("Corrected"),
}
BUCKETS: dict[str, str | Promise] = {
    "on_hand": _("On hand"),
    "damaged": _("Damaged"),
    "display": _("On display"),
    "in_transit": _("On its way"),
}
KINDS: dict[str, str | Promise] = {
    "cart": _("In a basket"),
    "payment": _("Waiting for the payment"),
    "try_on": _("Put aside to try on"),
    "staff": _("Put aside by staff"),
}
STATES: dict[str, str | Promise] = {"open": _("Sold, to be picked"), "picked": _("Picked")}


def said(names: dict[str, str | Promise], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))


def shown(mark: str) -> tuple[str, str]:
    """Give colour and text of a mark, sign and word together."""
    sign, colour, name = MARKS[mark]
    return colour, f"{sign} {name}"
