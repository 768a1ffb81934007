# SPDX-License-Identifier: Apache-2.0
"""設定 → 到達性: how our name stands with mailboxes: a week in numbers, the plan of a new sender, carriers, what came back."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.queries import pools
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.places.locations.queries import zone
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import namewords, words
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts


@require_GET
@needs("messages.view")
def show_delivery(request: HttpRequest) -> HttpResponse:
    """The week, the plan, the paces, and where returned mails are brought."""
    now = clock.now()
    today, pool, week = clock.day_of(now, zone=zone()), pools.pool(), pools.standing(now=now)
    kept = pools.paces()
    ceiling = next((one for one in kept if not one.domain), None)
    plan = pools.plan(began=pool.warming_from or today, day=today)
    context = {
        "pool": pool, "why": words.stopped_why(pool.stopped_why), "week": week, "today": today, "figures": _figures(week),
        "plan": plan, "most": max(most for _day, most, _is in plan), "ceiling": ceiling,
        "used": ceiling.used if ceiling else 0, "domains": [one for one in kept if one.domain],
        "share": min(100, ceiling.used * 100 // ceiling.most) if ceiling and ceiling.most else 0,
        "may_change": may(request.user, "settings.edit"), "is_simulated": queries.is_simulated("email"),
        "senders": namewords.senders(), "door": request.build_absolute_uri(reverse("mail:bounces")), "key": pools.door_key(), "returns": settings.RETURN_ADDRESS,
        "tabs": tabs(request),
    }  # fmt: skip
    answer = render(request, "console/messages/delivery.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("settings.edit")
def create_look(request: HttpRequest) -> HttpResponse:
    """Look up SPF, DKIM and DMARC now; a few seconds at most, and outside of any transaction."""
    messaging.look_at_senders(now=clock.now())
    toasts.add(request, _("DNS was asked."))
    return redirect("console:sending-delivery")


@require_POST
@needs("settings.edit")
def put_plan(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a new sender today, or end it."""
    now, is_on = clock.now(), request.POST.get("to") == "begin"
    began: date | None = clock.day_of(now, zone=zone()) if is_on else None
    messaging.warm_up(began=began, now=now)
    staff.audit(who(request), "settings.edit", subject="pool:email", details={"warming": is_on})
    toasts.add(request, _("The plan begins today.") if is_on else _("There is no ceiling any more."))
    return redirect("console:sending-delivery")


@require_POST
@needs("settings.edit")
def put_pool(request: HttpRequest) -> HttpResponse:
    """Let a channel go on after it was stopped, or stop it by hand and say why."""
    now, goes_on, channel = clock.now(), request.POST.get("to") == "start", request.POST.get("channel", pools.CHANNEL)
    if channel not in words.CHANNELS:
        raise Http404
    if goes_on:
        messaging.start_pool(now=now, channel=channel)
    else:
        messaging.stop_pool(" ".join(request.POST.get("why", "").split())[:120] or "hand", now=now, channel=channel)
    staff.audit(who(request), "settings.edit", subject=f"pool:{channel}", details={"stopped": not goes_on})
    name = words.channel_name(channel)
    said = (
        _("Advertising by %(name)s goes on; what waited is looked at anew.") if goes_on
        else _("No advertising goes out by %(name)s; other channels go on.")
    )  # fmt: skip
    toasts.add(request, said % {"name": name}, state="good" if goes_on else "warn")
    return redirect("console:sending-delivery" if channel == pools.CHANNEL else "console:sending-channels")


def _figures(week: pools.Standing) -> list[dict[str, Any]]:
    """Give the week in numbers, each with the bar that mailboxes set."""
    return [
        {"label": _("Advertising mails"), "value": week.sent, "note": _("in seven days"), "state": ""},
        {"label": pgettext("mail", "Came back"), "value": week.bounced, "note": f"{week.share(week.bounced)}%",
         "state": "bad" if week.share(week.bounced) >= 2 else ""},
        {"label": _("Marked as spam"), "value": week.complained,
         "note": _("%(share)s%% · stops at 0.3%%") % {"share": week.share(week.complained)},
         "state": "bad" if week.share(week.complained) >= 0.1 else ""},
        {"label": _("Waiting for room"), "value": week.waiting, "note": _("for the ceiling or a carrier"), "state": ""},
    ]  # fmt: skip
