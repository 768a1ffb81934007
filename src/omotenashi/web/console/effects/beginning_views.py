# SPDX-License-Identifier: Apache-2.0
"""Plan an experiment, see whether its people suffice, begin it; end it early, or take it back on the first day."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from omotenashi.base import clock
from omotenashi.engagement.audience import queries as segments
from omotenashi.insight import actions as insight
from omotenashi.insight import queries
from omotenashi.insight.models import Experiment
from omotenashi.people.staff import actions as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.effects import beginning, page, planning, power
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.formats import number


@require_http_methods(["GET", "POST"])
@needs("segments.edit")
def plan(request: HttpRequest) -> HttpResponse:
    """The form; sent, what would be done, to be confirmed; confirmed, the experiment."""
    now, said = clock.now(), request.POST if request.method == "POST" else request.GET
    found = _planned(said, now=now)
    people = beginning.audience_of(found.segment, now=now) if found.segment else None
    if request.method == "POST" and not found.wrong and people is not None and people.persons:
        if "sure" not in said:
            return render(request, "console/effects/sure.html", _shown(said, found, people, now=now))
        key = str(said.get("key", ""))
        if not key.startswith(beginning.PREFIX):
            raise Http404(key)
        made = beginning.begin(found, people, key=key, by=who(request), zone=places.zone(), now=now)
        details = {"people": len(people.persons), "arms": found.arms}
        staff.audit(request.user, "segments.edit", subject=f"experiment:{key}", details=details)
        said_so = _("Begun with %(n)s people drawn by lot.") % {"n": number(len(people.persons))}
        toasts.add(request, said_so, undo=reverse("console:effect-removal", args=[key]))
        return redirect("console:effect", made.key)
    context = _shown(said, found, people, now=now) | {"tried": request.method == "POST"}
    return render(request, "console/effects/plan.html", context)


@require_GET
@needs("segments.edit")
def show_power(request: HttpRequest) -> HttpResponse:
    """The hint beside the form, as it is filled in."""
    now = clock.now()
    found = _planned(request.GET, now=now)
    people = beginning.audience_of(found.segment, now=now) if found.segment else None
    return render(request, "console/effects/power.html", _shown(request.GET, found, people, now=now))


@require_POST
@needs("segments.edit")
def create_end(request: HttpRequest, key: str) -> HttpResponse:
    """End it now: nobody is drawn any more; who was drawn is observed on."""
    if insight.end_experiment(experiment=_by_hand(key).key, now=clock.now()):
        staff.audit(request.user, "segments.edit", subject=f"experiment:{key}", details={"ended": True})
        toasts.add(request, _("Ended. Whoever was drawn is still observed, so the answer goes on growing."))
    return redirect("console:effect", key)


@require_POST
@needs("segments.edit")
def create_removal(request: HttpRequest, key: str) -> HttpResponse:
    """Take it back, within its first day."""
    if beginning.take_back(_by_hand(key), now=clock.now()):
        staff.audit(request.user, "segments.edit", subject=f"experiment:{key}", details={"withdrawn": True})
        toasts.add(request, _("Taken back: nobody is drawn, and its lists are put away."))
        return redirect("console:effects")
    toasts.add(request, _("It has run for more than a day: end it instead."), state="warn")
    return redirect("console:effect", key)


def _by_hand(key: str) -> Experiment:
    try:
        found = queries.experiment_of(key)
    except queries.NoSuchExperiment as missing:
        raise Http404(key) from missing
    if not beginning.is_by_hand(found):
        raise Http404(key)
    return found


def _planned(said: QueryDict, *, now: Any) -> planning.Plan:
    return planning.read(said, today=now.astimezone(places.zone()).date())


def _shown(said: QueryDict, found: planning.Plan, people: beginning.Audience | None, *, now: Any) -> dict[str, Any]:
    today = now.astimezone(places.zone()).date()
    return {
        "plan": found,
        "people": people,
        "hint": power.hint(found, people.persons, now=now) if people and people.persons else None,
        "segments": segments.all_segments().filter(archived_at=None).order_by("-made_at")[:200],
        "judged": [(code, name, code == found.measure) for code, name in page.NAMES.items()],
        "ways": [
            (n, said.get(f"way{n}", ""), said.get(f"part{n}", "") or "1") for n in range(1, planning.MOST_ARMS + 1)
        ],
        "arms": [(page.arm_name(code), weight / 100) for code, weight in found.arms.items()],
        "usual_end": today + timedelta(days=found.days),
        "tomorrow": today + timedelta(days=1),
        "key": beginning.new_key(),
        "kept": [(name, value) for name, value in said.items() if name not in ("csrfmiddlewaretoken", "sure", "key")],
    }
