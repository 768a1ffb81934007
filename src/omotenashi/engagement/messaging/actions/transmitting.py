# SPDX-License-Identifier: Apache-2.0
"""Send a batch: take it, fill it, hand it over outside of any transaction, write down what was answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.actions import claiming, settling
from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import saying
from omotenashi.engagement.messaging.rules import compiling, fields
from omotenashi.people.consent.queries import links
from omotenashi.places.locations import queries as places


@dataclass(frozen=True, slots=True)
class House:
    """Who writes, where its pages stand, and whether it says of itself what the law wants under advertising."""

    name: str
    origin: str
    can_advertise: bool


def transmit(*, now: datetime, limit: int = claiming.BATCH) -> int:
    """Send what is due; say how many were taken. Runs outside of a transaction."""
    batch = claiming.claim(now=now, limit=limit)
    if not batch:
        return 0
    filled = queries.filled_for(batch, now=now)
    letters, outcomes = written(batch, filled)
    for channel, ready in letters.items():
        outcomes += ports.channel(channel).hand_over(ready)
    settling.settle(batch, outcomes, filled=filled, now=now)
    return len(batch)


def written(
    batch: Sequence[Message], filled: dict[UUID, dict[str, Any]]
) -> tuple[dict[str, list[Letter]], list[Outcome]]:
    """Give the letters of a batch by channel, and the refusal of each that must not go as it is."""
    made: dict[UUID, compiling.Compiled] = {}
    letters: dict[str, list[Letter]] = defaultdict(list)
    refused = []
    house = House(places.retailer().name, queries.policy().origin, can_advertise=saying.has_sender())
    for message in batch:
        version = message.template_version
        if version.pk not in made:
            made[version.pk] = saying.compiled(version, purpose=message.purpose.kind)
        try:
            if message.purpose.kind == "marketing" and not house.can_advertise:
                raise fields.Missing("sender")
            letters[message.channel].append(_letter(message, made[version.pk], filled[message.pk], house))
        except fields.Missing as missing:
            refused.append(Outcome(message.pk, ports.REFUSED, error=f"content: {missing}"))
    return letters, refused


def _letter(message: Message, made: compiling.Compiled, filled: dict[str, Any], house: House) -> Letter:
    point, origin = message.contact_point, house.origin
    if point is None:
        raise fields.Missing("address")
    is_advertising = message.purpose.kind == "marketing"
    own = {
        f"n{number}": origin + queries.CLICK.format(mark=queries.mark_of(message.pk, link=number))
        for number in range(len(made.links))
    }
    token = links.token_of(point)
    said = saying.said(made, {**fields.nested(filled), "link": own, "way_out": origin + links.PAGE.format(token=token)})
    picture = origin + queries.PICTURE.format(mark=queries.mark_of(message.pk))
    return Letter(
        message_id=message.pk,
        address=point.node.value or "",
        subject=said.subject,
        text=said.text,
        html=said.html.replace("</body>", f'<img src="{picture}" width="1" height="1" alt=""></body>', 1),
        short=said.short,
        sender_name=house.name,
        headers=links.headers(contact_point=point, origin=origin) if is_advertising else {},
    )
