# SPDX-License-Identifier: Apache-2.0
"""Messages as they are looked at: what an example or a person would read, what a message said, what stands in its way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.engagement.messaging import ports
from omotenashi.engagement.messaging.models import Message, Template, Trial
from omotenashi.engagement.messaging.queries import links, saying, shorts
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules import blocks, chatfill, fields
from omotenashi.people.consent.queries import links as consent
from omotenashi.places.locations import queries as places

_NOTHING = blocks.read({})
_ALONE = {"subject": "s", "blocks": [{"kind": "divider"}]}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, where (0: above the blocks), in which of its texts, and what of it."""

    reason: str
    where: int
    name: str
    detail: str


def troubles(content: blocks.Content) -> Iterator[Trouble]:
    """Give everything that stands in the way of sending, not only the first thing."""
    for name, text in (("subject", content.subject), ("preheader", content.preheader), ("short", content.short)):
        if text or name == "subject":
            wrong = _trouble({**_ALONE, "subject": text})
            if wrong:
                yield Trouble(wrong.reason, 0, name, wrong.detail)
    if not content.blocks:
        yield Trouble("empty", 0, "blocks", "")
    for number, block in enumerate(content.blocks, start=1):
        wrong = _trouble({**_ALONE, "blocks": [{"kind": block.kind, **block.values}]})
        if wrong:
            yield Trouble(wrong.reason, number, _named(block, wrong), wrong.detail)


def _trouble(raw: Mapping[str, Any]) -> blocks.BadTemplate | None:
    try:
        blocks.checked(blocks.read(raw))
    except blocks.BadTemplate as wrong:
        return wrong
    return None


def _named(block: blocks.Block, wrong: blocks.BadTemplate) -> str:
    """Name the text of a block that is wrong."""
    shape = blocks.SHAPES[block.kind]
    if wrong.reason == "missing":
        return wrong.detail
    if wrong.reason == "address":
        return next((name for name in shape.links if block[name] == wrong.detail), "")
    if wrong.reason in ("liquid", "field"):
        return next((name for name in shape.words if block[name] and fields.trouble(block[name])), "")
    return (*shape.needs, "")[0]


def readable(content: blocks.Content, wrong: frozenset[tuple[int, str]]) -> blocks.Content:
    """Give a draft without what cannot be read yet: `wrong` holds numbers of blocks, and names above them."""
    return replace(
        content,
        **{name: "" for name in ("subject", "preheader", "short") if (0, name) in wrong},
        blocks=tuple(one for at, one in enumerate(content.blocks, start=1) if not any(at == n for n, _ in wrong)),
    )


def values_of(node_id: UUID, *, now: datetime, content: blocks.Content = _NOTHING) -> dict[str, Any]:
    """Give the fields as they are known of somebody now, for a preview of what `content` says."""
    message = Message(node_id=node_id)
    return fields.nested(saying.filled_for([message], now=now, content=content)[message.pk])


def seen(message: Message, *, now: datetime) -> saying.Said:
    """Give what a message said, or would say today when it has not gone yet. Raises Missing.

    Where the channel is simulated its links are those of the reader; otherwise they lead on without being counted.
    """
    made = saying.compiled(message.template_version, purpose=message.purpose.kind)
    filled = message.filled or saying.filled_for([message], now=now)[message.pk]
    point, is_mine = message.contact_point, is_simulated(message.channel) and message.sent_at is not None
    is_paid = message.channel == "sms" and is_mine
    values = fields.nested(filled)
    own = {
        f"n{number}": _address(message, number) if is_mine else saying.led(one, values)
        for number, one in enumerate(made.links)
    }
    if is_paid:
        own = {name: policy().origin + one for name, one in own.items()}
    way_out = consent.PAGE.format(token=consent.token_of(point)) if point is not None and is_mine else "#"
    if is_paid:
        way_out = policy().origin + shorts.PAGE.format(code=shorts.code_of(message.pk, None))
    # What another channel would have said of it is not what this reader got; of one without a channel all is shown.
    return saying.said(made, {**values, "link": own, "way_out": way_out}, channel=message.channel)


def _address(message: Message, link: int) -> str:
    """Give the reader's own address of a link: a short one where every sign is paid."""
    if message.channel == "sms":
        return shorts.PAGE.format(code=shorts.code_of(message.pk, link))
    return links.CLICK.format(mark=links.mark_of(message.pk, link=link))


def tried(trial: Trial) -> saying.Said:
    """Give what a trial said."""
    return saying.preview(blocks.read(trial.content), purpose=trial.template.purpose.kind)


def is_simulated(channel: str) -> bool:
    """Say whether a channel leads nowhere but to the inbox for trials."""
    return channel in ports.connected() and ports.channel(channel).is_simulated


@dataclass(frozen=True, slots=True)
class Law:
    """What advertising needs before it may leave: who sends it, where, how to complain, and a way out that works."""

    seller: bool
    address: bool
    contact: bool
    way_out: bool

    @property
    def holds(self) -> bool:
        """Say whether advertising may leave."""
        return self.seller and self.address and self.contact


def law() -> Law:
    """Look at what the house says of itself (特定電子メール法 4)."""
    kit = places.kit()
    legal = kit.legal if kit else {}
    return Law(
        seller=bool(legal.get("seller")),
        address=bool(legal.get("address")),
        contact=bool(legal.get("mail") or legal.get("phone")),
        way_out=bool(policy().origin),
    )


def may_publish(template: Template) -> bool:
    """Say whether the law lets this be published: advertising needs the sender under it."""
    return template.purpose.kind != "marketing" or law().holds


def messages() -> QuerySet[Message]:
    """Give every message with what it says and for which purpose."""
    return Message.objects.select_related("template_version__template", "purpose", "contact_point__node")


def trials() -> QuerySet[Trial]:
    """Give what the staff sent to themselves."""
    return Trial.objects.select_related("template__purpose", "staff")


def subject_of(content: Mapping[str, Any], filled: Mapping[str, Any]) -> str:
    """Give a subject as somebody read it; as it was written where that cannot be told."""
    subject = str(content.get("subject", ""))
    try:
        return fields.fill(subject, fields.nested(filled))
    except fields.Missing:
        return subject


def chat_trouble(messages: Sequence[Mapping[str, Any]]) -> str:
    """Say what LINE would not take of a chat; nothing if all is good."""
    return chatfill.trouble([dict(one) for one in messages])


def waiting() -> int:
    """Count the advertising that has not been handed over yet."""
    return Message.objects.filter(state__in=("intended", "held", "queued"), purpose__kind="marketing").count()
