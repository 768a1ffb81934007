# SPDX-License-Identifier: Apache-2.0
"""What the pages of 効果検証 say: a measure in one sentence, its differences with their intervals, and who is behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from omotenashi.insight import queries as insight
from omotenashi.insight.effects import MEASURES, NEW, WINDOWS, Compared, base_of, finding_of, over, return_of
from omotenashi.insight.models import Experiment
from omotenashi.web.console.figures.blocks import masked
from omotenashi.web.ui.tags.formats import day, money, number, percent, signed

# Sends call those who got it reached, scenarios treated: to a reader it is one thing.
ARMS = {"control": gettext_lazy("Control group")} | dict.fromkeys(("reached", "treated"), gettext_lazy("Those reached"))
NAMES = {
    "buyers": gettext_lazy("Share who bought"),
    "sales": gettext_lazy("Sales per person"),
    "margin": gettext_lazy("Margin per person"),
}
VERDICTS = {
    "more": ("good", gettext_lazy("Works")),
    "less": ("bad", gettext_lazy("Harms")),
    "none": ("", gettext_lazy("No significant difference")),
    "few": ("", gettext_lazy("Too few people")),
    "young": ("info", gettext_lazy("Under observation")),
}
_WIDE, _MARGIN = 148, 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A difference as it is shown. `plot` holds where zero, the interval and the middle lie, in pixels; `flat`: no amount varies."""

    label: str
    treated: str
    control: str
    treated_people: int
    control_people: int
    treated_href: str
    control_href: str
    young: int
    difference: str
    interval: str
    state: str
    verdict: str
    plot: dict[str, str] | None
    flat: bool
    hidden: bool


def name_of(experiment: Experiment) -> str:
    """Give its name; the global holdout has one of its own in every language."""
    if experiment.kind != "holdout":
        return experiment.name
    return _("Global holdout %(year)s") % {"year": experiment.key.split("-")[1]}


def arm_name(code: str) -> str:
    """Give the name of an arm."""
    return str(ARMS.get(code, code))


def status(experiment: Experiment, *, now: datetime) -> tuple[str, str]:
    """Give state and word of a badge."""
    if experiment.switched_off_at:
        return "", _("Switched off")
    if experiment.ended_at:
        return "", _("Over")
    late = experiment.planned_end_at is not None and experiment.planned_end_at <= now
    return ("warn", _("Planned end is past")) if late else ("info", _("Running"))


def context_of(experiment: Experiment, *, arm: str, by: str, masks: bool, now: datetime) -> dict[str, Any]:
    """Give everything the page of one experiment shows: one statement, and one for the segments."""
    base = base_of(experiment)
    arms = [one.code for one in experiment.arms.all() if one.code != base]
    chosen = arm if arm in arms else arms[0]
    found = [one for one in insight.effect_of(experiment, now=now, windows=windows(experiment)) if one.arm == chosen]
    head = next(one for one in found if (one.days, one.measure) == (experiment.window_days, experiment.measure))
    parts = [one for one in insight.uplift_of(experiment, by=by, now=now) if one.arm == chosen]
    early = over(experiment, days=experiment.window_days, now=now) < 1
    return {
        "experiment": experiment, "name": name_of(experiment), "state": status(experiment, now=now), "arm": chosen,
        "arms": [(code, arm_name(code), code == chosen) for code in arms], "head": head, "early": early,
        "answered": any(one.difference for one in found), "first_day": experiment.began_at + timedelta(days=min(windows(experiment))),
        "sentence": sentence(head), "figures": figures(experiment, head, found), "chart": chart(head, found),
        "blocks": [(NAMES[name], lines([one for one in found if one.measure == name], experiment, masks, "")) for name in MEASURES],
        "parts": lines(sorted(parts, key=_worth), experiment, masks, by), "by": by, "measure": NAMES[experiment.measure],
        "ways": [("rank", _("RFM rank"), by == "rank"), ("first_channel", _("First channel"), by == "first_channel")],
        "facts": facts(experiment, head), "basis": basis(now),
    }  # fmt: skip


def windows(experiment: Experiment) -> list[int]:
    """Give the numbers of days that are shown: the usual ones and its own."""
    return sorted({*WINDOWS, experiment.window_days})


def sentence(head: Compared) -> str:
    """Say in one sentence what was found."""
    found = head.difference
    if found is None:
        return _("Nobody was reached %(days)s days ago yet") % {"days": number(head.days)}
    if nobody_bought(head):
        return _("Nobody of either group bought within %(days)s days") % {"days": number(head.days)}
    said = {"difference": difference(head), "interval": interval(head), "days": number(head.days)}
    if found.sure:
        return _("%(difference)s per person within %(days)s days (95%%: %(interval)s)") % said
    if found.verdict == "few":
        return _("Too few people for any word: each group needs 30 or more")
    return _("No significant difference within %(days)s days (95%%: %(interval)s)") % said


def figures(experiment: Experiment, head: Compared, found: Sequence[Compared]) -> list[tuple[str, str, str]]:
    """The numbers at the top: label, value, note."""
    margin = next(one for one in found if (one.days, one.measure) == (head.days, "margin"))
    back = return_of(experiment, margin)
    cost = _("for %(cost)s") % {"cost": money(experiment.cost)} if experiment.cost else _("no cost was noted")
    return [
        (str(NAMES[head.measure]), difference(head), _sure(head)),
        (_("Brought altogether"), _extra(head), _("by %(n)s people reached") % {"n": number(head.treated.sales.people)}),
        (_("Margin brought"), _extra(margin), _("after returns, coupons and points used")),
        (_("Return on cost"), percent(back / 100) if back is not None else "—", cost),
    ]  # fmt: skip


def facts(experiment: Experiment, head: Compared) -> list[tuple[str, str]]:
    """What it was, and what so many people could show."""
    weights = "、".join(f"{arm_name(one.code)} {percent(one.weight / 10_000)}" for one in experiment.arms.all())
    planned = day(experiment.planned_end_at) if experiment.planned_end_at else "—"
    said = [
        (_("Began"), day(experiment.began_at)),
        (_("Planned end"), planned),
        (_("Drawn by lot"), weights),
        (_("Judged by"), _("%(measure)s within %(days)s days") % {"measure": NAMES[head.measure], "days": number(head.days)}),
    ]  # fmt: skip
    if head.difference is not None and not nobody_bought(head):
        said.append((_("Smallest difference that shows"), _amount(head.measure, head.difference.visible)))
    if head.needed:
        said.append((_("People needed for this difference"), number(head.needed)))
    return said


def lines(found: Sequence[Compared], experiment: Experiment, masks: bool, by: str) -> list[Line]:
    """Give the rows of a table with their intervals on one scale."""
    known = [one.difference for one in found if one.difference is not None]
    low, high = min((0.0, *(one.low for one in known))), max((0.0, *(one.high for one in known)))
    return [_line(one, experiment, masks, by, low, high) for one in found]


def difference(one: Compared) -> str:
    """The difference in words; a dash where nobody is old enough."""
    return "—" if one.difference is None else _amount(one.measure, one.difference.more, sign=True)


def nobody_bought(one: Compared) -> bool:
    """Say whether nobody who is old enough bought, in either group: then no amount varies, and no interval of one means anything."""
    return one.measure != "buyers" and not (one.treated.sales.buyers or one.control.sales.buyers)


def interval(one: Compared) -> str:
    """Between what and what."""
    if one.difference is None:
        return ""
    if nobody_bought(one):
        return _("nobody bought")
    low, high = (_amount(one.measure, value, sign=True) for value in (one.difference.low, one.difference.high))
    return f"{low} 〜 {high}"


def verdict(one: Compared) -> tuple[str, str]:
    """Give state and word of a badge."""
    state, word = VERDICTS[finding_of(one)]
    return state, str(word)


def chart(head: Compared, found: Sequence[Compared]) -> dict[str, Any]:
    """Both groups side by side after each number of days: short-term sales and long-term value in one picture."""
    mine = [one for one in found if one.measure == "sales"]
    young = next((place for place, one in enumerate(mine) if one.difference is None), None)
    grey = {} if young is None else {"immature_from": young}
    means = {
        head.arm: [one.difference and round(one.difference.treated) for one in mine],
        "control": [one.difference and round(one.difference.control) for one in mine],
    }
    series = [{"name": arm_name(code), "values": values} | grey for code, values in means.items()]
    return {
        "kind": "bar", "title": sentence(head), "series": series,
        "x": {"label": _("Days since being reached"), "values": [number(one.days) for one in mine]},
        "y": {"label": str(NAMES["sales"]), "format": "money"},
    }  # fmt: skip


def basis(now: datetime) -> dict[str, object]:
    """「この数字の根拠」."""
    return {
        "formula": _("Mean of those who were reached − mean of the control group, over everybody drawn, buyers or not (Welch, 95%)."),
        "population": _("Drawn by lot; who was reached less than so many days ago is not in it; nobody leaves after the draw"),
        "source": _("Orders of all channels since being reached, without cancelled ones, returns deducted"),
        "as_of": day(now),
    }  # fmt: skip


def people_href(experiment: Experiment, one: Compared, *, arm: str, part: str = "people", by: str = "") -> str:
    """The address of those behind a number."""
    asked = {"arm": arm, "part": part, "days": one.days} | ({"by": by, "segment": one.segment} if by else {})
    return reverse("console:effect-people", args=[experiment.key]) + "?" + urlencode(asked)


def segment_name(by: str, text: str) -> str:
    """The name of a segment."""
    if text == NEW:
        return _("Bought nothing before")
    return _("Rank %(rank)s") % {"rank": text} if by == "rank" else text


def _line(one: Compared, experiment: Experiment, masks: bool, by: str, low: float, high: float) -> Line:
    found, base = one.difference, base_of(experiment)
    state, word = verdict(one)
    people = one.treated.sales.people, one.control.sales.people
    return Line(
        label=segment_name(by, one.segment) if by else _("%(n)s days") % {"n": number(one.days)},
        treated=_amount(one.measure, found.treated) if found else "—", control=_amount(one.measure, found.control) if found else "—",
        treated_people=people[0], control_people=people[1], young=one.treated.young + one.control.young,
        treated_href=people_href(experiment, one, arm=one.arm, by=by), control_href=people_href(experiment, one, arm=base, by=by),
        difference=difference(one), interval=interval(one), state=state, verdict=word,
        plot=_plot(found.low, found.high, found.more, low, high) if found else None, flat=nobody_bought(one),
        hidden=any(masked(count, masks=masks) for count in people),
    )  # fmt: skip


def _plot(left: float, right: float, middle: float, low: float, high: float) -> dict[str, str]:
    scale = (_WIDE - 2 * _MARGIN) / ((high - low) or 1)
    at = [round(_MARGIN + (value - low) * scale, 1) for value in (left, right, middle, 0.0)]
    wide = max(round(at[1] - at[0], 1), 1)
    found = {"left": at[0], "right": at[1], "width": wide, "middle": at[2], "zero": at[3], "wide": _WIDE}
    # As text: a template would write a number as people write it.
    return {name: str(value) for name, value in found.items()}


def _amount(measure: str, value: float, *, sign: bool = False) -> str:
    if measure == "buyers":
        text = _("%(n)s pt") % {"n": signed(value, 1) if sign else number(value, 1)}
        return text if sign else percent(value / 100)
    text = money(round(value))
    return f"+{text}" if sign and round(value) > 0 else text


def _extra(one: Compared) -> str:
    if one.extra is None:
        return "—"
    return number(round(one.extra)) if one.measure == "buyers" else money(round(one.extra))


def _sure(head: Compared) -> str:
    if head.difference is None or nobody_bought(head):
        return interval(head)
    return _("95%%: %(interval)s") % {"interval": interval(head)}


def _worth(one: Compared) -> tuple[int, str]:
    return (one.segment == NEW, one.segment)
