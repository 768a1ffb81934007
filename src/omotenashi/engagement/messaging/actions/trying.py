# SPDX-License-Identifier: Apache-2.0
"""Send a draft to whoever writes it: the same words through the same channel, with the values of the example."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.actions import devices
from omotenashi.engagement.messaging.models import PushDevice, Template, Trial
from omotenashi.engagement.messaging.rules import blocks, chatfill
from omotenashi.people.customers.models import ContactPoint, Node
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import queries as places


class NoAddress(Exception):
    """The house does not know where this member of the staff can be reached on a channel."""


def try_out(
    template_id: UUID, *, staff: UUID, mark: str, key: str, now: datetime, channel: str = "email", address: str = ""
) -> Trial:  # fmt: skip
    """Send the draft to somebody of the staff, or to an inbox they name; `mark` stands before its subject. Once under its key.

    Raises BadTemplate, NoAddress. Runs outside of a transaction: the intent is kept first, then the channel is asked.
    """
    template = Template.objects.select_related("purpose").get(pk=template_id)
    reader = Staff.objects.get(pk=staff)
    content = blocks.checked(blocks.read(template.draft))
    address = address or _address(reader, channel)
    said = queries.preview(content, purpose=template.purpose.kind)
    if channel == "sms" and not said.short:
        raise blocks.BadTemplate("short_missing")
    if channel == "line" and (wrong := chatfill.trouble(said.chat)):
        raise blocks.BadTemplate("line", detail=wrong)
    values = {
        "template": template, "staff": reader, "content": content.kept(), "state": "sending", "made_at": now,
        "channel": channel,
    }  # fmt: skip
    with transaction.atomic():
        trial, is_new = Trial.objects.get_or_create(key=key, defaults=values)
    if not is_new:
        return trial
    letter = ports.Letter(
        message_id=trial.pk, address=address, subject=f"{mark}{said.subject}", text=said.text, html=said.html,
        short=said.short, sender_name=places.retailer().name, headers={}, chat=said.chat,
        note={**said.note, "title": f"{mark}{said.note['title']}"},
    )  # fmt: skip
    if channel == "push":
        devices.vapid_keys(now=now)
    [outcome] = ports.channel(channel).hand_over([letter])
    trial.state, trial.error = outcome.state, outcome.error
    trial.save(update_fields=["state", "error"])
    return trial


def _address(reader: Staff, channel: str) -> str:
    """Give where somebody of the staff is reached: by mail at work, elsewhere as the customer with the same mail."""
    if channel == "email":
        return reader.email
    mails = Node.objects.filter(type="email", value=reader.email.lower(), erased_at=None)
    persons = mails.values_list("nodeperson__person_id", flat=True)
    found = ContactPoint.objects.filter(channel=channel, node__nodeperson__person_id__in=persons, node__erased_at=None)
    if channel == "push":
        found = found.filter(pk__in=PushDevice.objects.filter(ended_at=None).values("pk"))
    point = found.select_related("node").order_by("node__seq").last()
    if point is not None and point.node.value:
        return point.node.value
    if ports.channel(channel).is_simulated:
        return ports.listening(channel).stranger(f"staff {reader.pk}")
    raise NoAddress(channel)
