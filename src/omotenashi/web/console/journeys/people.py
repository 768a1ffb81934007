# SPDX-License-Identifier: Apache-2.0
"""Who is or was on the way of a scenario."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.engagement.journeys.models import Enrolment, Journey
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import Profile
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.journeys import words
from omotenashi.web.console.listing import Listing
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Column, Filter


def listing(journey: Journey, *, who: Any) -> Listing:
    """Describe the list."""
    return Listing(
        spec=spec(),
        parts=lambda state: [
            Part(matching(state, journey), "entered_at", down=state.descending, key_down=state.descending)
        ],
        matching=lambda state: matching(state, journey),
        rows=partial(rows, sight=Sight.of(who)),
        noun=_("runs"),
        empty={
            "title": _("Nobody yet"),
            "text": _("Whoever comes in stands here, with the step they are on and how it ended."),
        },
    )


def spec() -> lists.ListSpec:
    """Say what the list can show and filter."""
    return lists.ListSpec(
        name="runs",
        sort="-entered",
        columns=[
            Column("name", _("Name"), fixed=True, wide=True),
            Column("outcome", _("How it stands"), kind="badge"),
            Column("step", _("Step")),
            Column("arm", _("Group")),
            Column("entered", pgettext("scenario", "Came in"), kind="ago", sort=True),
            Column("next", _("Next"), kind="ago"),
        ],
        filters=[
            Filter(
                "outcome",
                _("How it stands"),
                choices=[(key or "live", str(name)) for key, name in words.OUTCOMES.items()],
            ),
            Filter("step", _("Step"), choices=[]),
        ],
    )


def matching(state: lists.ListState, journey: Journey) -> QuerySet[Any]:
    """Give the runs that the list shows."""
    found = Enrolment.objects.filter(journey=journey)
    asked = ["" if one == "live" else one for one in state.values.get("outcome", ())]
    steps = list(state.values.get("step", ()))
    found = found.filter(outcome__in=asked) if asked else found
    return found.filter(step__in=steps, ended_at=None) if steps else found


def rows(keys: Sequence[UUID], *, sight: Sight) -> list[lists.Row]:
    """Give the lines of one page: four reads, however many rows."""
    found = Enrolment.objects.select_related("version").in_bulk(list(keys))
    persons = customers.persons_of({run.node_id for run in found.values()})
    profiles = Profile.objects.in_bulk(set(persons.values()))
    return [_row(found[key], persons.get(found[key].node_id), profiles, sight) for key in keys if key in found]


def _row(run: Enrolment, person: UUID | None, profiles: dict[UUID, Profile], sight: Sight) -> lists.Row:
    profile = profiles.get(person) if person else None
    colour = {"": "info", "end": "quiet", "goal": "good"}.get(run.outcome, "quiet")
    step = run.version.graph["steps"].get(run.step, {})
    return lists.Row(
        id=str(run.pk),
        href=reverse("console:customer", args=[person]) if person else "",
        label=label(profile, sight=sight) if profile else "—",
        cells={
            "name": label(profile, sight=sight) if profile else "—",
            "outcome": (colour, str(words.OUTCOMES.get(run.outcome, run.outcome))),
            "step": str(words.KINDS[step["kind"]][1]) if step else "",
            "arm": {"control": pgettext("group", "Kept apart"), "treated": _("Gets messages")}.get(run.arm, ""),
            "entered": run.entered_at, "next": run.wake_at if run.is_waiting else None,
        },
    )  # fmt: skip
