# SPDX-License-Identifier: Apache-2.0
"""How tastes and moods are called, wherever they are shown: axes, values, what was done, how a text sounds."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext

MOODS = {
    "good": ("good", lazy("Sounds pleased")),
    "plain": ("quiet", lazy("Sounds neutral")),
    "bad": ("bad", lazy("Sounds displeased")),
}


def axis_name(axis: str) -> str:
    """What a tag is about."""
    return {
        "category": _("Category"), "brand": _("Brand"), "price": _("Price band"), "colour": pgettext("of goods", "Colour"),
        "size": pgettext("of goods", "Size"),
    }.get(axis, axis)  # fmt: skip


def value_name(axis: str, value: str) -> str:
    """A value as people say it."""
    bands = {
        "low": _("Lower third of prices"),
        "middle": _("Middle third of prices"),
        "high": _("Upper third of prices"),
    }
    return bands.get(value, value) if axis == "price" else value


def did(act: str, times: int) -> str:
    """What was done, and how often."""
    said = {
        "bought": lambda: ngettext("bought %(n)s time", "bought %(n)s times", times),
        "viewed": lambda: ngettext("looked %(n)s time", "looked %(n)s times", times),
        "carted": lambda: ngettext("in the cart %(n)s time", "in the cart %(n)s times", times),
        "tried": lambda: ngettext("tried on %(n)s time", "tried on %(n)s times", times),
        "wished": lambda: ngettext("on the wish list %(n)s time", "on the wish list %(n)s times", times),
        "praised": lambda: ngettext("reviewed well %(n)s time", "reviewed well %(n)s times", times),
        "blamed": lambda: ngettext("reviewed badly %(n)s time", "reviewed badly %(n)s times", times),
        "refused": lambda: ngettext("tried on and left %(n)s time", "tried on and left %(n)s times", times),
        "returned": lambda: ngettext("sent back %(n)s time", "sent back %(n)s times", times),
    }
    return said[act]() % {"n": f"{times:,}"} if act in said else act


# As they are told: what says most first.
ORDER = ("bought", "tried", "wished", "carted", "viewed", "praised", "blamed", "refused", "returned")


def acts(counts: Mapping[str, int]) -> str:
    """All that was done, in one line."""
    return _(" · ").join(did(act, counts[act]) for act in ORDER if counts.get(act))
