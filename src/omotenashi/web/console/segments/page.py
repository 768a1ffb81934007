# SPDX-License-Identifier: Apache-2.0
"""Everything the page of a segment shows."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Avg, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.audience import queries as audience
from omotenashi.engagement.audience.models import Membership, Segment
from omotenashi.engagement.journeys import queries as journeys
from omotenashi.insight import queries as insight
from omotenashi.insight.models import Prediction, Score
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff.queries import may
from omotenashi.places.locations import queries as places
from omotenashi.web.console import listing
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.figures import writing
from omotenashi.web.console.segments import members, rights, telling, words
from omotenashi.web.ui.tags.formats import money, number, percent

DAYS, RECENT, LAST = 90, timedelta(days=30), 6
LEAST_DAYS = 14
STEPS = ("waiting", "reading", "writing")


def context_of(request: HttpRequest, segment: Segment) -> dict[str, Any]:
    """What the template draws from."""
    now, retailer = clock.now(), places.retailer()
    definition = audience.definition_of(segment)
    key = words.state_of(segment, definition)
    hidden = rights.hides(request.user, segment.size)
    sight = Sight.of(request.user)
    today, names = insight.day_of_asking(now=now), writing.names()
    shown = members.listing(segment.pk, currency=retailer.currency, sight=sight)
    return {
        "segment": segment,
        "state": words.STATES[key],
        "kind": key,
        "is_rule": isinstance(definition, audience.Rule),
        "follows": telling.FOLLOWS.get(audience.follows(definition)) if key == "live" else None,
        "overlaps": []
        if hidden
        else telling.overlaps(
            audience.shared_with(segment.pk), count=segment.size, hides=partial(rights.hides, request.user)
        ),
        "versions": telling.versions(segment.pk, today=today, names=names) if segment.version > 1 else [],
        "why": words.why_not(definition, now=now) if segment.failed_at else "",
        "meaning": words.meaning(definition, today=today, names=names),
        "figures": figures(segment, now=now, hidden=hidden),
        "growth": None if hidden else growth(segment, now=now),
        "moves": [] if hidden else moves(segment, sight=sight),
        "masked": hidden,
        "page": None if hidden else listing.page(request, shown),
        "may_change": rights.may_change(request.user, segment),
        "may_write": may(request.user, "messages.edit"),
        "ready": journeys.FOR_SEGMENTS,
        "ready_key": str(new_id()),
        "progress": progress_of(segment) if segment.stage else None,
    }


def figures(segment: Segment, *, now: Any, hidden: bool) -> list[dict[str, Any]]:
    """How many, who came and went, and what they are worth."""
    came, gone = audience.moved_since(now - RECENT, [segment.pk]).get(segment.pk, (0, 0))
    everybody = audience.members_of(segment.pk).values("person_id")
    worth = Score.objects.filter(person_id__in=everybody).aggregate(mean=Avg("sales"), total=Sum("sales"))
    whole = insight_total()
    ahead = Prediction.objects.filter(person_id__in=everybody).aggregate(mean=Avg("value"))["mean"]
    share = percent((worth["total"] or 0) / whole) if whole else ""
    unknown = "—"
    return [
        {"label": pgettext("segment", "People"), "value": _("under %(n)s") % {"n": 5} if hidden else number(segment.size),
         "note": _("+%(came)s / −%(gone)s in 30 days") % {"came": number(came), "gone": number(gone)}},
        {"label": _("Mean LTV to date"), "value": unknown if hidden or worth["mean"] is None else money(round(worth["mean"])),
         "note": _("of those who bought")},
        {"label": _("Share of all LTV"), "value": unknown if hidden else share or unknown,
         "note": "" if hidden else money(worth["total"] or 0)},
        {"label": _("Mean value of the next 12 months"), "value": unknown if hidden or ahead is None else money(round(ahead)),
         "note": _("by the value model")},
    ]  # fmt: skip


def insight_total() -> int:
    """Give what all customers have brought."""
    return Score.objects.aggregate(total=Sum("sales"))["total"] or 0


def growth(segment: Segment, *, now: Any) -> dict[str, Any] | None:
    """Draw how many were in it, day by day; nothing while it is younger than a day."""
    zone = places.zone()
    today, made = clock.day_of(now, zone=zone), clock.day_of(segment.made_at, zone=zone)
    if today == made:
        return None
    days = audience.growth(
        segment.pk, until=today, days=min(DAYS, max(LEAST_DAYS, (today - made).days + 1)), zone=str(zone)
    )
    return {
        "kind": "line",
        "title": _("How many were in it"),
        "x": {"label": _("Day"), "values": [f"{one.day.month}/{one.day.day}" for one in days]},
        "y": {"label": pgettext("segment", "People"), "format": "number"},
        "series": [
            {
                "name": pgettext("segment", "People"),
                "values": [one.members if one.day >= made else None for one in days],
            }
        ],
    }


def moves(segment: Segment, *, sight: Sight) -> list[dict[str, Any]]:
    """Tell who came last and who went last; the first filling is no coming."""
    titles = {"entered": _("Came in last"), "left": _("Went last")}
    found = dict(audience.last_moves(segment.pk, limit=LAST))
    profiles = Profile.objects.in_bulk({one.person_id for rows in found.values() for one in rows})
    return [
        {
            "title": titles[kind],
            "people": [_mover(one, profiles, sight, kind) for one in rows if one.person_id in profiles],
        }
        for kind, rows in found.items()
    ]


def _mover(one: Membership, profiles: dict[UUID, Profile], sight: Sight, kind: str) -> dict[str, Any]:
    return {
        "name": label(profiles[one.person_id], sight),
        "href": reverse("console:customer", args=[one.person_id]),
        "at": one.entered_at if kind == "entered" else one.left_at,
    }


def progress_of(segment: Segment) -> dict[str, Any]:
    """How far a computation is."""
    said = {
        "waiting": _("Waits for the worker"),
        "reading": _("Asking the record who fits"),
        "writing": _("Writing the list"),
    }
    return {
        "segment": segment,
        "label": said.get(segment.stage, _("Up to date")),
        "done": STEPS.index(segment.stage) + 1 if segment.stage else len(STEPS),
        "total": len(STEPS),
    }
