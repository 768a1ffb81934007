# SPDX-License-Identifier: Apache-2.0
"""What LINE tells us: the signature over the raw body first, then the events. Pure.

https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects. Written here because the SDK's parser can
be told to skip the signature, and takes the body as text.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from omotenashi.engagement.messaging.ports import Forged, Told, Unreadable

# Reply tokens of LINE's own "verify" button.
_DUMMIES = frozenset({"0" * 32, "f" * 32})
_LONGEST_WORDS = 1_000


def check(body: bytes, signature: str, secrets: Iterable[str]) -> None:
    """Let pass what is signed with one of the secrets. Raises Forged."""
    given = signature.encode(errors="replace")
    # Every secret is tried, so that time says nothing about which one it was.
    fits = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets]
    if not any(fits):
        raise Forged


def sign(body: bytes, secret: str) -> str:
    """Sign a body as LINE does."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def events(body: bytes) -> list[Mapping[str, Any]]:
    """Give the events of a body, each as it came. Raises Unreadable."""
    try:
        said = json.loads(body)
    except ValueError as wrong:
        raise Unreadable(str(wrong)) from wrong
    found = said.get("events") if isinstance(said, dict) else None
    if not isinstance(found, list):
        raise Unreadable("events")
    return [one if isinstance(one, dict) else {"type": "unreadable", "raw": one} for one in found]


def key_of(event: Mapping[str, Any]) -> str:
    """Give what makes an event count once: LINE's own id, else a digest of it."""
    digest = hashlib.sha256(json.dumps(event, sort_keys=True, default=str).encode()).hexdigest()
    return str(event.get("webhookEventId") or f"sha256:{digest}")[:200]


def is_dummy(event: Mapping[str, Any]) -> bool:
    """Say whether this is only LINE's console trying whether we answer."""
    return event.get("replyToken") in _DUMMIES


def told(event: Mapping[str, Any]) -> Told:
    """Read an event. Raises Unreadable."""
    try:
        source, kind = event.get("source") or {}, str(event["type"])
        message, postback = event.get("message") or {}, event.get("postback") or {}
        # Groups and rooms are no person, and a bot that only looks on is not spoken to.
        is_ours = source.get("type") == "user" and event.get("mode", "active") == "active"
        words = message.get("text") or postback.get("data") or message.get("type") or ""
        return Told(
            key=key_of(event), kind=kind if is_ours else f"{kind} elsewhere", user_id=str(source.get("userId") or ""),
            at=datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC), text=str(words)[:_LONGEST_WORDS],
            reply_token=str(event.get("replyToken") or ""),
            is_return=bool((event.get("follow") or {}).get("isUnblocked")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as wrong:
        raise Unreadable(f"{type(wrong).__name__}: {wrong}") from wrong
