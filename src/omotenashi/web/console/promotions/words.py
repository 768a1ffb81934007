# SPDX-License-Identifier: Apache-2.0
"""What kinds, states and outcomes of campaigns are called."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.commerce.loyalty.models import Campaign
from omotenashi.web.ui.tags.formats import money, number

KINDS: dict[str, str | Promise] = {
    "percent": gettext_lazy("Percent off"),
    "amount": gettext_lazy("Amount off"),
    "price": gettext_lazy("Special price"),
    "bundle": gettext_lazy("Buy some, get some"),
    "free_shipping": gettext_lazy("Free shipping"),
    "gift": gettext_lazy("A gift"),
    "points_rate": gettext_lazy("Points by rate"),
    "points_bonus": gettext_lazy("Bonus points"),
}
STATES: dict[str, tuple[str, str | Promise]] = {
    "stopped": ("bad", gettext_lazy("Stopped")),
    "planned": ("info", gettext_lazy("Planned")),
    "over": ("quiet", gettext_lazy("Over")),
    "used_up": ("warn", gettext_lazy("Used up")),
    "running": ("good", gettext_lazy("Under way")),
}
OUTCOMES: dict[str, str | Promise] = {
    "applied": gettext_lazy("Counts"),
    "coupon": gettext_lazy("No coupon was shown"),
    "not_begun": gettext_lazy("Has not begun"),
    "over": gettext_lazy("Is over"),
    "day": gettext_lazy("Not on this day"),
    "hour": gettext_lazy("Not at this hour"),
    "channel": gettext_lazy("Not in this channel"),
    "location": gettext_lazy("Not in this shop"),
    "budget": gettext_lazy("The budget is used up"),
    "exhausted": gettext_lazy("The number of uses is reached"),
    "member": gettext_lazy("Only for members"),
    "rank": gettext_lazy("Not for this rank"),
    "segment": gettext_lazy("Not for this segment"),
    "first_order": gettext_lazy("Only for the first order"),
    "birthday": gettext_lazy("Only in the month of birth"),
    "nothing_meant": gettext_lazy("None of these goods is meant"),
    "min_spend": gettext_lazy("Below the smallest amount"),
    "min_quantity": gettext_lazy("Too few pieces"),
    "stacked_out": gettext_lazy("Another of its group counts"),
    "no_effect": gettext_lazy("Takes nothing off"),
}


def said(names: dict[str, str | Promise], word: str) -> str:
    """Give the name of a word; one without a name stands for itself."""
    return str(names.get(word, word))


def state_key(row: Campaign, *, now: datetime) -> str:
    """Give the state of a campaign at a moment."""
    if row.stopped_at:
        return "stopped"
    if row.begins_at and row.begins_at > now:
        return "planned"
    if row.ends_at and row.ends_at <= now:
        return "over"
    amount_gone = row.cap_amount is not None and row.used_amount >= row.cap_amount
    count_gone = row.cap_count is not None and row.used_count >= row.cap_count
    return "used_up" if amount_gone or count_gone else "running"


def state_of(row: Campaign, *, now: datetime) -> tuple[str, str]:
    """Give colour and name of it."""
    colour, name = STATES[state_key(row, now=now)]
    return colour, str(name)


def effect_of(row: Campaign, *, currency: str) -> str:
    """Say what a campaign does in a few words."""
    kind, value = row.terms.get("kind", ""), row.terms.get("value", 0)
    told = {
        "percent": lambda: _("%(value)s%% off") % {"value": number(value)},
        "amount": lambda: _("%(value)s off") % {"value": money(value, currency)},
        "price": lambda: _("for %(value)s") % {"value": money(value, currency)},
        "bundle": lambda: (
            _("buy %(buy)s, %(get)s free") % {"buy": row.terms.get("buy", 0), "get": row.terms.get("get", 0)}
        ),
        "points_rate": lambda: _("%(value)s%% in points") % {"value": number(value / 100, 2).rstrip("0").rstrip(".")},
        "points_bonus": lambda: _("%(value)s points") % {"value": number(value)},
    }
    return told[kind]() if kind in told else said(KINDS, kind)
