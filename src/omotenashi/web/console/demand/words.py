# SPDX-License-Identifier: Apache-2.0
"""What methods, classes, states and reasons of demand are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

METHODS: dict[str, str | Promise] = {
    "naive": _("As last week"),
    "zero": _("Always zero"),
    "weekday": _("Level × weekday"),
    "seasonal": _("Level × weekday × season"),
    "recent": _("Last weeks × weekday"),
    "recent_seasonal": _("Last weeks × weekday × season"),
    "sba": _("Croston (SBA)"),
    "tsb": _("TSB"),
}
KINDS: dict[str, str | Promise] = {
    "daily": _("Sells on most days"),
    "weekly": _("Sells in most weeks"),
    "seldom": _("Sells seldom"),
}
REFUSED: dict[str, str | Promise] = {
    "too_short": _(
        "Sales of less than 12 weeks are known: four of them would be kept back to see what a forecast is worth."
    ),
    "too_few": _("Fewer than 50 pieces were sold: no forecast stands on so little."),
}
SAID: dict[str, str | Promise] = {
    "set": _("set by hand"),
    "learned": _("learned from your transfers"),
    "usual": _("usual value"),
}
STATES: dict[str, tuple[str, str | Promise]] = {
    "planned": ("good", _("Transfer planned")),
    "send": ("info", _("Warehouse can send")),
    "part": ("warn", _("Warehouse can send a part")),
    "wait": ("bad", _("Warehouse has none")),
    "buy": ("info", _("Order from the supplier")),
    "enough": ("", _("Enough")),
}


def said(names: dict[str, str | Promise], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))
