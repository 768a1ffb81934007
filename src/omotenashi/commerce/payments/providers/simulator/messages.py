# SPDX-License-Identifier: Apache-2.0
"""What the simulator says: bodies with a signature and a time, as real providers send them."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from omotenashi.base.ids import new_id
from omotenashi.commerce.payments.ports import BadSignature, Fact, Message

HEADER = "Simulator-Signature"
_TOLERANCE = 300
_FIELDS = ("kind", "ref", "intent_id", "amount", "currency", "refund_ref", "refund_id", "reason", "at")


def body_of(**said: Any) -> str:
    """Write a message with a name of its own."""
    return json.dumps({"id": f"simevt_{new_id().hex}", **said}, default=str)


def signed(body: str, *, now: datetime) -> Message:
    """Give a body with its signature."""
    moment = str(int(now.timestamp()))
    return Message(body=body.encode(), headers={HEADER: f"t={moment},v1={_seal(moment, body.encode())}"})


def read(body: bytes, *, headers: Mapping[str, str], now: datetime) -> tuple[Fact, ...]:
    """Read a message. Raises BadSignature."""
    given = {name.lower(): value for name, value in headers.items()}.get(HEADER.lower(), "")
    parts = dict(part.split("=", 1) for part in given.split(",") if "=" in part)
    moment = parts.get("t", "")
    is_ours = hmac.compare_digest(parts.get("v1", "").encode(), _seal(moment, body).encode())
    if not is_ours or abs(now.timestamp() - int(moment)) > _TOLERANCE:
        raise BadSignature
    said = json.loads(body)
    return (fact_of(said, event_id=said["id"]),)


def fact_of(said: Mapping[str, Any], *, event_id: str) -> Fact:
    """Give the fact that a message states."""
    return Fact(
        kind=said["kind"],
        event_id=event_id,
        at=datetime.fromisoformat(str(said["at"])).astimezone(UTC),
        ref=said["ref"],
        amount=said.get("amount", 0),
        currency=said.get("currency", ""),
        intent_id=UUID(str(said["intent_id"])),
        refund_ref=said.get("refund_ref", ""),
        refund_id=UUID(said["refund_id"]) if said.get("refund_id") else None,
        reason=said.get("reason", ""),
        raw={name: said[name] for name in _FIELDS if name in said},
    )


def _seal(moment: str, body: bytes) -> str:
    return hmac.digest(settings.SIMULATOR_KEY, moment.encode() + b"." + body, "sha256").hex()
