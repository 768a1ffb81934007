# SPDX-License-Identifier: Apache-2.0
"""One sentence on today, and the weakest point: pure functions of the numbers, in whole translatable sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from omotenashi.web.console.home.numbers import Figure, Numbers
from omotenashi.web.ui.tags.formats import money, number, percent

# Changes smaller than this are noise.
NOTICED = 0.02
POINTS_NOTICED = 0.5
FALLS_NOTICED = 2


@dataclass(frozen=True)
class Weak:
    """The weakest point: which analysis shows it, and what is said about it."""

    measure: str
    words: str
    query: str = ""


def sentence(numbers: Numbers) -> str:
    """How the shop stands: the LTV and its change."""
    values = {"ltv": money(numbers.ltv.value), "active": number(numbers.active.value)}
    if numbers.ltv.value is None:
        return (
            _("%(active)s customers bought in the last 12 months. The 12-month LTV needs a year of observation.")
            % values
        )
    change = numbers.ltv.change
    if change is None:
        return _("The 12-month LTV is %(ltv)s; %(active)s customers bought in the last 12 months.") % values
    values |= {"change": percent(abs(change))}
    return _pick(numbers.ltv, change) % values


def weak_point(numbers: Numbers) -> Weak:
    """Where to look first. The order is the order in which money is lost: second purchase, customers, value, channels."""
    if numbers.f2_falls >= FALLS_NOTICED:
        words = ngettext(
            "F2 conversion has fallen %(count)s month in a row.",
            "F2 conversion has fallen %(count)s months in a row.",
            numbers.f2_falls,
        ) % {"count": numbers.f2_falls}
        return Weak("f2", words, "by=month&days=90")
    if (points := numbers.f2.points) is not None and points <= -POINTS_NOTICED:
        return Weak("f2", _("F2 conversion is %(points)s points below last year.") % {"points": number(abs(points), 1)})
    if (change := numbers.active.change) is not None and change <= -NOTICED:
        return Weak(
            "churn", _("Active customers are %(change)s fewer than last year.") % {"change": percent(abs(change))}
        )
    if (change := numbers.ltv.change) is not None and change <= -NOTICED:
        return Weak("kpi-tree", _("The LTV has fallen by %(change)s.") % {"change": percent(abs(change))}, "by=channel")
    if (points := numbers.cross_use.points) is not None and points <= -POINTS_NOTICED:
        return Weak(
            "cross-use",
            _("The cross-use rate is %(points)s points below last year.") % {"points": number(abs(points), 1)},
        )
    if numbers.f2.value is not None:
        left = percent(1 - numbers.f2.value / 100, 0)
        return Weak("flow", _("%(share)s of new customers do not come back within 90 days.") % {"share": left})
    return Weak("flow", _("See after which purchase customers leave."))


def change_words(figure: Figure) -> str:
    """The change of a rate in percent points, in words; empty when there is nothing to compare with."""
    if figure.points is None:
        return ""
    values = {"points": number(abs(figure.points), 1)}
    if abs(figure.points) < 0.05:
        return _("same as last year")
    return (
        _("%(points)s points up on last year") if figure.points > 0 else _("%(points)s points down on last year")
    ) % values


def _pick(figure: Figure, change: float) -> str:
    if abs(change) < NOTICED / 4:
        return _("The 12-month LTV is %(ltv)s, as before; %(active)s customers bought in the last 12 months.")
    if figure.half_year:
        if change > 0:
            return _("The 12-month LTV is %(ltv)s, %(change)s more than half a year ago.")
        return _("The 12-month LTV is %(ltv)s, %(change)s less than half a year ago.")
    if change > 0:
        return _("The 12-month LTV is %(ltv)s, %(change)s more than last year.")
    return _("The 12-month LTV is %(ltv)s, %(change)s less than last year.")
