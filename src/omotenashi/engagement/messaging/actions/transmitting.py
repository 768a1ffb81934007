# SPDX-License-Identifier: Apache-2.0
"""Send a batch: take it, fill it, hand it over outside of any transaction, write down what was answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from omotenashi.engagement.messaging import ports, queries
from omotenashi.engagement.messaging.actions import batching, claiming, handing, settling
from omotenashi.engagement.messaging.models import Message, ShortLink
from omotenashi.engagement.messaging.ports import Letter, Outcome
from omotenashi.engagement.messaging.queries import saying, shorts
from omotenashi.engagement.messaging.rules import compiling, fields, notes
from omotenashi.people.consent.queries import links
from omotenashi.people.customers.models import ContactPoint
from omotenashi.places.locations import queries as places

# Where every sign is paid, or typed by hand from paper, addresses are short ones.
_SHORT = ("sms", "post")


@dataclass(frozen=True, slots=True)
class House:
    """Who writes, where its pages stand, and whether it says of itself what the law wants under advertising."""

    name: str
    origin: str
    can_advertise: bool


def transmit(*, now: datetime, limit: int = claiming.BATCH) -> int:
    """Send what is due; say how many were taken. Runs outside of a transaction."""
    batch = claiming.claim(now=now, limit=limit) or claiming.reclaim(now=now)
    if not batch:
        return 0
    filled = queries.filled_for(batch, now=now)
    letters, outcomes = written(batch, filled)
    kept = {message.pk: message.batch for message in batch}
    kinds = {message.pk: message.purpose.kind for message in batch}
    for name, ready in letters.items():
        channel = ports.channel(name)
        together = batching.gather(ready, kept=kept, most=channel.gathers)
        outcomes += handing.hand_over(channel, together, kinds=kinds)
    settling.settle(batch, outcomes, filled=filled, now=now)
    return len(batch)


def written(
    batch: Sequence[Message], filled: dict[UUID, dict[str, Any]]
) -> tuple[dict[str, list[Letter]], list[Outcome]]:
    """Give the letters of a batch by channel, and the refusal of each that must not go as it is."""
    made: dict[UUID, compiling.Compiled] = {}
    letters: dict[str, list[Letter]] = defaultdict(list)
    refused: list[Outcome] = []
    short: list[tuple[UUID, int]] = []
    house = House(places.retailer().name, queries.policy().origin, can_advertise=saying.has_sender())
    for message in batch:
        version = message.template_version
        if version.pk not in made:
            made[version.pk] = saying.compiled(version, purpose=message.purpose.kind)
        try:
            if message.purpose.kind == "marketing" and not house.can_advertise:
                raise fields.Missing("sender")
            letters[message.channel].append(_letter(message, made[version.pk], filled[message.pk], house))
            if message.channel in _SHORT:
                short.append((message.pk, len(made[version.pk].links)))
        except fields.Missing as missing:
            refused.append(Outcome(message.pk, ports.REFUSED, error=f"content: {missing}"))
    ShortLink.objects.bulk_create(shorts.links_of(short), ignore_conflicts=True)
    return letters, refused


def _letter(message: Message, made: compiling.Compiled, filled: dict[str, Any], house: House) -> Letter:
    point, origin = message.contact_point, house.origin
    if point is None:
        raise fields.Missing("address")
    is_advertising = message.purpose.kind == "marketing"
    values = {**fields.nested(filled), **_addresses(message, point, len(made.links), origin)}
    said = saying.said(made, values, channel=message.channel)
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
        chat=said.chat,
        note=said.note,
        until=message.expires_at,
        # Of advertising the newest is enough; each piece of news of an order stands.
        topic=notes.topic_of(message.campaign) if is_advertising else "",
    )


def _addresses(message: Message, point: ContactPoint, count: int, origin: str) -> dict[str, Any]:
    """Give the reader's own addresses: short ones where every sign is paid."""
    if message.channel in _SHORT:
        own = [origin + shorts.PAGE.format(code=shorts.code_of(message.pk, number)) for number in range(count)]
        way_out = origin + shorts.PAGE.format(code=shorts.code_of(message.pk, None))
    else:
        own = [origin + queries.CLICK.format(mark=queries.mark_of(message.pk, link=number)) for number in range(count)]
        way_out = origin + links.PAGE.format(token=links.token_of(point))
    return {"link": {f"n{number}": address for number, address in enumerate(own)}, "way_out": way_out}
