# SPDX-License-Identifier: Apache-2.0
"""A message is tried, published, put away and taken out; its versions with what changed between them."""

from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from omotenashi.base import clock
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Template, TemplateVersion
from omotenashi.people.staff import actions as staff
from omotenashi.web.console.access import needs, who
from omotenashi.web.console.messages import words
from omotenashi.web.ui import toasts

MOST_INBOXES = 5


@require_POST
@needs("messages.publish")
def create_version(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Let the draft be sent from now on; advertising without a sender block stays a draft."""
    template = get_object_or_404(queries.templates(), pk=template_id, archived_at=None)
    if not queries.may_publish(template):
        text = _("The house does not say who sends it, where it is and how to complain; the law asks for that.")
        toasts.add(request, text, state="bad")
        return redirect("console:message", template_id)
    if str(request.POST.get("seen_at", "")) != template.changed_at.isoformat():
        toasts.add(request, _("The draft changed meanwhile: look at it once more, then publish."), state="bad")
        return redirect("console:message", template_id)
    try:
        version = messaging.publish(template_id, now=clock.now(), by=who(request).pk, demands_approval=True)
    except messaging.NeedsApproval:
        toasts.add(request, _("Somebody else has to say yes to these words first. Ask for it."), state="bad")
        return redirect("console:message", template_id)
    except queries.BadTemplate as wrong:
        toasts.add(request, words.trouble(wrong.reason, wrong.detail), state="bad")
        return redirect("console:message", template_id)
    details = {"version": version.number, "checksum": version.checksum}
    staff.audit(who(request), "messages.publish", subject=f"message:{template.key}", details=details)
    toasts.add(request, _("Version %(n)s is what is sent from now on.") % {"n": version.number})
    return redirect("console:message", template_id)


@require_POST
@needs("messages.edit")
def create_trial(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Send the draft to oneself, as an example reads it. Pressed twice it is one mail."""
    template, by = get_object_or_404(Template, pk=template_id, archived_at=None), who(request)
    channel = request.POST.get("channel", "email")
    if channel not in queries.connected():
        raise Http404
    key = f"console:{by.pk}:{request.POST.get('key') or new_id()}:{channel}"
    try:
        trial = messaging.try_out(
            template.pk, staff=by.pk, mark=_("[Test] "), key=key, now=clock.now(), channel=channel
        )
    except messaging.NoAddress:
        text = words.unknown(channel)
        toasts.add(request, text % {"mail": by.email}, state="bad")
        return redirect("console:message", template_id)
    except queries.BadTemplate as wrong:
        toasts.add(request, words.trouble(wrong.reason, wrong.detail), state="bad")
        return redirect("console:message", template_id)
    if trial.state == "sent" and queries.is_simulated(channel):
        toasts.add(request, _("It is in the inbox for trials: nothing left the house."))
        return redirect("console:inbox-trial", trial.pk)
    if trial.state == "sent":
        to = by.email if channel == "email" else words.channel_name(channel)
        toasts.add(request, _("Sent to %(mail)s.") % {"mail": to})
    else:
        toasts.add(request, _("It was not taken: %(why)s") % {"why": trial.error}, state="bad")
    return redirect("console:message", template_id)


@require_POST
@needs("messages.edit")
def create_trials(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Send the draft to up to five inboxes, as an example reads it: no customer's data leave the house in it."""
    template, by = get_object_or_404(Template, pk=template_id, archived_at=None), who(request)
    wanted = list(dict.fromkeys(request.POST.get("to", "").replace(",", " ").split()))
    if not wanted or len(wanted) > MOST_INBOXES or not all(map(_is_mail, wanted)):
        toasts.add(request, _("Please give one to five mail addresses."), state="bad")
        return redirect("console:message", template_id)
    key, states = request.POST.get("key") or str(new_id()), []
    try:
        for address in wanted:
            made = f"console:{by.pk}:{key}:{address}"
            trial = messaging.try_out(
                template.pk, staff=by.pk, mark=_("[Test] "), key=made, now=clock.now(), address=address
            )
            states.append(trial.state)
    except queries.BadTemplate as wrong:
        toasts.add(request, words.trouble(wrong.reason, wrong.detail), state="bad")
        return redirect("console:message", template_id)
    staff.audit(by, "messages.edit", subject=f"message:{template.key}", details={"trials": wanted})
    sent = states.count("sent")
    text = ngettext("Sent to %(n)s inbox.", "Sent to %(n)s inboxes.", sent) % {"n": sent}
    toasts.add(request, text, state="good" if sent == len(wanted) else "bad")
    return redirect("console:message", template_id)


@require_POST
@needs("messages.edit")
def put_state(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Put it away or take it out: the other way round is one press away."""
    template = get_object_or_404(Template, pk=template_id)
    wanted = request.POST.get("to") or request.GET.get("to", "")
    here = reverse("console:message-state", args=[template_id])
    if wanted == "archived" and messaging.archive(template_id, now=clock.now()):
        staff.audit(who(request), "messages.edit", subject=f"message:{template.key}", details={"archived": True})
        toasts.add(request, _("Archived. What is on its way still goes out."), undo=f"{here}?to=restored")
        return redirect("console:messages")
    if wanted == "restored" and messaging.restore(template_id):
        staff.audit(who(request), "messages.edit", subject=f"message:{template.key}", details={"archived": False})
        toasts.add(request, _("It is in use again."))
    return redirect("console:message", template_id)


@require_GET
@needs("messages.view")
def show_versions(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Every version with what it changed."""
    template = get_object_or_404(queries.templates(), pk=template_id)
    versions = list(template.versions.select_related("published_by").order_by("number"))
    told = [
        {"version": one, "changes": changes(before, one)}
        for before, one in zip([None, *versions], versions, strict=False)
    ]
    return render(request, "console/messages/versions.html", {"template": template, "versions": told[::-1]})


def changes(before: TemplateVersion | None, after: TemplateVersion) -> list[dict[str, str]]:
    """Say what a version changed, part by part: `how` is added, removed or changed."""
    if before is None:
        return []
    old, new = before.content, after.content
    found = [
        _change("changed", str(words.PARTS[name]), old.get(name, ""), new.get(name, ""))
        for name in ("subject", "preheader", "short")
        if old.get(name, "") != new.get(name, "")
    ]
    mine, theirs = [[_key(one) for one in content.get("blocks", [])] for content in (old, new)]
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(b - a, d - c) if tag == "replace" else 0
        for was, now in zip(old["blocks"][a : a + paired], new["blocks"][c : c + paired], strict=True):
            found.append(_change("changed", _kind(now), _said(was), _said(now)))
        found += [_change("removed", _kind(one), _said(one), "") for one in old["blocks"][a + paired : b]]
        found += [_change("added", _kind(one), "", _said(one)) for one in new["blocks"][c + paired : d]]
    return found


def _is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _change(how: str, what: str, was: str, now: str) -> dict[str, str]:
    name = {"added": _("Added"), "removed": _("Removed"), "changed": _("Changed")}[how]
    return {"how": how, "name": name, "what": what, "was": was, "now": now}


def _key(block: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(block.items()))


def _kind(block: dict[str, Any]) -> str:
    return str(words.KINDS.get(block["kind"], block["kind"]))


def _said(block: dict[str, Any]) -> str:
    return " · ".join(str(value) for name, value in block.items() if name != "kind")
