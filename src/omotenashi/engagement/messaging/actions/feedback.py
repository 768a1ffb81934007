# SPDX-License-Identifier: Apache-2.0
"""What happens to messages after they went: opened, clicked, bounced. A machine's doing is kept apart and told nobody."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from omotenashi.base.outbox.actions import publish
from omotenashi.engagement.messaging.events import MessageClicked, MessageOpened
from omotenashi.engagement.messaging.models import Message, MessageEvent
from omotenashi.engagement.messaging.rules import actors, returns
from omotenashi.people.consent import actions as consent

_TOGETHER = timedelta(seconds=2)
# Mailboxes that are full may be empty tomorrow: so many bounces in so many days end advertising.
_SOFT, _SOFT_DAYS = 3, timedelta(days=30)


@transaction.atomic
def opened(message: Message, *, agent: str, now: datetime) -> str:
    """Note that the picture of a message was loaded; give who did it. Told once a message."""
    actor = actors.of_opening(agent=agent, sent_at=message.sent_at, at=now)
    _arrived(message)
    if _note(message, "opened", actor, key=f"{message.pk}:opened:{actor}", now=now) and actor != actors.MACHINE:
        publish(
            MessageOpened(
                node_id=message.node_id, at=now, message_id=message.pk, channel=message.channel,
                template=message.template_version.template.name, campaign=message.campaign,
            )
        )  # fmt: skip
    return actor


@transaction.atomic
def clicked(message: Message, *, link: int, address: str, agent: str, method: str, now: datetime) -> str:
    """Note a click on a link; give who did it. A human's click on a link is told once a minute."""
    before = MessageEvent.objects.filter(message=message, kind="clicked", at__gt=now - _TOGETHER).exclude(link=link)
    actor = actors.of_click(agent=agent, method=method, sent_at=message.sent_at, at=now, others=before.count())
    _arrived(message)
    minute = int(now.timestamp() // 60)
    key = f"{message.pk}:clicked:{link}:{actor}:{minute}"
    if _note(message, "clicked", actor, key=key, now=now, link=link) and actor == actors.HUMAN:
        publish(
            MessageClicked(
                node_id=message.node_id, at=now, message_id=message.pk, channel=message.channel,
                template=message.template_version.template.name, campaign=message.campaign, link=address,
            )
        )  # fmt: skip
    return actor


@transaction.atomic
def bounced(message: Message, *, status: str, evidence: str, key: str, now: datetime) -> bool:
    """Note that a message came back with an enhanced status code (RFC 3463); say whether its address is closed now."""
    if not _note(message, "bounced", actors.MACHINE, key=key, now=now, evidence=f"{status} {evidence}"[:500]):
        return False
    point = message.contact_point
    if point is None:
        return False
    if returns.meaning(status) == returns.HARD:
        consent.suppress(contact_point=point, reason="hard_bounce", now=now, scope="all", by="bounce")
        return True
    recent = MessageEvent.objects.filter(message__contact_point=point, kind="bounced", at__gt=now - _SOFT_DAYS)
    if recent.count() < _SOFT:
        return False
    consent.suppress(contact_point=point, reason="hard_bounce", now=now, by="bounce")
    return True


def _arrived(message: Message) -> None:
    """What somebody or a machine has in hand arrived: of a message nobody knew the end of it is known now."""
    Message.objects.filter(pk=message.pk, state="unknown").update(
        state="sent", reason="", sent_at=Coalesce("sent_at", "settled_at")
    )


def _note(
    message: Message, kind: str, actor: str, *, key: str, now: datetime, link: int | None = None, evidence: str = ""
) -> bool:
    values = {"message": message, "kind": kind, "actor": actor, "evidence": evidence, "link": link, "at": now}
    return MessageEvent.objects.get_or_create(key=key, defaults=values)[1]
