# SPDX-License-Identifier: Apache-2.0
"""お知らせの通知: what it is for, the press by which it begins, and every device that has it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import PushDevice
from omotenashi.people.consent import queries as consent
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.actions.cards import Card
from omotenashi.people.customers.actions.registrations import Identifier, normalise
from omotenashi.web.portal import asking
from omotenashi.web.portal.membership import sessions
from omotenashi.web.portal.preferences import page
from omotenashi.web.ui import toasts
from omotenashi.web.ui.pacing import Pace, asker_of

# What the tag of the site calls this browser, where it may.
BROWSER = "omotenashi_id"
_PURPOSE = "marketing"
_PACE = Pace(rate=0.1, burst=10)


@require_GET
@never_cache
def show_devices(request: HttpRequest) -> HttpResponse:
    """What notifications are for, whether this browser has them, and which others have."""
    here, now = _here(request), clock.now()
    devices = _devices(request)
    context = {
        "devices": [(one, here is not None and one.pk == here.pk) for one in devices],
        "is_here": here is not None and here in devices,
        "key": messaging.vapid_keys(now=now).public,
        "words": page.worded(consent.wordings(now=now).get(_PURPOSE)),
        "scope": reverse("portal:push"),
        "may_simulate": _may_simulate(),
        "is_member": _card(request) is not None,
    }
    return render(request, "portal/push/devices.html", context)


@require_POST
def create_device(request: HttpRequest) -> HttpResponse:
    """Let this browser take notifications; what it told stands in the form."""
    if _PACE.wait(f"push:{asker_of(request)}"):
        return render(request, "portal/too_often.html", status=429)
    given = _given(request)
    now, answer = clock.now(), redirect("portal:push")
    wording = consent.wordings(now=now).get(_PURPOSE)
    agent = request.headers.get("User-Agent", "")[:300]
    proof = asking.proof(request, form="push: permission of the browser")
    try:
        device = messaging.subscribe_device(
            given, owner=_owner(request), agent=agent, proof=proof, wording=wording, now=now
        )
    except messaging.SomebodyElses:
        toasts.add(request, _("This browser took somebody else's notifications. Press once more."), state="bad")
        return answer
    except messaging.BadSubscription:
        toasts.add(request, _("This browser told nothing that we can send to."), state="bad")
        return answer
    sessions.keep(answer, sessions.DEVICE, {"device": str(device.pk)})
    toasts.add(request, _("From now on news come to this device."))
    return answer


@require_POST
def remove_device(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Take a device off: only one's own."""
    if point_id not in {one.pk for one in _devices(request)}:
        raise Http404
    proof = asking.proof(request, form="push: list of devices")
    if messaging.remove_device(point_id, proof=proof, now=clock.now()):
        toasts.add(request, _("Nothing more comes to that device."))
    answer = redirect("portal:push")
    if (here := _here(request)) is None or here.pk == point_id:
        sessions.forget(answer, sessions.DEVICE)
    return answer


def _given(request: HttpRequest) -> queries.Subscription:
    """Read what the browser told; where no company behind it can be reached, a simulated browser takes its place."""
    if request.POST.get("simulate"):
        if not _may_simulate():
            raise Http404
        return queries.standin_of(new_id().hex)
    parts = {name: request.POST.get(name, "")[:2_000] for name in ("endpoint", "p256dh", "auth")}
    if parts["endpoint"].startswith(queries.STANDIN):
        raise Http404
    return queries.Subscription(**parts)


def _may_simulate() -> bool:
    """Say whether this house is only tried out: it is reached over no network."""
    return not settings.SESSION_COOKIE_SECURE and not queries.has_real()


def _card(request: HttpRequest) -> Card | None:
    node_id = sessions.member_node(request)
    return cards.card_of(node_id) if node_id else None


def _owner(request: HttpRequest) -> Identifier | None:
    """Say whose browser it is: the member who is signed in, else the visitor whom the site's tag knows."""
    card = _card(request)
    if card is not None:
        return Identifier("member_no", card.member_no)
    return normalise(Identifier("anonymous_id", request.COOKIES.get(BROWSER, "")))


def _here(request: HttpRequest) -> PushDevice | None:
    """Give this browser's own device."""
    kept = sessions.held(request, sessions.DEVICE).get("device")
    return queries.device(UUID(kept)) if kept else None


def _devices(request: HttpRequest) -> list[PushDevice]:
    """Give the devices that whoever is here may see: all of a member's, else this one."""
    card, here = _card(request), _here(request)
    if card is None:
        return [here] if here and customers.person_of(here.contact_point.node_id) is None else []
    return queries.devices_of(node.pk for node in customers.nodes_of(card.person_id))
