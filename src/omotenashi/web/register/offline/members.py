# SPDX-License-Identifier: Apache-2.0
"""The members a till may meet without a line: their codes as keyed hashes, points and rank. No name, no contact.

A card that changes every 20 seconds is known by the part that stays; without a line nobody can test its seal, and what
that may cost is limited by the allowance (ADR 0036).
"""

import base64
import hmac
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from omotenashi.commerce.loyalty.queries.many import points_of, ranks_of
from omotenashi.commerce.orders.queries.regulars import regulars
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.models import Node, NodePerson
from omotenashi.places.locations.models import Location

_LATELY, _MOST, _BYTES = timedelta(days=400), 5_000, 16


def code_key(terminal: str) -> bytes:
    """Give the key under which a terminal hashes what it scans: another for each till."""
    return hmac.digest(settings.VALUE_KEY, f"till codes:{terminal}".encode(), "sha256")


def members(shop: Location, *, terminal: str, now: datetime) -> list[dict[str, Any]]:
    """Give the members who bought here lately, who came last first."""
    people = regulars(shop.pk, since=now - _LATELY, most=_MOST)
    held: dict[UUID, list[UUID]] = defaultdict(list)
    for node, person in NodePerson.objects.filter(person_id__in=people).values_list("node_id", "person_id"):
        held[person].append(node)
    belongs = {node: person for person, mine in held.items() for node in mine}
    nodes = list(belongs)
    points, ranks, codes = points_of(nodes, now), ranks_of(belongs), _codes(nodes, code_key(terminal))
    return [
        {
            "id": str(person), "codes": [code for node in held[person] for code in codes.get(node, ())],
            "rank": ranks.get(person, ""),
            "points": max(sum(points.get(node, 0) for node in held[person]), 0),
        }
        for person in people if any(node in codes for node in held[person])
    ]  # fmt: skip


def _codes(nodes: list[UUID], key: bytes) -> dict[UUID, tuple[str, str]]:
    known = Node.objects.filter(pk__in=nodes, type="member_no", erased_at=None, value__isnull=False)
    return {
        node: (_hash(str(number), key), _hash(cards.card_stem(seq), key))
        for node, number, seq in known.values_list("pk", "value", "seq")
    }


def _hash(code: str, key: bytes) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, code.encode(), "sha256")[:_BYTES]).decode().rstrip("=")
