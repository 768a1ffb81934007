# SPDX-License-Identifier: Apache-2.0
"""What the till says without a line, in the language of whoever works at it: the snapshot carries it."""

from django.utils.translation import gettext as _

from omotenashi.web.register.api.answers import PROBLEMS
from omotenashi.web.register.api.refusals import WHY


def words() -> dict[str, str]:
    """Key → text for the scripts of frontend/register/offline. None holds markup; # is a number."""
    return {
        **{f"problem_{name}": str(said) for name, said in PROBLEMS.items()},
        "problem_unknown": _("Not in what this till keeps"),
        "problem_mode": _("Without a line only what is carried out can be sold"),
        "coupon": _("Without a line no coupon can be tested"),
        "changed": _("The sum has changed. Look at the basket once more."),
        "member": _("Member …#"),
    }


def refusal_said(wrong: Exception) -> str:
    """Say why a sale cannot be booked, in the words of the till where it has some."""
    known = next((why for kind, _status, _code, why in WHY if isinstance(wrong, kind)), None)
    return str(known) if known else _("Something in it contradicts itself.")


def page_words() -> dict[str, str]:
    """Key → text for the list of sales that wait."""
    return {
        "waits": _("Waits for the line"),
        "maybe": _("Sent, no answer yet"),
        "told": _("Booked"),
        "refused": _("The office looks at it"),
        "points": _("# points"),
        "cash": _("Cash"),
        "card_terminal": _("Card"),
        "qr": _("QR"),
        "gift_card": _("Gift card"),
        "store_credit": _("Store credit"),
        "none": _("Every sale has been told"),
        "none_hint": _("What is sold without a line stands here until the office has it."),
        "line": _("The line is there"),
        "no_line": _("No line"),
        "signed_out": _("Signed out: sign in, then the sales are told"),
        "amount": _("Another amount than in the books: # asked, # in the books"),
        "overdraft": _("# points more than the customer had"),
        "marked": _("Points beyond what was allowed"),
        "points_differ": _("Other points than the books would have given: # asked, # in the books"),
        "coupon_differs": _("A coupon that does not count"),
        "clock": _("The clock of this till is # seconds off"),
        "allowance": _("The permission for points was not ours"),
        "sold_out": _("Something that was to be sent is nowhere"),
        "shipping": _("Other shipping than in the books"),
        "points_of_nobody": _("Points without a member"),
        "other": _("Something else than in the books"),
        "kept": _("Kept goods: # articles, # members, as of #"),
        "allowed": _("Points without a line: # of # left, until #"),
        "not_allowed": _("Points cannot be spent without a line"),
    }
