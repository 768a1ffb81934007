# SPDX-License-Identifier: Apache-2.0
"""One message in the reading pane: what it says, to whom, why it went or did not, and what happened to it since."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.models import Message, Trial
from omotenashi.people.customers.models import NodePerson, Profile
from omotenashi.places.locations import queries as places
from omotenashi.web.console.customers.listing import label
from omotenashi.web.console.customers.masking import Sight
from omotenashi.web.console.messages import aftermath, chatting, chatview, words

# Links of a message open beside the office, never inside the frame.
_BASE = '<base target="_blank">'
# Addresses that say something to a reader, and as what they are masked; an id of LINE says nothing to anybody.
_FIELDS = {"email": "email", "sms": "phone"}


def reading_of(message: Message, *, sight: Sight, now: datetime, may_decide: bool = False) -> dict[str, Any]:
    """Give a message as it is read. `may_decide`: whether its reader may say what becomes of one nobody knows the end of."""
    tone, state = words.STATES[message.state]
    person = NodePerson.objects.filter(node=message.node_id).values_list("person_id", flat=True).first()
    profile = Profile.objects.filter(pk=person).first() if person else None
    said, lacks = None, ""
    if profile is not None:
        try:
            said = queries.seen(message, now=now)
        except queries.Missing as missing:
            lacks = words.missing(str(missing))
    template = message.template_version.template
    return {
        "message": message,
        "said": said,
        "html": framed(said.html) if said else "",
        "lacks": lacks,
        "who": label(profile, sight) if profile else _("Erased person"),
        "person_href": reverse("console:customer", args=[profile.pk]) if profile else "",
        "address": _address(message, sight),
        "sender": places.retailer().name,
        "tone": tone,
        "state": state,
        "why": words.why(message),
        "steps": words.steps(message),
        "acts": [words.act(one) for one in message.events.order_by("at", "id")],
        "channel": message.channel,
        "channel_name": words.channel_name(message.channel) if message.channel else "",
        "mark": words.MARKS.get(message.channel, ""),
        "is_simulated": queries.is_simulated(message.channel),
        **shown(message.channel, said),
        **chatting.talk(message),
        "after": aftermath.of(message, now=now),
        "fate": _fate(message) if may_decide else "",
        "purpose": words.purpose_name(message.purpose_id, message.purpose.name),
        "template": template,
        "number": message.template_version.number,
        "at": message.sent_at or message.due_at or message.settled_at or message.planned_at,
    }


def _fate(message: Message) -> str:
    """Give where somebody decides about a message; nothing where it is known how it ended, or was decided."""
    is_open = (message.state, message.reason) == ("unknown", "unknown")
    return reverse("console:inbox-fate", args=[message.pk]) if is_open else ""


def _address(message: Message, sight: Sight) -> str:
    point = message.contact_point
    return sight.field(_FIELDS[point.channel], point.node.value or "") if point and point.channel in _FIELDS else ""


def trial_of(trial: Trial) -> dict[str, Any]:
    """Give a trial as it is read."""
    said = queries.tried(trial)
    is_sent = trial.state == "sent"
    return {
        "trial": trial,
        "said": said,
        "html": framed(said.html),
        "who": trial.staff.name if trial.staff else _("Former staff"),
        "address": trial.staff.email if trial.staff and trial.channel == "email" else "",
        "sender": places.retailer().name,
        "tone": "good" if is_sent else "bad",
        "state": words.STATES["sent" if is_sent else "failed"][1],
        "why": _(
            "A trial: sent to ourselves with the values of the example; no consent is needed and nothing is counted."
        )
        if is_sent
        else _("It was not taken: %(why)s") % {"why": trial.error},
        "channel": trial.channel,
        "channel_name": words.channel_name(trial.channel),
        "mark": words.MARKS[trial.channel],
        "is_simulated": queries.is_simulated(trial.channel),
        **shown(trial.channel, said),
        "purpose": words.purpose_name(trial.template.purpose_id, trial.template.purpose.name),
        "template": trial.template,
        "at": trial.made_at,
    }


def shown(channel: str, said: queries.Said | None) -> dict[str, Any]:
    """Give a message as its channel shows it: a mail, a chat or a short text."""
    return {
        "looks": {"line": "chat", "sms": "sms", "push": "note", "post": "card"}.get(channel, "mail"),
        "chat": chatview.draw(said.chat) if said and channel == "line" else "",
    }


def framed(html: str) -> str:
    """Give a mail for a frame."""
    return html.replace("<head>", f"<head>{_BASE}", 1)
