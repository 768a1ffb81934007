# SPDX-License-Identifier: Apache-2.0
"""Send a draft to whoever writes it: the same words through the same channel, with the values of the example."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.models import Template, Trial
from omotenashi.engagement.messaging.rules import blocks
from omotenashi.people.staff.models import Staff
from omotenashi.places.locations import queries as places


def try_out(template_id: UUID, *, staff: UUID, mark: str, key: str, now: datetime) -> Trial:
    """Send the draft to somebody of the staff; `mark` stands before its subject. Once under its key. Raises BadTemplate.

    Runs outside of a transaction: the intent is kept first, then the channel is asked.
    """
    template = Template.objects.select_related("purpose").get(pk=template_id)
    reader = Staff.objects.get(pk=staff)
    content = blocks.checked(blocks.read(template.draft))
    values = {"template": template, "staff": reader, "content": content.kept(), "state": "sending", "made_at": now}
    with transaction.atomic():
        trial, is_new = Trial.objects.get_or_create(key=key, defaults=values)
    if not is_new:
        return trial
    said = queries.preview(content, purpose=template.purpose.kind)
    letter = ports.Letter(
        message_id=trial.pk, address=reader.email, subject=f"{mark}{said.subject}", text=said.text, html=said.html,
        short=said.short, sender_name=places.retailer().name, headers={},
    )  # fmt: skip
    [outcome] = ports.channel("email").hand_over([letter])
    trial.state, trial.error = outcome.state, outcome.error
    trial.save(update_fields=["state", "error"])
    return trial
