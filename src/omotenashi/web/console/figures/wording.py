# SPDX-License-Identifier: Apache-2.0
"""Keys of cells in words: channels and shops by their names, kinds of customers by the shop's own, hours as hours."""

from collections.abc import Mapping
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.insight.measures.cpm_ranks import CpmParams
from omotenashi.insight.measures.explore.choice import ExploreParams
from omotenashi.insight.measures.params import Common
from omotenashi.insight.measures.paths import LOST, WON
from omotenashi.web.console.figures.explored import explored
from omotenashi.web.console.figures.who_words import who
from omotenashi.web.console.figures.writing import Names, split_of


def word(params: Common, names: Names, column: str, value: Any) -> str | None:
    """A key or a text of a row in words; None when it says itself."""
    if isinstance(params, ExploreParams):
        return explored(names, column, str(value or ""))
    said = who(params, names, column, str(value or ""))
    return _fixed(params, names, column, value) if said is None else said


def _fixed(params: Common, names: Names, column: str, value: Any) -> str | None:
    if column == "group":
        return names.group(split_of(params), value)
    if column == "key" and getattr(params, "of", "") == "touch":
        return _touches().get(str(value), str(value))
    if column == "key":
        return names.group(str(getattr(params, "of", "")), value)
    if column == "combo" or (column == "channels" and value):
        return names.combo(str(value))
    if (
        column in ("first_channel", "source", "target")
        and value
        and not hasattr(params, "level")
        and not hasattr(params, "way")
    ):
        return names.channel(str(value))
    if column == "location":
        return names.location(str(value)) if value else _("No shop")
    if column == "won" and not value:
        return _("Bought nothing")
    if column == "weekday" and value:
        return str(WEEKDAYS[int(value) - 1])
    if column == "hour" and str(value).isdigit():
        return f"{int(value)}:00"
    if column in ("way", "source", "target") and hasattr(params, "way"):
        return way(names, str(value))
    if column in _WORDS:
        return kind(params, str(value)) if column == "kind" else _WORDS[column]().get(str(value), str(value))
    return _("New customers") if value == "new" else None


def kind(params: Common, key: str) -> str:
    """What the shop calls a kind of customer (CPM)."""
    own = params.own_names if isinstance(params, CpmParams) else {}
    return own.get(key) or _kinds().get(key, key)


def way(names: Names, code: str) -> str:
    """A channel by its name, a media code as it is, an end of a way in words."""
    ends = {WON: _("Bought"), LOST: _("Nothing")}
    return ends.get(code) or names.channel(code)


def weekday(number: int) -> str:
    """1 is Monday."""
    return str(WEEKDAYS[number - 1])


def _kinds() -> Mapping[str, str]:
    return {
        "first": pgettext("CPM", "First-time"),
        "toddler": pgettext("CPM", "Toddling"),
        "steady": pgettext("CPM", "Steady"),
        "fashion": pgettext("CPM", "Fashion"),
        "best": pgettext("CPM", "Best"),
    }


def _states() -> Mapping[str, str]:
    return {"active": _("Still here"), "gone": _("Gone")}


def _steps() -> Mapping[str, str]:
    return {
        "view": _("Viewed"),
        "cart": _("Put into the cart"),
        "buy": _("Bought"),
        "left": _("Cart left"),
        "open": _("Cart still young"),
    }


def _touches() -> Mapping[str, str]:
    return {
        "till": _("At the till"),
        "styling": _("Styling"),
        "chat": _("Chat"),
        "link": _("Link of staff"),
        "store_qr": _("Code in the shop"),
        "call": _("Telephone"),
        "web": _("On the web"),
    }


def facts() -> Mapping[str, str]:
    """What is known of somebody, by the kind of it (データ充実度)."""
    return {
        "bought": _("What was bought"),
        "profile": _("Who it is"),
        "site": _("What was looked at on the site"),
        "shop": _("What happened in a shop"),
        "response": _("What our messages brought"),
        "reason": _("Why it was bought"),
    }


_WORDS = {"kind": _kinds, "state": _states, "step": _steps, "fact": facts}
