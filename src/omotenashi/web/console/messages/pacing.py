# SPDX-License-Identifier: Apache-2.0
"""設定 > 配信の決まり: how long advertising waits for what matters more, and how many a mail service takes at a time."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import words
from omotenashi.web.console.reading import whole
from omotenashi.web.ui import toasts

_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}")
MINUTE, DAY = 60, 86_400
_MOST = 1_000_000


def context() -> dict[str, Any]:
    """Give what the cards of the page draw from."""
    ticks = queries.ticks()
    return {"ticks": {"triggered": ticks.triggered, "broadcast": ticks.broadcast // 60}, "paces": [
        {"channel": words.channel_name(one.channel), "domain": one.domain, "most": one.most, "used": one.used,
         "code": one.channel, "a_day": one.seconds >= DAY} for one in queries.paces()
    ]}  # fmt: skip


@require_POST
@needs("messages.publish")
def put_ticks(request: HttpRequest) -> HttpResponse:
    """Set how long advertising waits: seconds for what somebody's own act set off, minutes for broadcasts."""
    triggered, broadcast = (whole(request.POST.get(name, "")) for name in ("triggered", "broadcast"))
    try:
        if triggered is None or broadcast is None:
            raise messaging.BadPolicy("tick")
        messaging.set_ticks(triggered=triggered, broadcast=broadcast * 60)
    except messaging.BadPolicy:
        toasts.add(request, _("Please give numbers: at most an hour each."), state="bad")
        return redirect("console:sending-rules")
    _audit(request, ticks=[triggered, broadcast * 60])
    toasts.add(request, _("Saved"))
    return redirect("console:sending-rules")


@require_POST
@needs("messages.publish")
def put_pace(request: HttpRequest) -> HttpResponse:
    """Set how many mails a domain takes in a minute; an empty number lifts it."""
    domain, text = request.POST.get("domain", "").strip().lower().lstrip("@"), request.POST.get("most", "").strip()
    most = whole(text)
    if not _DOMAIN.fullmatch(domain) or (text and (most is None or not 0 < most <= _MOST)):
        toasts.add(request, _("Please give a domain like docomo.ne.jp and how many mails a minute."), state="bad")
        return redirect("console:sending-rules")
    messaging.set_pace(channel="email", domain=domain, most=most, seconds=MINUTE, now=clock.now())
    _audit(request, pace={domain: most})
    toasts.add(request, _("Saved"))
    return redirect("console:sending-rules")


def _audit(request: HttpRequest, **details: object) -> None:
    staff.audit(who(request), "messages.publish", subject="sending", details=details)
