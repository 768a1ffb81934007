# SPDX-License-Identifier: Apache-2.0
"""What the office calls states, reasons and buckets of returns."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Word = str | Promise
STATES: dict[str, tuple[str, Word]] = {
    "requested": ("info", _("Return asked for")),
    "approved": ("info", _("Return allowed")),
    "received": ("accent", _("Goods received")),
    "inspected": ("accent", _("Inspected")),
    "resolved": ("good", _("Settled")),
    "declined": ("bad", _("Declined")),
    "withdrawn": ("quiet", _("Withdrawn")),
}
WAY: tuple[str, ...] = ("requested", "approved", "received", "inspected", "resolved")
REASONS: dict[str, Word] = {
    "changed_mind": _("Changed their mind"),
    "size": _("The size does not fit"),
    "damaged": _("The goods are damaged"),
    "wrong": _("The wrong goods came"),
    "lost": _("Lost on the way"),
    "other": _("Something else"),
}
BUCKETS: dict[str, Word] = {
    "on_hand": _("To be sold again"),
    "damaged": _("Damaged"),
    "display": _("On display"),
    "gone": _("Nothing to keep"),
}
REFUSALS: dict[str, Word] = {
    "late": _("The time for a change of mind is over. Somebody who leads may allow it all the same."),
    "not_handed_over": _("So many pieces were not handed over, or are on their way back already."),
    "not_here": _("This place takes nothing back."),
    "not_asked": _("More came than was asked for: begin another return for it."),
    "unknown_reason": _("Choose a reason."),
    "empty": _("Choose at least one piece."),
}
