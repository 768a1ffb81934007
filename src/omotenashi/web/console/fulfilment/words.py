# SPDX-License-Identifier: Apache-2.0
"""What the office calls kinds, states and steps of 受渡."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Word = str | Promise
KINDS: dict[str, Word] = {
    "pickup": _("Pick-up"),
    "ship": _("Parcel"),
    "ship_to_store": _("To another shop"),
}
LANES: dict[str, Word] = {
    "planned": _("New"),
    "accepted": _("Accepted"),
    "picking": _("Being picked"),
    "packed": _("Packed"),
    "ready": _("Waiting for the customer"),
    "no_show": _("Nobody came"),
    "shipped": _("On the way to a shop"),
}
STATES: dict[str, tuple[str, Word]] = {
    "planned": ("info", LANES["planned"]),
    "accepted": ("info", LANES["accepted"]),
    "picking": ("accent", LANES["picking"]),
    "packed": ("accent", LANES["packed"]),
    "ready": ("good", LANES["ready"]),
    "no_show": ("warn", LANES["no_show"]),
    "shipped": ("accent", _("On its way")),
    "collected": ("good", _("Handed over")),
    "delivered": ("good", _("Arrived")),
    "rejected": ("bad", _("Refused")),
    "returned_to_stock": ("quiet", _("Back on the shelf")),
    "lost": ("bad", _("Lost")),
    "cancelled": ("quiet", _("Called off")),
}
# What somebody presses, by the state it leads to.
STEPS: dict[str, Word] = {
    "accepted": _("Accept"),
    "picking": _("Start picking"),
    "packed": _("Packed"),
    "ready": _("Lay ready"),
    "collected": _("Hand over"),
    "shipped": _("Give to the carrier"),
    "delivered": _("It arrived"),
    "no_show": _("Nobody came"),
    "returned_to_stock": _("Back on the shelf"),
    "rejected": _("Refuse"),
    "cancelled": _("Call off"),
    "lost": _("It is lost"),
    "settled": _("Pay back"),
    "code": _("New code"),
    "unserved": _("Nobody has the goods"),
}
LOG: dict[str, Word] = {
    "planned": _("Given to the place"),
    "accepted": _("Accepted by the place"),
    "rejected": _("Refused by the place"),
    "picking": _("Picking began"),
    "short": _("Pieces were missing"),
    "packed": _("Packed"),
    "ready": _("Laid ready; the customer was told"),
    "collected": _("Handed over"),
    "no_show": _("Nobody came in time"),
    "returned_to_stock": _("Back on the shelf"),
    "shipped": _("Given to the carrier"),
    "delivered": _("Arrived"),
    "lost": _("Lost on the way"),
    "cancelled": _("Called off"),
    "settled": _("Paid back"),
    "code": _("A new code was made"),
    "delegated": _("Somebody else may fetch it"),
    "requested": _("Asked for"),
    "confirmed": _("The shop has looked: it is there"),
    "declined": _("Declined"),
    "visited": _("The customer came"),
    "closed": _("Closed"),
    "expired": _("The time was over"),
    "approved": _("Return allowed"),
    "received": _("Goods received"),
    "inspected": _("Inspected"),
    "resolved": _("Settled"),
    "withdrawn": _("Withdrawn"),
}
REASONS: dict[str, Word] = {
    "not_found": _("Not found"),
    "damaged": _("Damaged"),
    "busy": _("No time for it"),
    "shortage": _("Sold at the till"),
}
TRY_ONS: dict[str, tuple[str, Word]] = {
    "requested": ("info", _("Asked for")),
    "confirmed": ("info", _("It is there")),
    "ready": ("good", _("Laid aside")),
    "visited": ("accent", _("The customer is here")),
    "closed": ("quiet", _("Closed")),
    "declined": ("bad", _("Declined")),
    "no_show": ("warn", _("Nobody came")),
    "expired": ("quiet", _("The time was over")),
    "cancelled": ("quiet", _("Called off")),
}
TRY_ON_STEPS: dict[str, Word] = {
    "confirmed": _("It is there"),
    "ready": _("Laid aside"),
    "visited": _("The customer is here"),
    "closed": _("Close"),
    "declined": _("Decline"),
    "cancelled": _("Call off"),
}
CLOCKS: dict[str, tuple[str, Word]] = {
    "late": ("bad", _("late")),
    "soon": ("warn", _("soon")),
    "fine": ("quiet", ""),
}


def said(names: dict[str, Word], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))


def state_of(states: dict[str, tuple[str, Word]], word: str) -> tuple[str, str]:
    """Give colour and name of a state."""
    colour, name = states.get(word, ("quiet", word))
    return colour, str(name)
