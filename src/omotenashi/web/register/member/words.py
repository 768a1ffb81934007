# SPDX-License-Identifier: Apache-2.0
"""The one word to say next, decided by plain facts, with its reason. Pure: who it is about and the day are arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON, WORTH, NEAR, LONG = timedelta(days=45), 50, 5_000, timedelta(days=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of somebody: goods that wait, points that end, wishes with what lies here, the last thing bought."""

    today: date
    waiting: int = 0
    expiring: tuple[int, date] | None = None
    wishes: tuple[tuple[str, int], ...] = ()
    last: tuple[str, date] | None = None
    missing: int = 0
    next_rank: str = ""
    birthday: date | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What to say, and why."""

    text: str
    why: str


def next_word(facts: Facts) -> Word | None:
    """Give the first that holds: goods to hand over, points that end, a wish on the shelf, a birthday, a rank, the last buy."""
    return _waiting(facts) or _points(facts) or _wish(facts) or _birthday(facts) or _rank(facts) or _last(facts)


def word_lines(part: Mapping[str, Any]) -> list[str]:
    """Give a part of a message as a clerk says it: what it is, in a line."""
    match part["kind"]:
        case "coupon":
            return [_("Coupon %(label)s: %(code)s") % part]
        case "goods":
            return [f"{one['name']} {one['price']}".strip() for one in part["goods"]]
        case "points":
            return [_("%(n)s points") % {"n": part["text"]}]
        case "shop":
            return [f"{part['name']} {part['hours']}".strip()]
        case _:
            return [part["name"]]


def _waiting(facts: Facts) -> Word | None:
    if not facts.waiting:
        return None
    text = ngettext(
        "%(n)s order is ready to be handed over.", "%(n)s orders are ready to be handed over.", facts.waiting
    )
    return Word(text % {"n": facts.waiting}, _("It lies behind the counter of this shop."))


def _points(facts: Facts) -> Word | None:
    if facts.expiring is None:
        return None
    amount, day = facts.expiring
    if amount < WORTH or not timedelta(0) <= day - facts.today <= SOON:
        return None
    text = _("%(n)s points end on %(day)s: would you like to use them today?")
    return Word(text % {"n": f"{amount:,}", "day": _day(day)}, _("These points end next."))


def _wish(facts: Facts) -> Word | None:
    here = next((name for name, pieces in facts.wishes if pieces > 0), None)
    if here is None:
        return None
    return Word(
        _("%(name)s is here. Shall I fetch it?") % {"name": here}, _("It stands on the wish list and lies here.")
    )


def _birthday(facts: Facts) -> Word | None:
    if facts.birthday is None or facts.birthday.month != facts.today.month:
        return None
    return Word(_("Happy birthday this month."), _("The birthday is in this month."))


def _rank(facts: Facts) -> Word | None:
    if not 0 < facts.missing <= NEAR:
        return None
    text = _("¥%(n)s more and the rank is %(rank)s.") % {"n": f"{facts.missing:,}", "rank": facts.next_rank}
    return Word(text, _("The next rank is close."))


def _last(facts: Facts) -> Word | None:
    if facts.last is None or facts.today - facts.last[1] < LONG:
        return None
    name, day = facts.last
    return Word(_("How is %(name)s?") % {"name": name}, _("Bought on %(day)s.") % {"day": _day(day)})


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
