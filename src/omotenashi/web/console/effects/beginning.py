# SPDX-License-Identifier: Apache-2.0
"""Begin an experiment by hand: the people of a segment are drawn, written down, and each group is a list to work with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries as segments
from omotenashi.engagement.audience.models import Segment
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.models import Experiment
from omotenashi.people.staff.models import Staff
from omotenashi.web.console.effects import page
from omotenashi.web.console.effects.planning import Plan


@dataclass(frozen=True)
class Audience:
    """Whom it is about: `persons` can be drawn; `held_out` hear no marketing this year and are left out."""

    segment: Segment
    persons: frozenset[UUID]
    held_out: int


def audience_of(segment_id: UUID, *, now: datetime) -> Audience | None:
    """Give the people of a segment who can be drawn; None where there is no such segment in use."""
    segment = Segment.objects.filter(pk=segment_id, archived_at=None).first()
    if segment is None:
        return None
    persons = set(segments.members_of(segment.pk).values_list("person_id", flat=True))
    silent = queries.held_out(persons=persons, now=now)
    return Audience(segment, frozenset(persons - silent), len(silent))


@transaction.atomic
def begin(plan: Plan, people: Audience, *, key: str, by: Staff, zone: ZoneInfo, now: datetime) -> Experiment:
    """Begin it once per key. Whoever is in the segment now is drawn; who comes into it later is not."""
    experiment, is_new = insight.begin_experiment(
        key=key, name=plan.name, arms=plan.arms, measure=plan.measure, window_days=plan.days,
        planned_end_at=plan.end_at(zone), cost=plan.cost, by=f"staff:{by.pk}", now=now,
    )  # fmt: skip
    if not is_new:
        return experiment
    drawn = queries.arms_of(experiment=key, persons=people.persons, now=now)
    insight.expose(experiment=key, persons=drawn, now=now)
    for code in plan.arms:
        name = _("%(experiment)s: %(group)s") % {"experiment": plan.name, "group": page.arm_name(code)}
        made, _new = audience.create(
            key=list_key(key, code), name=name[: segments.LONGEST_NAME], definition=segments.Manual(), now=now, by=by.pk
        )
        audience.add(made.pk, persons=[one for one, arm in drawn.items() if arm == code], now=now, tells=False)
    return experiment


@transaction.atomic
def take_back(experiment: Experiment, *, now: datetime) -> bool:
    """Take it back within the first day, with its lists; say whether it was."""
    codes = list(experiment.arms.values_list("code", flat=True))
    if not insight.withdraw_experiment(experiment=experiment.key, now=now):
        return False
    for segment in Segment.objects.filter(key__in=[list_key(experiment.key, code) for code in codes]):
        audience.archive(segment.pk, now=now)
    return True


def lists_of(experiment: Experiment) -> dict[str, Segment]:
    """Arm → the list of its people, where the experiment was begun by hand."""
    codes = {list_key(experiment.key, one.code): one.code for one in experiment.arms.all()}
    found = Segment.objects.filter(key__in=codes, archived_at=None)
    return {codes[one.key]: one for one in found}


def is_by_hand(experiment: Experiment) -> bool:
    """Whether somebody began it here, so that somebody may end it here."""
    return experiment.key.startswith(PREFIX)


def new_key() -> str:
    """Give the key of an experiment that is about to be begun: pressed twice it is one."""
    return f"{PREFIX}{new_id()}"


def list_key(experiment: str, arm: str) -> str:
    """The key of the list of an arm."""
    return f"experiment:{experiment}:{arm}"


PREFIX = "hand-"
