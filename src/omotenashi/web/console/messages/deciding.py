# SPDX-License-Identifier: Apache-2.0
"""Messages of which nobody knows whether they arrived: somebody of the office says whether they go once more."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import inbox
from omotenashi.web.ui import lists, toasts

AGAIN, LEFT, OPEN = "again", "left", "open"
# So many are decided about in one press; the rest is there after it.
MOST = 5_000


@require_POST
@needs("messages.publish")
def put_fate(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Decide about one message."""
    message = get_object_or_404(queries.messages(), pk=message_id)
    _decide(request, [message.pk])
    return redirect("console:inbox-message", message_id)


@require_POST
@needs("messages.publish")
def put_fates(request: HttpRequest) -> HttpResponse:
    """Decide about all that match what the list was narrowed to; or take back what was left at that."""
    if request.GET.get("to") == OPEN:
        return _reconsider(request)
    state = lists.ListState.read(inbox.spec(), request.GET)
    found = queries.undecided() & inbox.matching(state)
    _decide(request, found.order_by("planned_at", "id").values_list("pk", flat=True)[:MOST])
    return redirect(reverse("console:inbox") + "?view=" + inbox.UNDECIDED)


def _decide(request: HttpRequest, ids: Collection[UUID]) -> None:
    by, now, wanted, keys = who(request), clock.now(), request.POST.get("to", ""), list(ids)
    if wanted == AGAIN:
        count = messaging.send_again(keys, now=now)
        text = ngettext("%(n)s message is looked at anew and sent once more.", "%(n)s messages are looked at anew and sent once more.", count)  # fmt: skip
        undo = ""
    elif wanted == LEFT:
        count = messaging.accept(keys, now=now)
        text = ngettext("%(n)s message is left as it is.", "%(n)s messages are left as they are.", count)
        undo = f"{reverse('console:inbox-fates')}?{urlencode({'to': OPEN, 'at': now.isoformat()})}"
    else:
        return
    staff.audit(by, "messages.publish", subject="messages:unknown", details={"decided": wanted, "count": count})
    if count:
        toasts.add(request, text % {"n": count}, undo=undo)
    else:
        toasts.add(request, _("Somebody else decided about it meanwhile."), state="info")


def _reconsider(request: HttpRequest) -> HttpResponse:
    try:
        at = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return HttpResponseBadRequest()
    count = messaging.reconsider(settled_at=at)
    staff.audit(who(request), "messages.publish", subject="messages:unknown", details={"decided": OPEN, "count": count})
    text = ngettext("%(n)s message waits for your decision.", "%(n)s messages wait for your decision.", count)
    toasts.add(request, text % {"n": count})
    return redirect(reverse("console:inbox") + "?view=" + inbox.UNDECIDED)
