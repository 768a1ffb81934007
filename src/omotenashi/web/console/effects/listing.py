# SPDX-License-Identifier: Apache-2.0
"""効果検証の一覧: every measure with a control group, its headline, and how it is found again."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.insight import queries as insight
from omotenashi.insight.models import Experiment
from omotenashi.places.locations.queries import zone
from omotenashi.web.console import finding
from omotenashi.web.console.effects import page
from omotenashi.web.console.listing import Listing
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter, View

SORTS = {"began": "began_at", "name": "name"}


def listing(*, now: datetime, may_begin: bool) -> Listing:
    """Describe the list as of a moment: what is shown of a row is worked out a page at a time."""
    finder = Finder(zone())
    begin = {"action": _("Begin an experiment"), "href": reverse("console:effect-plan")}
    return Listing(
        spec=spec(),
        parts=finder.parts,
        matching=finder.matching,
        rows=partial(rows, now=now),
        noun=_("comparisons"),
        export=reverse("console:effects-export"),
        export_permission="measures.export",
        empty={
            "title": _("No measure was compared yet"),
            "text": _(
                "Journeys keep a control group by themselves, and one customer in twenty hears no marketing. "
                "Their effect shows here."
            ),
        }
        | (begin if may_begin else {}),
    )


def spec() -> lists.ListSpec:
    """Say what the list can show, filter and sort."""
    return lists.ListSpec(
        name="effects",
        search=_("Name of what was done"),
        sort="-began",
        columns=[
            Column("name", _("What was done"), sort=True, fixed=True, wide=True),
            Column("state", _("State"), kind="badge"),
            Column("began", _("Began"), kind="day", sort=True),
            Column("people", _("People"), kind="number"),
            Column("judged", _("Judged by")),
            Column("difference", _("Difference per person"), kind="interval"),
            Column("finding", _("Finding"), kind="badge"),
        ],
        filters=[
            Filter("state", _("State"), choices=[("running", _("Running")), ("over", _("Over")), ("off", _("Switched off"))]),
            Filter("finding", _("Finding"), choices=[(code, str(words)) for code, (_tone, words) in page.VERDICTS.items()]),
            Filter("began", _("Began"), kind="day"),
        ],
        views=[
            View("", _("Everything")),
            View("running", _("Running"), query="state=running"),
            View("over", _("Over"), query="state=over&state=off"),
            View("works", _("Works"), query="finding=more"),
        ],
    )  # fmt: skip


_STATES = {
    "running": Q(ended_at=None, switched_off_at=None),
    "over": Q(ended_at__isnull=False, switched_off_at=None),
    "off": Q(switched_off_at__isnull=False),
}
# What was kept at the last look (``insight.find_effects``); the row works it out anew.
_FINDINGS = {code: Q(finding=code) for code in page.VERDICTS}


class Finder(finding.Finder):
    """The conditions of one state, built once."""

    sorts = SORTS

    @cached_property
    def found(self) -> QuerySet[Experiment]:
        """Experiments that match."""
        state = self.state
        said = finding.chosen(state, "state", _STATES), finding.chosen(state, "finding", _FINDINGS)
        found = Experiment.objects.filter(*said, **self.days("began", "began_at"))
        if not state.q:
            return found
        # A global holdout has a name of its own in every language.
        holdouts = (one for one in Experiment.objects.filter(kind="holdout") if _sounds(state.q, one))
        return found.filter(Q(name__icontains=state.q) | Q(pk__in=[one.pk for one in holdouts]))


def _sounds(said: str, one: Experiment) -> bool:
    return said.casefold() in page.name_of(one).casefold()


def rows(keys: Sequence[UUID], *, now: datetime) -> list[lists.Row]:
    """Give the lines of one page: the headline of the first arm of each."""
    found = {one.pk: one for one in insight.experiments(keys)}
    return [_row(found[key], now) for key in keys if key in found]


def _row(one: Any, now: datetime) -> lists.Row:
    [head, *_rest] = insight.effect_of(one, now=now, windows=[one.window_days], measures=[one.measure])
    within = _("%(measure)s within %(days)s days") % {"measure": page.NAMES[one.measure], "days": one.window_days}
    return lists.Row(
        id=str(one.pk),
        href=reverse("console:effect", args=[one.key]),
        label=page.name_of(one),
        cells={
            "name": page.name_of(one), "state": page.status(one, now=now), "began": one.began_at, "people": one.reached,
            "judged": within, "difference": (page.difference(head), page.interval(head)), "finding": page.verdict(head),
        },
    )  # fmt: skip
