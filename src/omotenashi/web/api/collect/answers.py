# SPDX-License-Identifier: Apache-2.0
"""What a caller is told: a status, a few bytes of JSON or a picture, and on every answer the headers for browsers."""

import base64
import math
from dataclasses import dataclass
from typing import Final

import msgspec

JSON: Final = ("Content-Type", "application/json")
GIF: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_LONGEST_PAUSE: Final = 300
_ALWAYS: Final = (
    ("Vary", "Origin"),
    ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "authorization, content-type, x-retry-count"),
    ("Access-Control-Expose-Headers", "Retry-After, X-RateLimit-Reset"),
    ("Access-Control-Max-Age", "86400"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers of its own, and a body."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


DONE: Final = Answer("200 OK", (JSON,), b'{"success": true}')
EMPTY: Final = Answer("200 OK", (), b"")
PIXEL: Final = Answer("200 OK", (("Content-Type", "image/gif"), ("Cache-Control", "no-store")), GIF)


def headers_for(answer: Answer, *, origin: str, allowed: bool = True) -> list[tuple[str, str]]:
    """Give all headers of an answer; an origin that may not read it is not named."""
    named = (("Access-Control-Allow-Origin", origin),) if origin and allowed else ()
    return [*answer.headers, *named, *_ALWAYS, ("Content-Length", str(len(answer.body)))]


def refused(status: str, code: str, message: str, *, pause: float | None = None) -> Answer:
    """Give a refusal; `pause` is how many seconds the caller should wait."""
    waits: tuple[tuple[str, str], ...] = ()
    if pause is not None:
        seconds = str(min(_LONGEST_PAUSE, max(1, math.ceil(pause))))
        waits = (("Retry-After", seconds), ("X-RateLimit-Reset", seconds))
    body = msgspec.json.encode({"success": False, "code": code, "message": message})
    return Answer(status, (JSON, *waits), body)


MALFORMED: Final = refused("400 Bad Request", "malformed", "The body is not JSON that this address reads.")
TOO_LARGE: Final = refused("400 Bad Request", "payload_too_large", "A call holds 32 KB, a batch 500 KB.")
UNKNOWN_KEY: Final = refused("401 Unauthorized", "unknown_write_key", "No source has this write key.")
WRONG_ORIGIN: Final = refused("403 Forbidden", "origin_not_allowed", "This write key is not for this web site.")
NOT_FOUND: Final = refused("404 Not Found", "not_found", "There is nothing at this address.")
WRONG_METHOD: Final = refused("405 Method Not Allowed", "method_not_allowed", "This address does not take this method.")
AWAY: Final = refused("503 Service Unavailable", "away", "The database does not answer. Send it again.", pause=5)


def slower(pause: float) -> Answer:
    """Give the answer to who sends faster than we take."""
    return refused("429 Too Many Requests", "slow_down", "Too fast. Send it again after the pause.", pause=pause)
