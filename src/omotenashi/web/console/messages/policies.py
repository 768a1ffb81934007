# SPDX-License-Identifier: Apache-2.0
"""設定 > 配信の決まり: quiet hours, how often at most, where our pages stand, the control group, and the button that stops all."""

from datetime import time
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.insight import actions as insight
from omotenashi.insight import queries as experiments
from omotenashi.people.staff import actions as staff
from omotenashi.people.staff.queries import may
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import approving, pacing, words
from omotenashi.web.console.reading import whole
from omotenashi.web.console.settings.tabs import tabs
from omotenashi.web.ui import toasts
from omotenashi.web.ui.tags.formats import number


@require_GET
@needs("messages.view")
def show_rules(request: HttpRequest) -> HttpResponse:
    """The rules as they hold now."""
    policy = queries.policy()
    waiting = queries.waiting()
    context = {
        **approving.rule_context(),
        "policy": policy,
        "waiting": waiting,
        "waits": _waits(waiting),
        "windows": windows(),
        "caps": _caps(),
        **pacing.context(),
        "has_holdout": experiments.holdout_is_on(now=clock.now()),
        "origin": policy.origin or request.build_absolute_uri("/").rstrip("/"),
        "may_change": may(request.user, "messages.publish"),
        "tabs": tabs(request),
    }
    return render(request, "console/messages/rules.html", context)


@require_POST
@needs("messages.publish")
def put_quiet(request: HttpRequest) -> HttpResponse:
    """Set the hours in which nobody is written to."""
    begins, finishes = (_time(_said(request, name)) for name in ("begins", "finishes"))
    if begins is None or finishes is None:
        toasts.add(request, _("Please give both times, like 21:00."), state="bad")
        return redirect("console:sending-rules")
    before = queries.policy()
    messaging.set_quiet(begins=begins, finishes=finishes, now=clock.now())
    _audit(request, quiet=f"{begins:%H:%M}-{finishes:%H:%M}")
    back = urlencode({"begins": f"{before.quiet_from:%H:%M}", "finishes": f"{before.quiet_until:%H:%M}"})
    toasts.add(request, _("Saved"), undo=f"{reverse('console:sending-quiet')}?{back}")
    return redirect("console:sending-rules")


@require_POST
@needs("messages.publish")
def put_origin(request: HttpRequest) -> HttpResponse:
    """Say where our pages stand: the links of messages lead there."""
    parts = urlsplit(request.POST.get("origin", "").strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        toasts.add(request, _("Please give an address like https://shop.example."), state="bad")
        return redirect("console:sending-rules")
    messaging.set_origin(f"{parts.scheme}://{parts.netloc}")
    _audit(request, origin=parts.netloc)
    toasts.add(request, _("Saved"))
    return redirect("console:sending-rules")


@require_POST
@needs("messages.publish")
def put_caps(request: HttpRequest) -> HttpResponse:
    """Set how many messages somebody gets at most; an empty box is no limit."""
    wished: dict[tuple[str, str], int | None] = {}
    for channel, window in _places():
        text = request.POST.get(f"{channel}:{window}", "").strip()
        wished[channel, window] = whole(text)
        most = wished[channel, window]
        if text and (most is None or not 0 <= most <= queries.MOST):
            text = _("A limit is a number from 0 to %(most)s.") % {"most": number(queries.MOST)}
            toasts.add(request, text, state="bad")
            return redirect("console:sending-rules")
    for (channel, window), most in wished.items():
        messaging.set_cap(window=window, most=most, channel=channel, now=clock.now())
    _audit(request, caps={f"{channel or 'all'}:{window}": most for (channel, window), most in wished.items()})
    toasts.add(request, _("Saved"))
    return redirect("console:sending-rules")


@require_POST
@needs("messages.publish")
def put_stop(request: HttpRequest) -> HttpResponse:
    """Stop all advertising at once, or let it go on."""
    wanted = request.POST.get("to") or request.GET.get("to", "")
    here = reverse("console:sending-stop")
    if wanted == "stop":
        messaging.stop(by=who(request).name, now=clock.now())
        _audit(request, stopped=True)
        toasts.add(request, _("All advertising is stopped. Order messages still go out."), undo=f"{here}?to=start")
    if wanted == "start":
        messaging.start(now=clock.now())
        _audit(request, stopped=False)
        toasts.add(request, _("Advertising goes on. What waited is looked at anew."), undo=f"{here}?to=stop")
    return redirect("console:sending-rules")


@require_POST
@needs("messages.publish")
def put_holdout(request: HttpRequest) -> HttpResponse:
    """Keep a few from all advertising, so that what it brings can be measured, or end that."""
    on = (request.POST.get("to") or request.GET.get("to", "")) == "on"
    if insight.switch_holdout(on=on, now=clock.now(), by=who(request).name):
        _audit(request, holdout=on)
        text = _("The control group is on.") if on else _("The control group is off: everybody may be written to.")
        undo = f"{reverse('console:sending-holdout')}?to={'off' if on else 'on'}"
        toasts.add(request, text, undo=undo)
    return redirect("console:sending-rules")


def windows() -> list[tuple[str, str]]:
    """Name the windows in which messages are counted."""
    names = {"day": _("a day"), "week": _("a week"), "month": _("a month")}
    return [(code, names[code]) for code in queries.WINDOWS]


def _places() -> list[tuple[str, str]]:
    return [(channel, window) for channel in ("", *queries.connected()) for window in queries.WINDOWS]


def _caps() -> list[tuple[str, str, list[tuple[str, str, int | None]]]]:
    """Give the rows of the table: a channel with its limits."""
    known = {(one.channel, one.window): one.most for one in queries.caps()}
    names = dict(windows())
    return [
        (channel, words.channel_name(channel) if channel else _("All channels together"),
         [(window, names[window], known.get((channel, window))) for window in queries.WINDOWS])
        for channel in ("", *queries.connected())
    ]  # fmt: skip


def _waits(count: int) -> str:
    text = ngettext("%(n)s message waits to be sent.", "%(n)s messages wait to be sent.", count)
    return text % {"n": number(count)}


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _audit(request: HttpRequest, **details: object) -> None:
    staff.audit(who(request), "messages.publish", subject="sending", details=details)
