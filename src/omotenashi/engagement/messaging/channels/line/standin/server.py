# SPDX-License-Identifier: Apache-2.0
"""The stand-in as a server on this machine's own address, so that the SDK speaks to it as it speaks to LINE."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC
from functools import cache

from django.conf import settings

from omotenashi.base import clock, standing
from omotenashi.engagement.messaging.channels.line.standin.contract import Standin
from omotenashi.engagement.messaging.channels.line.standin.menus import Menus

TOKEN = "standin-of-line"  # noqa: S105  # opens nothing but the stand-in


def secret() -> str:
    """Give the secret of the channel that there is not: this installation's own."""
    return hashlib.blake2b(settings.CARD_KEY, person=b"line messages", digest_size=16).hexdigest()


@cache
def here() -> str:
    """Give the address of this process's stand-in; it begins with the first message."""
    return standing.address_of(
        standing.serve("LINE", _asked(Standin(token=TOKEN, used=_used, menus=Menus(known=_is_known))))
    )


def standing_in(standin: Standin) -> AbstractContextManager[str]:
    """Run a stand-in for a while; give its address."""
    return standing.standing_in("LINE", _asked(standin))


def _used() -> int:
    """Count what this month went to LINE: the stand-in of another process may have taken it."""
    from django.db import connection

    from omotenashi.engagement.messaging.models import Message
    from omotenashi.places.locations.queries import zone

    month = clock.now().astimezone(zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    try:
        return Message.objects.filter(channel="line", state="sent", sent_at__gte=month).count()
    finally:
        # This thread serves one caller and leaves no line behind.
        connection.close()


def _is_known(menu: str) -> bool:
    """Say whether the stand-in of another process took a menu."""
    from django.db import connection

    from omotenashi.engagement.messaging.models import ChatMenu

    try:
        return ChatMenu.objects.filter(external_id=menu, is_standin=True).exists()
    finally:
        connection.close()


def _asked(standin: Standin) -> standing.Asked:
    def asked(method: str, path: str, headers: Mapping[str, str], body: bytes) -> standing.Answer:
        status, extra, said = standin.answer(method, path, headers, body)
        data = json.dumps(said, ensure_ascii=False).encode()
        return status, {**extra, "Content-Type": "application/json"}, data

    return asked
