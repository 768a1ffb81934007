# SPDX-License-Identifier: Apache-2.0
"""What the staff know and show of themselves, and whose phones take notifications."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import md5
from struct import pack
from zlib import compress, crc32

import numpy as np
from django.db import transaction

from omotenashi.engagement.messaging import actions as messaging
from omotenashi.engagement.messaging import queries
from omotenashi.engagement.messaging.queries.devices import Subscription
from omotenashi.people.consent.actions.ledger import Proof
from omotenashi.people.customers.actions import notes
from omotenashi.people.customers.actions.registrations import Identifier
from omotenashi.people.customers.models import Node
from omotenashi.people.staff.models import Staff
from omotenashi.simulate.floors.letters import NOTES

_PHONES = 12
_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
)
_CARDS: Mapping[str, tuple[str, str, str]] = {
    "tencho@demo.example": ("佐藤", "渋谷店の店長です。お直しのご相談は私まで。", "#3d5a80"),
    "clerk@demo.example": ("鈴木", "吉祥寺店で毎日お待ちしています。色合わせが得意です。", "#9c6644"),
    "hq@demo.example": ("田中", "皆さまのお声を、本部で読ませていただいています。", "#4f772d"),
}
_SIDE = 240


def tell(*, now: datetime) -> None:
    """Let some take notifications, some of the staff show themselves, and notes stand beside those whom they know."""
    members = list(Node.objects.filter(type="member_no", erased_at=None, nodeperson__isnull=False).order_by("seq")[:60])
    _subscribe(members[:_PHONES], now=now - timedelta(weeks=8))
    people = {one.email: one for one in Staff.objects.filter(email__in=_CARDS)}
    for mail, (name, words, colour) in _CARDS.items():
        if mail in people:
            picture = messaging.keep_picture(_face(colour), alt=name, now=now - timedelta(weeks=20))
            messaging.introduce(
                people[mail].pk, shown_as=name, words=words, picture=picture.pk, now=now - timedelta(weeks=20)
            )
    writers = [one for mail, one in people.items() if mail != "hq@demo.example"]
    for n, text in enumerate(NOTES if writers and len(members) >= len(NOTES) else ()):
        at = now - timedelta(days=3 + 9 * n)
        notes.write(node_id=members[n * 2].pk, text=text, by=writers[n % len(writers)], now=at, pinned=n % 4 == 0)


def phone_of(member_no: str) -> Subscription:
    """Give what the phone of a member tells: there is none, and what is sent to it can be read in the inbox for trials."""
    return queries.standin_of(md5(member_no.encode(), usedforsecurity=False).hexdigest())


@transaction.atomic
def _subscribe(members: Sequence[Node], *, now: datetime) -> None:
    messaging.vapid_keys(now=now)
    for n, one in enumerate(members):
        try:
            messaging.subscribe_device(
                phone_of(str(one.value)), owner=Identifier("member_no", str(one.value)), agent=_AGENTS[n % 2],
                proof=Proof(form="portal"), wording=None, now=now + timedelta(hours=n),
            )  # fmt: skip
        except (messaging.SomebodyElses, messaging.BadSubscription):
            continue


def _face(colour: str) -> bytes:
    """Draw somebody who does not exist: head and shoulders, as a PNG."""
    y, x = np.mgrid[:_SIDE, :_SIDE]
    drawn = np.empty((_SIDE, _SIDE, 3), np.uint8)
    drawn[:] = _rgb(colour)
    drawn[((x - 120) / 50) ** 2 + ((y - 88) / 56) ** 2 < 1] = _rgb("#2f2a28")
    drawn[((x - 120) / 40) ** 2 + ((y - 100) / 48) ** 2 < 1] = _rgb("#f2dfce")
    drawn[((x - 120) / 84) ** 2 + ((y - 242) / 88) ** 2 < 1] = _rgb("#f7f5f2")
    # Each row begins with the filter it was written by: none.
    rows = np.concatenate([np.zeros((_SIDE, 1), np.uint8), drawn.reshape(_SIDE, -1)], axis=1)
    head = pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", compress(rows.tobytes())), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def _rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour[1:]))
