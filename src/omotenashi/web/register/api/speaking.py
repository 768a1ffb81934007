# SPDX-License-Identifier: Apache-2.0
"""The clerk has told what waits for a member, or leaves it for now; the next word comes back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from omotenashi.base import clock
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.people.customers import queries as customers
from omotenashi.people.staff import actions as staff
from omotenashi.web.register.access import Till, at_till_json, refusal
from omotenashi.web.register.member import card


@require_POST
@at_till_json("customers.view")
def create_answer(request: HttpRequest, till: Till, person_id: UUID, message_id: UUID) -> HttpResponseBase:
    """Take the clerk's answer once; `is_mine` is no where it was answered elsewhere meanwhile."""
    person, now = customers.current_person(person_id), clock.now()
    nodes = [node.pk for node in customers.nodes_of(person)] if person else []
    if person is None or not card.is_for(message_id, nodes):
        return refusal(404, "unknown", _("Nobody knows this code."))
    if request.POST.get("said") == "told":
        is_mine = messaging.answer(message_id, messaging.TOLD, place="till", now=now, by=till.staff.pk)
        details = {"terminal": till.terminal, "message": str(message_id)}
        if is_mine:
            staff.audit(till.staff, "customers.view", subject=f"person:{person}", details=details)
    else:
        is_mine = messaging.put_off(message_id, now=now)
    word = card.of(person, till=till, now=now)["word"]
    return JsonResponse({"word": word, "is_mine": is_mine})
