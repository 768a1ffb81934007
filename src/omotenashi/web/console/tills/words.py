# SPDX-License-Identifier: Apache-2.0
"""Why a sale could not be booked, and what helps; why points of a till are looked at."""

from django.utils.translation import gettext as _


def reason(code: str) -> tuple[str, str]:
    """Give the reason in words, and what to do before it is told again."""
    known = {
        "not_understood": (_("It cannot be read"), _("Ask the shop what was sold, ring it up by hand, and note that here.")),
        "unknown_sku": (_("An article nobody knows"), _("Register the article with its price, then tell the sale again.")),
        "unknown_location": (_("A shop nobody knows"), _("Register the shop, then tell the sale again.")),
        "unknown_member": (_("A member nobody knows"), _("The member was erased. Note it here; the receipt is with the shop.")),
        "bad_sequence": (_("Its number belongs to another sale"), _("Tell it again: it is booked under the terminal's own R numbers.")),
        "bad_lines": (_("Its lines contradict each other"), _("Ask the shop what was sold, ring it up by hand, and note that here.")),
        "bad_variant": (_("An article nobody knows"), _("Register the article with its price, then tell the sale again.")),
        "bad_value": (_("Points or credit among the money"), _("Ask the shop how it was paid, and note that here.")),
        "key_reused": (_("Rung up before with other goods or money"), _("Compare both, and note here which one holds.")),
        "tenders": (_("What was paid is not what it came to"), _("Ask the shop how it was paid, and note that here.")),
        "no_open_shift": (_("The drawer was never opened"), _("Open a drawer for this till, then tell the sale again.")),
    }  # fmt: skip
    other = (_("Something nobody foresaw"), _("Tell it again; if it stays, ask who looks after the system."))
    return known.get(code, other)


def mark(code: str) -> str:
    """Give in words why points of a till are looked at."""
    return {
        "overdraft": _("more than the customer had"), "late": _("after the permission ended"),
        "over_customer": _("more than permitted per customer"), "over_total": _("more than permitted per till"),
        "no_allowance": _("without a permission of ours"),
    }.get(code, code)  # fmt: skip
