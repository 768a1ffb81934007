# SPDX-License-Identifier: Apache-2.0
"""Let messages wait in places of our own, and end the wait of those whose time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce

from omotenashi.engagement.messaging.actions import allowances
from omotenashi.engagement.messaging.models import Message, Showing
from omotenashi.engagement.messaging.rules import gate, places


def place(batch: Sequence[Message], rulings: Mapping[UUID, gate.Ruling], *, now: datetime) -> None:
    """Let those wait that the gate lets through to a place of ours; inside the transaction that judged them.

    They are counted from now on. Whose time is over before anybody saw them gives back what was counted.
    """
    waiting = [one for one in batch if _waits(rulings[one.pk])]
    if over := [one.pk for one in batch if one.reason == places.TO_SHOW and rulings[one.pk].outcome == gate.DROP]:
        # Whom somebody spoke to at this very moment was reached: nothing is given back.
        allowances.give_back(Message.objects.filter(pk__in=over, state="dropped").values_list("pk", flat=True))
    if not waiting:
        return
    until = Coalesce("expires_at", now + places.LIFE)
    rows = Message.objects.filter(pk__in=[one.pk for one in waiting], state="queued")
    rows.update(state="held", reason=places.TO_SHOW, due_at=until, expires_at=until)
    Showing.objects.bulk_create(
        [Showing(message=one, places=_places(one), until=one.expires_at or now + places.LIFE) for one in waiting],
        ignore_conflicts=True,
    )


def _waits(ruling: gate.Ruling) -> bool:
    return ruling.outcome == gate.SEND and ruling.way is not None and ruling.way.channel in places.PLACES


def _places(message: Message) -> list[str]:
    return [one for one in message.wanted or message.template_version.template.channels if one in places.PLACES]
