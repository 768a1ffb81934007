# SPDX-License-Identifier: Apache-2.0
"""What the gate says beyond yes and no, in words: what overtook a message, at which hour it goes and why, until when it waits."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from omotenashi.engagement.messaging.models import Message
from omotenashi.web.ui.cares import topic

STEPS = {
    "wish": lazy("Still wanted"),
    "way": lazy("Way it took first"),
    "topic": lazy("Topics left alone"),
    "hour": lazy("Best hour"),
    "pace": lazy("Pace of sending"),
}


def why(message: Message) -> str | None:
    """Say why a message waits or did not go, where the gate weighed it against others or against the clock."""
    last = message.decision[-1] if message.decision else {}
    if message.reason == "outranked":
        return f"{_overtaken(last)} {_further(message)}".strip()
    if message.reason == "capped" and message.state == "held":
        return _("The person already gets as many messages as our rule allows for this time.") + f" {_further(message)}"
    if message.reason == "left":
        return _("The scenario was over for this person before it could go.")
    if message.reason == "hour":
        return f"{_hour(last)} {_further(message)}".strip()
    if message.reason == "quiet" and (there := _there(last)):
        return f"{there} {_further(message)}".strip()
    if message.reason == "pace" and message.state == "queued":
        return _(
            "The receiver's mail service, or a sender that is still new, takes only so many at a time; it goes next."
        )
    if message.state == "intended" and message.due_at is not None and message.due_at > message.planned_at:
        return _("It waits a moment for anything more important to the same person; it is looked at at %(at)s.") % {
            "at": _clock(message)
        }
    return None


def detail(step: Mapping[str, str]) -> str:
    """Say of one step what showed it, where that is more than its outcome."""
    if step["step"] == "allowance" and step["reason"] == "outranked":
        return _overtaken(step)
    if step["step"] == "topic" and step.get("evidence"):
        return _("The person wants this left alone: %(topic)s.") % {"topic": topic(step["evidence"])}
    if step["step"] == "quiet":
        return _there(step)
    return _hour(step) if step["step"] == "hour" else ""


def _there(step: Mapping[str, str]) -> str:
    """Say until when it is night where the person is, by the clock there; nothing where that is the house's."""
    until, _gap, zone = step.get("evidence", "").rstrip("]").partition("[")
    if not zone:
        return ""
    at = datetime.fromisoformat(until)
    told = {"zone": zone, "at": f"{at.month}/{at.day} {at:%H:%M}"}
    return _("It is night where the person is (%(zone)s); it waits there until %(at)s of the clock there.") % told


def _overtaken(step: Mapping[str, str]) -> str:
    if name := step.get("evidence", ""):
        return _("“%(name)s” was more important for this person, and there was room for no more.") % {"name": name}
    return _("Another message was more important for this person, and there was room for no more.")


def _hour(step: Mapping[str, str]) -> str:
    said = {
        "own": _("This person mostly answers around %(hour)s:00."),
        "house": _("Of this person too little is known; most people answer around %(hour)s:00."),
        "few": _("Not enough data for a best hour: it goes as usual."),
        "waited": _("It waited for the hour at which this person mostly answers."),
    }
    hour, _gap, zone = step.get("evidence", "").rstrip("]").partition("[")
    text = said.get(step.get("reason", ""), "") % {"hour": hour}
    return f"{text} {_('By the clock of %(zone)s.') % {'zone': zone}}" if zone and text else text


def _further(message: Message) -> str:
    """Say when a message is looked at again, or that it is over."""
    if message.due_at is None:
        return _("Its time was over before there was room again.") if message.expires_at else ""
    return _("It is looked at again at %(at)s.") % {"at": _clock(message)}


def _clock(message: Message) -> str:
    at = timezone.localtime(message.due_at)
    return f"{at.month}/{at.day} {at:%H:%M}"
