# SPDX-License-Identifier: Apache-2.0
"""効果検証: every measure with a control group, one of them, the people behind its numbers, and the global holdout."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.insight import actions as insight
from omotenashi.insight import effects, queries
from omotenashi.insight.models import Experiment
from omotenashi.people.customers.models import Profile
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console import exporting, listing
from omotenashi.web.console.access import demand, needs, who
from omotenashi.web.console.effects import beginning, page
from omotenashi.web.console.effects import listing as everything
from omotenashi.web.console.figures.blocks import masked
from omotenashi.web.console.segments import keeping
from omotenashi.web.ui import errors, lists, toasts

MOST_PEOPLE = 200
PARTS = ("people", "buyers", "young", "met")


@require_GET
@needs("measures.view")
def show_all(request: HttpRequest) -> HttpResponse:
    """The experiments with their headlines, and whether the holdout is on."""
    now, may_begin = clock.now(), may(request.user, "segments.edit")
    context = {
        "page": listing.page(request, everything.listing(now=now, may_begin=may_begin)),
        "holdout_on": queries.holdout_is_on(now=now),
        "may_switch": may(request.user, "settings.edit"),
        "may_begin": may_begin,
    }
    return render(request, "console/effects/list.html", context)


@require_GET
@needs("measures.view")
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One experiment."""
    by = request.GET.get("by", "")
    context = page.context_of(
        _experiment(key),
        arm=request.GET.get("arm", ""),
        by=by if by in effects.SEGMENTS else "rank",
        masks=not may(request.user, "customers.export"),
        now=clock.now(),
    )
    context |= _own(request, context["experiment"]) | {"may_note": may(request.user, "segments.edit")}
    return render(request, "console/effects/one.html", context)


def _own(request: HttpRequest, one: Experiment) -> dict[str, Any]:
    """What an experiment has that was begun here: the lists of its groups, and its end."""
    if not beginning.is_by_hand(one):
        return {}
    edits = may(request.user, "segments.edit")
    young = clock.now() - one.began_at < insight.SECOND_THOUGHTS
    return {
        "lists": [(page.arm_name(code), found) for code, found in beginning.lists_of(one).items()],
        "may_end": edits and one.ended_at is None,
        "may_take_back": edits and young,
    }


@require_GET
@needs("measures.view")
def export(request: HttpRequest) -> HttpResponse:
    """Every difference of the experiments that are listed, as a file: the rows of `omotenashi measure effect`."""
    if not staff.audit(request.user, "measures.export", subject="effect", details={"query": request.GET.urlencode()}):
        return errors.forbidden(request)
    now = clock.now()
    shown = everything.listing(now=now, may_begin=False)
    only = shown.matching(lists.ListState.read(shown.spec, request.GET)).values_list("pk", flat=True)
    rows = queries.effect_told(name="effect", params={}, now=now, only=list(only))["rows"]
    heading = list(rows[0]) if rows else ["experiment"]
    return exporting.sheet(
        "effect", [heading, *([("" if row[name] is None else row[name]) for name in heading] for row in rows)]
    )


@require_GET
@needs("measures.view")
def show_people(request: HttpRequest, key: str) -> HttpResponse:
    """Who is behind a number."""
    context = _people(request, _experiment(key))
    may_export = may(request.user, "customers.export")
    persons = context["persons"]
    shown = [] if masked(len(persons), masks=not may_export) else persons[:MOST_PEOPLE]
    names = _names([person for person in shown if person is not None])
    context |= {
        "hidden": masked(len(persons), masks=not may_export),
        "shown": [(person, names.get(person, "")) for person in shown],
        "more": max(len(persons) - MOST_PEOPLE, 0),
        "may_export": may_export,
        "query": request.GET.urlencode(),
    }
    context["keep_key"] = keeping.offer(request, hidden=context["hidden"], count=len(persons))
    context["keep_url"] = f"{reverse('console:effect-people-segment', args=[key])}?{request.GET.urlencode()}"
    return render(request, "console/effects/people.html", context)


@require_POST
@needs("segments.edit")
def create_segment(request: HttpRequest, key: str) -> HttpResponse:
    """The people behind a number as a segment."""
    if not demand(request, "measures.view"):
        return errors.forbidden(request)
    found = _people(request, _experiment(key))
    persons = [one for one in found["persons"] if one is not None]
    if masked(len(found["persons"]), masks=not may(request.user, "customers.export")):
        return errors.forbidden(request)
    return keeping.keep(
        request, name=" · ".join([found["name"], *found["words"]]), persons=persons, subject=f"effect:{key}"
    )


@require_GET
@needs("measures.view")
def export_people(request: HttpRequest, key: str) -> HttpResponse:
    """The same as a file."""
    if not staff.audit(request.user, "customers.export", subject=f"effect:{key}", details=dict(request.GET.items())):
        return errors.forbidden(request)
    persons = [one for one in _people(request, _experiment(key))["persons"] if one is not None]
    names = _names(persons)
    return exporting.sheet(
        "effect-people", [[_("Customer"), _("Name")], *([str(one), names.get(one, "")] for one in persons)]
    )


@require_POST
@needs("settings.edit")
def put_holdout(request: HttpRequest) -> HttpResponse:
    """Switch the global holdout on or off."""
    on = request.POST.get("to") == "on"
    changed = insight.switch_holdout(on=on, now=clock.now(), by=f"staff:{who(request).pk}")
    if changed:
        staff.audit(request.user, "settings.edit", subject="holdout", details={"on": on})
        said = (
            _("One person in twenty hears no marketing from now on.") if on else _("Everybody can be written to again.")
        )
        toasts.add(request, said)
    return redirect("console:effects")


def _experiment(key: str) -> Experiment:
    try:
        return queries.experiment_of(key)
    except queries.NoSuchExperiment as missing:
        raise Http404(key) from missing


def _people(request: HttpRequest, one: Experiment) -> dict[str, Any]:
    asked = request.GET
    days = int(asked.get("days", "")) if asked.get("days", "").isdigit() else one.window_days
    part = asked.get("part") if asked.get("part") in PARTS else "people"
    by = asked.get("by", "") if asked.get("by") in effects.SEGMENTS else ""
    arm, segment = asked.get("arm", ""), asked.get("segment", "")
    persons = queries.people_of_effect(
        one, arm=arm, part=str(part), days=min(days, 730), now=clock.now(), by=by, segment=segment
    )
    words = [page.arm_name(arm)] if arm else []
    words += [_("reached %(days)s days ago or more") % {"days": days}] if part in ("people", "buyers") else []
    words += {"buyers": [_("bought")], "young": [_("not that long ago")], "met": [_("in two arms")]}.get(str(part), [])
    words += [page.segment_name(by, segment)] if by and segment else []
    return {
        "experiment": one,
        "name": page.name_of(one),
        "persons": persons,
        "words": words,
        "back": reverse("console:effect", args=[one.key]),
    }


def _names(persons: list[Any]) -> dict[Any, str]:
    return dict(Profile.objects.filter(pk__in=persons).values_list("pk", "name"))
