# SPDX-License-Identifier: Apache-2.0
"""How sure an experiment could become, said before it begins: the people of the segment, what they bring, what would show."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.insight.forecasts import sizing
from omotenashi.insight.forecasts.sizing import Before
from omotenashi.web.console.effects.planning import Plan
from omotenashi.web.ui.tags.formats import money, number, percent


def hint(plan: Plan, persons: Collection[UUID], *, now: datetime) -> dict[str, Any]:
    """What the card beside the form says."""
    control = plan.control / 100
    # Several groups share the rest: each is compared with the control group alone.
    share = 1 / (1 + (1 - control) / control / max(len(plan.ways), 1))
    people = round(len(persons) * (control + (1 - control) / max(len(plan.ways), 1)))
    sales, margin = insight.brought(persons, days=plan.days, now=now)
    base = sizing.before(margin if plan.measure == "margin" else sales, plan.measure)
    least = sizing.visible(base, people=people, control=share)
    return {
        "people": len(persons),
        "kept": round(len(persons) * control),
        "reached": len(persons) - round(len(persons) * control),
        "days": plan.days,
        "base": written(base, base.mean),
        "least": written(base, least, signed=True) if least is not None else "",
        "lift": percent(least / base.mean) if least is not None and base.mean > 0 else "",
        "lines": [_line(base, lift, control=share, people=people) for lift in sizing.LIFTS] if base.mean > 0 else [],
        "sentence": sentence(base, least),
    }


def sentence(base: Before, least: float | None) -> str:
    """The hint in one sentence."""
    if least is None:
        return _("Too few people: each group needs 30 or more, or no difference can be told from chance.")
    if base.mean <= 0:
        return _("These people brought nothing in this time, so nobody can say how many are needed.")
    said = {
        "least": written(base, least, signed=True),
        "base": written(base, base.mean),
        "lift": percent(least / base.mean),
    }
    return (
        _("With so many people a difference of %(least)s or more shows (%(lift)s of the %(base)s they bring now).")
        % said
    )


def written(base: Before, value: float, *, signed: bool = False) -> str:
    """A value per person in the unit of the measure."""
    if base.is_share:
        return _("%(n)s pt") % {"n": f"{value * 100:.1f}"} if signed else percent(value)
    return str(money(round(value)))


def _line(base: Before, lift: float, *, control: float, people: int) -> dict[str, Any]:
    wanted = sizing.needed(base, more=base.mean * lift, control=control)
    return {
        "lift": f"+{lift:.0%}",
        "needed": number(wanted) if wanted else "—",
        "enough": wanted is not None and wanted <= people,
    }
