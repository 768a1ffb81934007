# SPDX-License-Identifier: Apache-2.0
"""Values of the dimensions of 探索 in words."""

from collections.abc import Callable
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from omotenashi.insight.measures.explore.heads import MOST_TURNS
from omotenashi.web.console.customers.words import GENDERS
from omotenashi.web.console.figures.writing import Names, month
from omotenashi.web.ui.tags.formats import day


def explored(names: Names, dimension: str, value: str) -> str:
    """A value of a dimension; what is not known says so."""
    said: dict[str, Callable[[str], str]] = {
        "month": month,
        "first_month": month,
        "quarter": lambda text: text.replace("-", " "),
        "week": lambda text: _("Week of %(day)s") % {"day": f"{date.fromisoformat(text):%Y/%-m/%-d}"},
        "day": lambda text: day(date.fromisoformat(text)),
        "weekday": lambda text: str(WEEKDAYS[int(text) - 1]),
        "hour": lambda text: f"{int(text)}:00",
        "channel": names.channel,
        "first_channel": names.channel,
        "location": names.location,
        "first_location": names.location,
        "tier": names.rank,
        "staff": lambda text: names.other("staff", text),
        "product": lambda text: names.other("product", text),
        "newness": lambda text: _("New customers") if text == "new" else _("Returning customers"),
        "nth": lambda text: _turn(int(text)),
        "gender": lambda text: str(GENDERS.get(text, text)),
        "age": lambda text: _("%(age)s to %(end)s years") % {"age": int(text), "end": int(text) + 9},
    }
    if not value:
        return _NOTHING[dimension]() if dimension in _NOTHING else _("Unknown")
    return said.get(dimension, str)(value)


_NOTHING: dict[str, Callable[[], str]] = {
    "location": lambda: _("No shop"), "first_location": lambda: _("No shop"), "tier": lambda: _("No rank"),
    "member_rank": lambda: _("No rank"), "rank": lambda: _("No rank"),
}  # fmt: skip


def _turn(number: int) -> str:
    if number >= MOST_TURNS:
        return _("Purchase %(n)s and later") % {"n": MOST_TURNS}
    return _("Purchase %(n)s") % {"n": number}
