# SPDX-License-Identifier: Apache-2.0
"""What the office calls states, calls and causes of payments and cash."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Word = str | Promise
OPERATIONS: dict[str, Word] = {
    "create": _("Make the charge"),
    "confirm": _("Pay the charge"),
    "capture": _("Take what is held"),
    "void": _("Give it free"),
    "refund": _("Pay back"),
}
CASH: dict[str, Word] = {
    "opening": _("Change at the opening"),
    "sale": _("Sales in cash"),
    "refund": _("Paid back in cash"),
    "pay_in": _("Put in"),
    "pay_out": _("Taken out"),
    "difference": _("Difference"),
}
PROVIDERS: dict[str, Word] = {"test": _("Simulator (takes no money)"), "stripe": "Stripe", "": _("No provider")}
EVENTS: dict[str, Word] = {
    "authorised": _("Reserved"),
    "captured": _("Taken"),
    "failed": _("Refused"),
    "voided": _("Given free"),
    "refunded": _("Paid back"),
    "refund_failed": _("Paying back failed"),
    "requires_action": _("The customer is asked"),
}


def said(names: dict[str, Word], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))
