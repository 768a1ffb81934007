# SPDX-License-Identifier: Apache-2.0
"""次の一手: what facts suggest to do next for somebody, each with its why. Pure: the same facts give the same hints."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from omotenashi.web.console.customers.story import DORMANT, Facts
from omotenashi.web.ui.tags.formats import number
from omotenashi.web.ui.tags.icons import channel_name

BIRTHDAY_DAYS, DUE_DAYS, MANY_POINTS, F2_DAYS = 30, 14, 300, (14, 120)


@dataclass(frozen=True)
class Hint:
    """Something to do: its mood, what, why, and where its rows stand."""

    mood: str
    title: str
    why: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the hints look at."""

    facts: Facts
    birth_date: date | None = None
    points: int = 0
    mail_agreed: bool = False
    reachable: bool = False
    planned: date | None = None


def hints(known: Known) -> list[Hint]:
    """Give what to do, the most pressing first."""
    rules: tuple[Callable[[Known], Iterator[Hint]], ...] = (
        _expected,
        _birthday,
        _late,
        _dormant,
        _second,
        _points,
        _consent,
        _other_channel,
    )
    return [hint for rule in rules for hint in rule(known)]


def _expected(known: Known) -> Iterator[Hint]:
    if known.planned is not None and 0 <= (ahead := (known.planned - known.facts.today).days) <= DUE_DAYS:
        when = _md(known.planned)
        yield Hint(
            "info", _("Expected on %(day)s") % {"day": when}, _("A visit is planned, in %(n)d days") % {"n": ahead}
        )


def _birthday(known: Known) -> Iterator[Hint]:
    if known.birth_date is None:
        return
    ahead = (next_birthday(known.birth_date, today=known.facts.today) - known.facts.today).days
    if ahead <= BIRTHDAY_DAYS:
        title = _("Birthday on %(day)s") % {"day": _md(known.birth_date)}
        yield Hint("info", title, _("In %(n)d days, as the profile says") % {"n": ahead}, "fields/birth_date/")


def _late(known: Known) -> Iterator[Hint]:
    days, usual = known.facts.days_since, known.facts.interval
    if days is None or usual is None or days >= DORMANT or days <= usual:
        return
    why = _("%(days)d days since the last order; usually %(usual)d") % {"days": days, "usual": usual}
    yield Hint("warn", _("Later than usual"), why, "?tab=purchases")


def _dormant(known: Known) -> Iterator[Hint]:
    if (days := known.facts.days_since) is not None and days >= DORMANT:
        why = _("Nothing bought for %(days)d days; dormant begins at %(limit)d") % {"days": days, "limit": DORMANT}
        yield Hint("warn", _("Win back"), why, "?tab=purchases")


def _second(known: Known) -> Iterator[Hint]:
    days = known.facts.days_since
    if known.facts.orders == 1 and days is not None and F2_DAYS[0] <= days <= F2_DAYS[1]:
        yield Hint("info", _("Invite to the second purchase"), _("Bought once, %(days)d days ago") % {"days": days})


def _points(known: Known) -> Iterator[Hint]:
    if known.points >= MANY_POINTS:
        title = _("%(points)s points unused") % {"points": number(known.points)}
        yield Hint("info", title, _("The balance of all wallets, read now"), "?tab=points")


def _consent(known: Known) -> Iterator[Hint]:
    if known.reachable and not known.mail_agreed and known.facts.orders:
        why = _("Can be reached, but has not agreed to news")
        yield Hint("quiet", _("Ask for consent at the next contact"), why, "?tab=consent")


def _other_channel(known: Known) -> Iterator[Hint]:
    channels = known.facts.channels
    if len(channels) == 1 and known.facts.orders >= 3 and channels[0].channel in ("EC", "STORE"):
        other = "EC" if channels[0].channel == "STORE" else "STORE"
        names = {"here": channel_name(channels[0].channel), "n": known.facts.orders}
        title = _("Introduce %(other)s") % {"other": channel_name(other)}
        yield Hint("quiet", title, _("All %(n)d orders were in %(here)s") % names, "?tab=purchases")


def next_birthday(born: date, *, today: date) -> date:
    """Give the next birthday, today included; who was born on 29 February celebrates on 28 in other years."""
    for year in (today.year, today.year + 1):
        try:
            day = born.replace(year=year)
        except ValueError:
            day = date(year, 2, 28)
        if day >= today:
            return day
    return today + timedelta(days=365)


def age_of(born: date, *, today: date) -> int:
    """Give the age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _md(day: date) -> str:
    return f"{day.month}/{day.day}"
