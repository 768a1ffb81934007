# SPDX-License-Identifier: Apache-2.0
"""設定 > 配信の決まり > チャネル: keys of LINE and of SMS, entered, tested, changed and removed; what a message costs and what is left."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import ChannelAccount, Heard
from omotenashi.engagement.messaging.queries import pools
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import meters, words
from omotenashi.web.console.reading import whole
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts

# What is entered on a page, by its name: its label, and what it looks like.
PARTS: Mapping[str, Mapping[str, tuple[str | Promise, str]]] = {
    "line": {
        "token": (lazy("Channel access token"), "eyJhbGciOi…"),
        "secret": (lazy("Channel secret"), "0123abcd…"),
    },
    "sms": {
        "account": (lazy("Account SID"), "AC…"),
        "token": (lazy("Auth token"), "0123abcd…"),
        "sender": (lazy("Number it comes from"), "+8150…"),
    },
}
FAULTS = 20


@require_GET
@needs("settings.edit")
def show_channels(request: HttpRequest) -> HttpResponse:
    """Every channel of another company: whether it is connected, what it costs, what it told and we could not read."""
    known = {one.channel: one for one in ChannelAccount.objects.select_related("set_by")}
    now, metered = clock.now(), {one["channel"]: one for one in meters.meters()}
    channels = [
        {
            "code": code, "name": words.channel_name(code), "account": known.get(code), "meter": metered.get(code),
            "parts": [(name, label, hint, (known[code].hints.get(name, "") if code in known else ""))
                      for name, (label, hint) in parts.items()],
            "is_fixed": queries.is_fixed(code), "is_simulated": queries.is_simulated(code), "price": queries.price_of(code),
            "welcome": queries.welcome_of(code),
            **_stopped(code),
            "webhook": request.build_absolute_uri(reverse(f"{code}:webhook")),
            "both": code in known and (until := known[code].before_until) is not None and now < until,
        }
        for code, parts in PARTS.items() if code in queries.connected()
    ]  # fmt: skip
    context = {
        "channels": channels,
        "faults": Heard.objects.filter(done_at=None).exclude(error="").order_by("-heard_at")[:FAULTS],
        "push": {
            "code": "push",
            "name": words.channel_name("push"),
            "devices": queries.count_devices(),
            "is_simulated": queries.is_simulated("push"),
            **_stopped("push"),
        },
        "tabs": tabs(request),
    }
    answer = render(request, "console/messages/channels.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("settings.edit")
def create_account(request: HttpRequest, channel: str) -> HttpResponse:
    """Enter keys, or change those that are given. They are tested at once."""
    given = {name: request.POST.get(name, "")[:1_000] for name in PARTS.get(channel, {})}
    if not given:
        raise Http404
    try:
        messaging.set_keys(channel, given, staff_id=who(request).pk, now=clock.now())
    except messaging.BadKeys:
        toasts.add(request, _("Give every key: without one of them nothing can be sent or heard."), state="bad")
        return redirect("console:sending-channels")
    _audit(request, channel, changed=sorted(name for name, value in given.items() if value.strip()))
    return _tested(request, channel)


@require_POST
@needs("settings.edit")
def create_test(request: HttpRequest, channel: str) -> HttpResponse:
    """Ask the company whether the keys open the account, and how much is left."""
    if channel not in PARTS:
        raise Http404
    _audit(request, channel, tested=True)
    return _tested(request, channel)


@require_POST
@needs("settings.edit")
def create_removal(request: HttpRequest, channel: str) -> HttpResponse:
    """Forget the keys: the stand-in takes their place."""
    if messaging.remove_keys(channel):
        _audit(request, channel, removed=True)
        toasts.add(request, _("The keys are forgotten; the simulator stands in their place."), state="warn")
    return redirect("console:sending-channels")


@require_POST
@needs("settings.edit")
def put_plan(request: HttpRequest, channel: str) -> HttpResponse:
    """Say what a message costs, and what share of a month is kept for orders."""
    price, spare = (whole(request.POST.get(name, "")) for name in ("price", "spare"))
    try:
        messaging.set_plan(channel, price=-1 if price is None else price, spare=-1 if spare is None else spare)
    except messaging.BadKeys:
        toasts.add(request, _("The price is a number of yen, the share one from 0 to 100."), state="bad")
        return redirect("console:sending-channels")
    _audit(request, channel, price=price, spare=spare)
    toasts.add(request, _("Saved"))
    return redirect("console:sending-channels")


@require_POST
@needs("settings.edit")
def put_welcome(request: HttpRequest, channel: str) -> HttpResponse:
    """Say how whoever begins to follow us is greeted; nothing: our own words."""
    if channel != "line":
        raise Http404
    try:
        messaging.set_welcome(channel, request.POST.get("text", ""))
    except messaging.BadKeys:
        toasts.add(request, _("At most 1,000 characters, please."), state="bad")
        return redirect("console:sending-channels")
    _audit(request, channel, welcome=True)
    toasts.add(request, _("Saved"))
    return redirect("console:sending-channels")


@require_POST
@needs("settings.edit")
def create_replay(request: HttpRequest, heard_id: UUID) -> HttpResponse:
    """Try once more what could not be worked off."""
    if messaging.replay(heard_id):
        messaging.work_off(now=clock.now())
        _audit(request, "line", replayed=str(heard_id))
    still = Heard.objects.filter(pk=heard_id, done_at=None).exists()
    toasts.add(
        request, _("It still cannot be read.") if still else _("It is worked off."), state="bad" if still else "good"
    )
    return redirect("console:sending-channels")


def _stopped(channel: str) -> dict[str, object]:
    """Give whether advertising of a channel was stopped, and why."""
    pool = pools.pool(channel)
    return {"pool": pool, "stopped_why": words.stopped_why(pool.stopped_why)}


def _tested(request: HttpRequest, channel: str) -> HttpResponse:
    wrong = messaging.test_keys(channel, now=clock.now())
    if wrong:
        toasts.add(request, _("The company does not take these keys: %(why)s") % {"why": wrong[:120]}, state="bad")
    else:
        toasts.add(request, _("It answers: the keys are good."))
    return redirect("console:sending-channels")


def _audit(request: HttpRequest, channel: str, **details: object) -> None:
    staff.audit(who(request), "settings.edit", subject=f"channel:{channel}", details=details)
