# SPDX-License-Identifier: Apache-2.0
"""試験用受信箱: every message as the person sees it, sent, waiting or kept back, with the reason; and the staff's own trials."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from omotenashi.base import clock
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, MessageEvent, Trial
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import NodePerson, Profile
from omotenashi.people.staff import queries as staff
from omotenashi.places.locations import queries as places
from omotenashi.web.console import paging
from omotenashi.web.console.access import needs
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.messages import words
from omotenashi.web.console.messages.page import purposes
from omotenashi.web.console.messages.reading import reading_of, trial_of
from omotenashi.web.console.paging import Part
from omotenashi.web.ui import lists
from omotenashi.web.ui.lists import Filter, View

SIZE = 40
_VIEWS = {
    "": (),
    "arrived": ("sent",),
    "waits": ("intended", "held", "queued", "sending"),
    "kept": ("dropped", "failed"),
}
# Nobody knows whether they arrived: somebody decides.
UNDECIDED, TRIALS = "unknown", "trials"


@require_GET
@needs("messages.view")
def show_inbox(request: HttpRequest) -> HttpResponse:
    """The newest messages; the first of them is open."""
    return _page(request, None)


@require_GET
@needs("messages.view")
def show_said(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message beside the others, or alone for the pane."""
    message = get_object_or_404(queries.messages(), pk=message_id)
    return _page(request, message)


@require_GET
@needs("messages.view")
def show_trial(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """One trial beside the others, or alone for the pane."""
    return _page(request, get_object_or_404(queries.trials(), pk=trial_id))


def spec() -> lists.ListSpec:
    """Say what the inbox can search and filter."""
    return lists.ListSpec(
        name="inbox",
        search=_("Person, address or message"),
        sort="",
        columns=[],
        filters=[
            Filter("purpose", _("Purpose"), choices=purposes()),
            Filter("channel", _("Channel"), choices=[(one, words.channel_name(one)) for one in queries.connected()]),
            Filter("campaign", _("Belongs to"), kind="text"),
            Filter("template", pgettext("sent", "Message"), kind="text"),
        ],
        views=[
            View("", _("Everything")),
            View("arrived", _("Arrived")),
            View("waits", pgettext("messages", "Waiting")),
            View("kept", _("Not sent")),
            View(UNDECIDED, _("Uncertain")),
            View(TRIALS, _("Sent to ourselves")),
        ],
    )


def _page(request: HttpRequest, opened: Message | Trial | None) -> HttpResponse:
    now, sight = clock.now(), Sight.of(request.user)
    if opened is not None and request.headers.get("HX-Target") == "pane":
        return render(request, "console/messages/pane.html", {"reading": _reading(request, opened, sight, now)})
    state = lists.ListState.read(spec(), request.GET)
    if isinstance(opened, Trial) and state.view != TRIALS:
        state = lists.ListState.read(spec(), _with_view(request))
    leaf = paging.leaf([_part(state)], after=state.after, before=state.before, size=SIZE)
    items, alone = _items(leaf.keys, state, sight), opened is not None
    if opened is None and leaf.keys:
        found: QuerySet[Any] = queries.trials() if state.view == TRIALS else queries.messages()
        opened = found.filter(pk=leaf.keys[0]).first()
    context = {
        "asked": state,
        "items": items,
        "tabs": [
            {"label": one.label, "href": state.url(view=one.key), "active": one.key == state.view}
            for one in spec().views
        ],
        "leaf": leaf,
        "older": state.url(after=leaf.next) if leaf.next else "",
        "newer": state.url(before=leaf.previous) if leaf.previous else "",
        "opened_id": opened.pk if opened else None,
        # On a phone one sees the list, or the message that was asked for by name.
        "alone": alone,
        "back": reverse("console:inbox") + state.url(),
        "beside": _beside(items, opened.pk) if opened and alone else {},
        "reading": _reading(request, opened, sight, now) if opened else None,
        "simulated": [words.channel_name(one) for one in queries.connected() if queries.is_simulated(one)],
        "is_mail_simulated": queries.is_simulated("email"),
        "here": reverse("console:inbox"),
        **_undecided(request, state),
        "export": reverse("console:inbox-export") + state.url() if _may_file(request, state, leaf.keys) else "",
        "filters": [(one, state.value(one.key)) for one in spec().filters if one.kind == "choice"],
        "hidden": [(key, state.value(key)) for key in ("campaign", "template") if state.value(key)],
    }
    return render(request, "console/messages/inbox.html", context)


def _undecided(request: HttpRequest, state: lists.ListState) -> dict[str, Any]:
    """Give what is asked of whoever may decide: how many of the messages shown nobody knows the end of."""
    if state.view != UNDECIDED or not staff.may(request.user, "messages.publish"):
        return {"undecided": 0}
    count = (queries.undecided() & matching(state)).count()
    return {"undecided": count, "fates": reverse("console:inbox-fates") + state.url()}


def _may_file(request: HttpRequest, state: lists.ListState, keys: Sequence[UUID]) -> bool:
    return bool(keys) and state.view != TRIALS and staff.may(request.user, "customers.export")


def _beside(items: Sequence[dict[str, Any]], key: UUID) -> dict[str, str]:
    """Give the messages before and after one in the list; nothing where it is not on this page of it."""
    at = next((place for place, one in enumerate(items) if one["id"] == key), None)
    if at is None:
        return {}
    return {
        "newer": items[at - 1]["href"] if at else "",
        "older": items[at + 1]["href"] if at + 1 < len(items) else "",
    }


def _with_view(request: HttpRequest) -> Any:
    said = request.GET.copy()
    said["view"] = TRIALS
    return said


def newest(found: QuerySet[Message]) -> Part:
    """Give messages in the order of the inbox."""
    return Part(found, "planned_at", down=True, key_down=True)


def _part(state: lists.ListState) -> Part:
    if state.view == TRIALS:
        found: QuerySet[Any] = queries.trials()
        if state.q:
            found = found.filter(Q(template__name__icontains=state.q) | Q(staff__name__icontains=state.q))
        return Part(found, "made_at", down=True, key_down=True)
    return newest(matching(state))


def matching(state: lists.ListState) -> QuerySet[Message]:
    """Give the messages that match, without trials."""
    found = Message.objects.all()
    if state.view == UNDECIDED:
        found = found.filter(state="unknown")
    if states := _VIEWS.get(state.view, ()):
        found = found.filter(state__in=states)
    for name, field in (("purpose", "purpose_id"), ("channel", "channel"), ("campaign", "campaign")):
        if value := state.value(name):
            found = found.filter(**{field: value})
    if template := _uuid(state.value("template")):
        found = found.filter(template_version__template_id=template)
    if state.q:
        people = customers.search_profiles(state.q).values("person_id")
        nodes = NodePerson.objects.filter(person_id__in=people).values("node_id")
        found = found.filter(Q(node_id__in=nodes) | Q(template_version__template__name__icontains=state.q))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _items(keys: list[UUID], state: lists.ListState, sight: Sight) -> list[dict[str, Any]]:
    """Give the lines of the list: four reads, however many."""
    if state.view == TRIALS:
        tried = queries.trials().in_bulk(keys)
        return [_trial_item(tried[key], state) for key in keys if key in tried]
    found = queries.messages().in_bulk(keys)
    named = names({one.node_id for one in found.values()}, sight)
    pressed = clicked(keys)
    return [_item(found[key], state, named, is_clicked=key in pressed) for key in keys if key in found]


def clicked(keys: Sequence[UUID]) -> set[UUID]:
    """Give which of some messages led a human to click."""
    by_human = MessageEvent.objects.filter(message__in=keys, kind="clicked", actor="human")
    return set(by_human.values_list("message_id", flat=True))


def _item(message: Message, state: lists.ListState, named: dict[UUID, str], *, is_clicked: bool) -> dict[str, Any]:
    tone, name = words.STATES[message.state]
    content, filled = message.template_version.content, message.filled or {"retailer.name": places.retailer().name}
    return {
        "id": message.pk, "href": reverse("console:inbox-message", args=[message.pk]) + state.url(),
        "who": named.get(message.node_id) or _("Erased person"), "subject": queries.subject_of(content, filled),
        "under": content.get("preheader", "") or message.template_version.template.name,
        "at": message.sent_at or message.planned_at, "tone": tone, "state": name, "is_sent": message.state == "sent",
        "channel": words.channel_name(message.channel) if message.channel else "", "mark": words.MARKS.get(message.channel, ""),
        "is_clicked": is_clicked,
    }  # fmt: skip


def _trial_item(trial: Trial, state: lists.ListState) -> dict[str, Any]:
    is_sent = trial.state == "sent"
    return {
        "id": trial.pk, "href": reverse("console:inbox-trial", args=[trial.pk]) + state.url(),
        "who": trial.staff.name if trial.staff else _("Former staff"),
        "subject": _("[Test] ") + queries.subject_of(trial.content, queries.FIELDS), "under": trial.template.name,
        "at": trial.made_at, "tone": "good" if is_sent else "bad",
        "state": words.STATES["sent" if is_sent else "failed"][1], "is_sent": is_sent, "channel": words.channel_name(trial.channel),
        "mark": words.MARKS[trial.channel], "is_clicked": False,
    }  # fmt: skip


def names(nodes: set[UUID], sight: Sight) -> dict[UUID, str]:
    """Name the people behind some keys, as far as they may be seen."""
    persons = dict(NodePerson.objects.filter(node__in=nodes).values_list("node_id", "person_id"))
    profiles = Profile.objects.in_bulk(set(persons.values()))
    return {node: label(profiles[person], sight) for node, person in persons.items() if person in profiles}


def _reading(request: HttpRequest, opened: Message | Trial, sight: Sight, now: datetime) -> dict[str, Any]:
    if isinstance(opened, Trial):
        return trial_of(opened)
    return reading_of(opened, sight=sight, now=now, may_decide=staff.may(request.user, "messages.publish"))
