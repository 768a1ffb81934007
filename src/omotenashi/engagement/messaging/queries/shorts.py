# SPDX-License-Identifier: Apache-2.0
"""Short addresses of our own domain: eight signs that name a message and one of its links."""

import hashlib
import hmac
import string
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from omotenashi.engagement.messaging.models import Message, ShortLink

PAGE = "/s/{code}"
_SIGNS, _LENGTH = string.digits + string.ascii_letters, 8


def code_of(message_id: UUID, link: int | None) -> str:
    """Give the code of a link, or of the way out: always the same, and not to be guessed."""
    said = f"short:{message_id.hex}:{'' if link is None else link}".encode()
    number = int.from_bytes(hmac.digest(settings.CARD_KEY, said, hashlib.sha256)[:8])
    return "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(_LENGTH))


def links_of(messages: Iterable[tuple[UUID, int]]) -> list[ShortLink]:
    """Give the short links of messages with so many links each, and of their ways out."""
    return [
        ShortLink(code=code_of(message, link), message_id=message, link=link)
        for message, count in messages
        for link in (*range(count), None)
    ]


def behind(code: str) -> tuple[Message, int | None] | None:
    """Give the message of a code and the number of its link, nothing for the way out; nothing when it is not ours."""
    found = ShortLink.objects.select_related("message__template_version__template", "message__purpose").filter(pk=code)
    link = found.select_related(
        "message__contact_point__node", "message__template_version__template", "message__purpose"
    ).first()
    return (link.message, link.link) if link else None
