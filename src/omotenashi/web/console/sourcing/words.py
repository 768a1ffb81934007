# SPDX-License-Identifier: Apache-2.0
"""What criteria, costs and refusals of sourcing are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CRITERIA: dict[str, str | Promise] = {
    "splits": _("Fewest parcels"),
    "region": _("Same prefecture"),
    "distance": _("Nearest"),
    "load": _("Least busy"),
    "rank": _("The channel's own order"),
}
EXPLAINED: dict[str, str | Promise] = {
    "splits": _("One place that can serve everything goes before several."),
    "region": _("A place in the customer's prefecture goes before the others."),
    "distance": _("The shorter way to the customer goes first."),
    "load": _("A place whose hour is still free goes first."),
    "rank": _("The order that the channel gives its places decides."),
}
COSTS: dict[str, str | Promise] = {
    "parcel": _("Each parcel"),
    "far": _("Each kilometre"),
    "labour": _("Each line picked"),
    "shop_labour": _("More for a line picked in a shop"),
    "busy": _("A line where the hour is full"),
    "stale": _("A line that would be marked down"),
    "last": _("The last piece of a shop's shelf"),
}
PARTS: dict[str, str | Promise] = {
    "splits": _("Parcels"),
    "region": _("Other prefecture"),
    "distance": _("Way (km)"),
    "load": _("Busy (%)"),
    "rank": _("Priority"),
    "parcel": _("Parcel"),
    "far": _("Way"),
    "labour": _("Picking"),
    "shop_labour": _("Picking in a shop"),
    "busy": _("Busy hour"),
    "stale": _("Saved markdown"),
    "last": _("Last piece"),
}
REFUSALS: dict[str, str | Promise] = {
    "rejected": _("The place said no before"),
    "not_offered": _("Does not offer this way of handing over"),
    "closed": _("Closed at this moment"),
    "full": _("No more picking in this hour"),
    "none": _("Has none of it"),
    "unsure": _("The count is not sure enough"),
}
AGAIN: dict[str, str | Promise] = {
    "not_found": _("Not found"),
    "damaged": _("Damaged"),
    "busy": _("No time for it"),
    "shortage": _("Sold at the till"),
    "way_changed": _("Another way of receiving it"),
}


def strategy_name(name: str) -> str:
    """Give the name of a strategy as people chose it; the one it came with is called in their language."""
    return gettext("Standard way") if name == "default" else name


def said(names: dict[str, str | Promise], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))
