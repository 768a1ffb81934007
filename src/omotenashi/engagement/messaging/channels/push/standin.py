# SPDX-License-Identifier: Apache-2.0
"""A stand-in (シミュレーター) of a push service and of the browsers behind it, after RFC 8030, 8188, 8291 and 8292.

Its browsers have keys that are made from the installation's own secret, so every process can read what came for them.
"""

import binascii
import json
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from omotenashi.base import clock, standing
from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.queries import devices
from omotenashi.engagement.messaging.rules.browsers import STANDIN, plain

_LARGEST = 4_096
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Arrived:
    """One notification as the browser read it."""

    device: str
    said: dict[str, Any]
    ttl: int
    topic: str
    urgency: str


@dataclass(slots=True)
class Standin:
    """One push service. `gone` are browsers that are no longer there; `broken` is what the next calls are answered with."""

    arrived: deque[Arrived] = field(default_factory=lambda: deque(maxlen=1_000))
    gone: set[str] = field(default_factory=set)
    broken: list[int | str] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> standing.Answer:
        """Answer one call as a push service does."""
        device = path.removeprefix("/push/")
        fault = self.broken.pop(0) if self.broken else 0
        if isinstance(fault, int) and fault:
            return fault, {}, b"Try again later"
        if method != "POST" or not path.startswith("/push/"):
            return 404, {}, b"unknown subscription"
        if device in self.gone:
            return 410, {}, b"push subscription has unsubscribed or expired."
        wrong = _wrong(headers, body)
        if wrong:
            return wrong[0], {}, wrong[1].encode()
        try:
            said = json.loads(opened(device, body))
        except (ValueError, InvalidTag) as failure:
            return 400, {}, f"cannot be decrypted: {failure}".encode()
        topic = headers.get("topic", "")
        if topic:
            waiting = [one for one in self.arrived if (one.device, one.topic) != (device, topic)]
            self.arrived.clear()
            self.arrived.extend(waiting)
        self.arrived.append(Arrived(device, said, int(headers["ttl"]), topic, headers.get("urgency", "normal")))
        return (0, {}, b"") if fault == "lost" else (201, {"Location": f"{STANDIN}/m/{new_id()}"}, b"")


@cache
def here() -> str:
    """Give the address of this process's stand-in; it begins with the first message."""
    return standing.address_of(standing.serve("push", Standin().answer))


def opened(device: str, body: bytes) -> bytes:
    """Read what came, as the browser does. Raises InvalidTag, ValueError."""
    import http_ece

    key, auth = devices.standin_pair(device)
    try:
        return bytes(http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm"))
    except http_ece.ECEException as wrong:
        raise ValueError(str(wrong)) from wrong


def _wrong(headers: Any, body: bytes) -> tuple[int, str] | None:
    """Say what a push service would refuse."""
    if not headers.get("ttl", "").isdecimal():
        return 400, "TTL is missing"
    if headers.get("content-encoding") != "aes128gcm":
        return 400, "Content-Encoding must be aes128gcm"
    if len(body) > _LARGEST:
        return 413, "payload too large"
    if len(headers.get("topic", "")) > 32:
        return 400, "Topic is too long"
    scheme, _, fields = headers.get("authorization", "").partition(" ")
    given = dict(one.strip().split("=", 1) for one in fields.split(",") if "=" in one)
    if scheme != "vapid" or not {"t", "k"} <= given.keys():
        return 401, "VAPID is missing"
    return None if _is_signed(given["t"], given["k"]) else (403, "VAPID does not fit")


def _is_signed(token: str, key: str) -> bool:
    """Check a VAPID token: signed by its key, for us, for at most a day."""
    head, _, signature = token.rpartition(".")
    try:
        claims = json.loads(plain(head.partition(".")[2]))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(key))
        raw = plain(signature)
        signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        point.verify(signed, head.encode(), ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature, binascii.Error):
        return False
    now = clock.now().timestamp()
    return claims.get("aud") == STANDIN and now < claims.get("exp", 0) <= now + _DAY_SECONDS and bool(claims.get("sub"))
