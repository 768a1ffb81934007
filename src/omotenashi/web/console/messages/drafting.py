# SPDX-License-Identifier: Apache-2.0
"""A draft is begun, kept on every change, and looked at as somebody would read it."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.actions.templates import Changed
from omotenashi.engagement.messaging.models import Template
from omotenashi.people.consent.models import Purpose
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import NodePerson
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.messages import composing, costs, starters, words
from omotenashi.web.console.messages.page import purposes

FOUND, LONGEST_NAME = 8, 120


@require_POST
@needs("messages.edit")
def create_message(request: HttpRequest) -> HttpResponse:
    """Begin a message. Pressed twice it is one."""
    by, said = who(request), request.POST
    template = messaging.draft(
        key=f"console:{by.pk}:{said.get('key') or new_id()}",
        name=" ".join(said.get("name", "").split())[:LONGEST_NAME] or _("New message"),
        content=starters.content(said.get("starter", "")),
        purpose=_purpose(said.get("purpose", "")),
        now=clock.now(),
        by=by.pk,
    )
    return redirect("console:message", template.pk)


@require_POST
@needs("messages.edit")
def put_draft(request: HttpRequest, template_id: UUID) -> JsonResponse:
    """Keep the draft as it stands, and give it back as it reads. 409 when somebody else changed it meanwhile."""
    template = get_object_or_404(Template, pk=template_id, archived_at=None)
    said, now = request.POST, clock.now()
    before = template.channels, template.draft.get("short"), template.purpose_id
    try:
        kept = messaging.draft(
            key=template.key,
            name=" ".join(said.get("name", "").split())[:LONGEST_NAME] or template.name,
            content=_content(said),
            purpose=_purpose(said.get("purpose", "")) or template.purpose_id,
            channels=[name for name in said.getlist("channels") if name in queries.connected()],
            seen_at=_moment(said.get("seen_at", "")),
            now=now,
        )
    except Changed:
        text = _(
            "Somebody else changed this message meanwhile. Your words are still here: copy what you need, then load it."
        )
        return JsonResponse({"changed": text}, status=409)
    except queries.BadTemplate as wrong:
        trouble = {"where": wrong.where, "name": "", "words": words.trouble(wrong.reason, wrong.detail)}
        return JsonResponse({"troubles": [trouble]}, status=422)
    answer = _answer(request, kept, said.get("person", ""), now)
    # What it costs follows from who is reached and how long the short text is, not from every letter.
    if (kept.channels, kept.draft.get("short"), kept.purpose_id) != before:
        answer["costs"] = render(request, "console/messages/costs.html", {"costs": costs.told(kept)}).content.decode()
    return JsonResponse(answer)


@require_GET
@needs("messages.view")
def show_preview(request: HttpRequest, template_id: UUID) -> JsonResponse:
    """The draft as somebody would read it; nothing is kept."""
    template = get_object_or_404(queries.templates(), pk=template_id)
    return JsonResponse(_answer(request, template, request.GET.get("person", ""), clock.now()))


@require_GET
@needs("messages.view")
def show_people(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Whom the message can be looked at as."""
    text, sight = request.GET.get("person", "").strip(), Sight.of(request.user)
    found = list(customers.search_profiles(text)[:FOUND]) if text else []
    people = [{"id": one.person_id, "name": label(one, sight), "note": one.member_no or one.kana} for one in found]
    return render(request, "console/messages/people.html", {"people": people, "text": text, "template_id": template_id})


def _answer(request: HttpRequest, template: Template, person: str, now: datetime) -> dict[str, Any]:
    purpose = Purpose.objects.get(pk=template.purpose_id)
    told = composing.told(
        queries.read(template.draft), purpose=purpose, person=_node(person), now=now, channels=template.channels
    )
    context = {"checks": composing.checks(purpose, channels=template.channels, content=queries.read(template.draft))}
    checks = render(request, "console/messages/checks.html", context).content.decode()
    lawful = purpose.kind != "marketing" or queries.law().holds
    return {**told, "checks": checks, "is_lawful": lawful, "seen_at": template.changed_at.isoformat()}


def _content(said: QueryDict) -> dict[str, Any]:
    try:
        blocks = json.loads(said.get("blocks", "[]"))
    except ValueError:
        blocks = None
    return {**{name: said.get(name, "") for name in ("subject", "preheader", "short")}, "blocks": blocks}


def _purpose(code: str) -> str:
    """Give a purpose for which one writes; the first where there is none such."""
    known = [key for key, _name in purposes()]
    return code if code in known else next((key for key in ("marketing", *known) if key in known), "")


def _moment(text: str) -> datetime:
    """Read which draft the writer saw; what cannot be read was none, so somebody else's stands."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _node(person: str) -> UUID | None:
    try:
        found = NodePerson.objects.filter(person_id=UUID(person)).order_by("node_id").first()
    except ValueError:
        return None
    return found.node_id if found else None
