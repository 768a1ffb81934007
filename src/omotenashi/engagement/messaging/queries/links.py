# SPDX-License-Identifier: Apache-2.0
"""The signed marks in a message: which message, and which of its links. Nothing else can be reached through them."""

from uuid import UUID

from django.core import signing

from omotenashi.engagement.messaging.models import Message
from omotenashi.engagement.messaging.queries.saying import compiled, led
from omotenashi.engagement.messaging.rules import fields

_SALT = "omotenashi.messaging.link"
CLICK = "/my/m/{mark}/"
PICTURE = "/my/o/{mark}/"
_signer = signing.Signer(salt=_SALT)


def mark_of(message_id: UUID, *, link: int | None = None) -> str:
    """Give the mark of a link, or of the message itself."""
    return _signer.sign(message_id.hex if link is None else f"{message_id.hex}.{link}")


def message_of(mark: str) -> tuple[Message, int | None] | None:
    """Give the message of a mark and the number of its link; nothing when it is not ours."""
    try:
        key, _, link = _signer.unsign(mark).partition(".")
        number = int(link) if link else None
        found = Message.objects.select_related("template_version__template", "purpose").filter(pk=UUID(key)).first()
    except (signing.BadSignature, ValueError):
        return None
    return (found, number) if found else None


def clicked_at(message: Message, link: int) -> str | None:
    """Give the address behind a link of a message."""
    links = compiled(message.template_version, purpose=message.purpose.kind).links
    return led(links[link], fields.nested(message.filled)) if 0 <= link < len(links) else None
