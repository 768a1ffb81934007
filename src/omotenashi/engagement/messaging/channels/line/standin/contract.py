# SPDX-License-Identifier: Apache-2.0
"""What LINE answers, without a network: push, multicast, reply, profile, menus, quota and what is used of it.

It checks every request as the published contract does and refuses what LINE would refuse, so that what passes here has a
chance to pass there. `broken` makes the next answers go wrong, as they do on bad days.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from omotenashi.base.ids import new_id
from omotenashi.engagement.messaging.channels.line.standin.checks import Said, error, fine, is_user, is_uuid, read
from omotenashi.engagement.messaging.channels.line.standin.menus import Menus

_MOST_TO = 500
_MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Arrived:
    """One reader's copy of what was sent, and by which way."""

    to: str
    messages: list[dict[str, Any]]
    way: str
    key: str


@dataclass(slots=True)
class Standin:
    """One account at LINE. `used` counts what others sent this month; `names` are what friends are called."""

    token: str
    most: int | None = 5_000
    used: Callable[[], int] | None = None
    arrived: deque[Arrived] = field(default_factory=lambda: deque(maxlen=_MOST_KEPT))
    names: dict[str, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    # What the next calls answer instead: a status, or "lost" for work that is done and whose answer never comes.
    broken: list[int | str] = field(default_factory=list)
    reply_tokens: set[str] = field(default_factory=set)
    menus: Menus = field(default_factory=Menus)
    _counted: int = 0
    _looked: bool = False
    _accepted: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Said:
        """Answer one call."""
        with self._lock:
            if len(self.calls) < _MOST_KEPT:
                self.calls.append(f"{method} {path}")
            if headers.get("authorization") != f"Bearer {self.token}":
                return error(401, "Authentication failed. Confirm that the access token is valid.")
            fault = self.broken.pop(0) if self.broken else 0
            if isinstance(fault, int) and fault:
                return error(
                    fault, "The API rate limit has been exceeded. Try again later." if fault == 429 else "Internal"
                )
            said = self._done(method, path, headers, body)
            return (0, {}, {}) if fault == "lost" else said

    def _done(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Said:
        match (method, *path.removeprefix("/v2/bot/").split("/")):
            case ("POST", "message", ("push" | "multicast") as way):
                return self._send(way, headers.get("x-line-retry-key", ""), body)
            case ("POST", "message", "reply"):
                return self._reply(body)
            case ("GET", "message", "quota"):
                limited = {"type": "limited", "value": self.most}
                return fine({"type": "none"} if self.most is None else limited)
            case ("GET", "message", "quota", "consumption"):
                self._look()
                return fine({"totalUsage": self._counted})
            case ("GET", "profile", user) if user in self.strangers or not is_user(user):
                return error(404, "Not found")
            case ("GET", "profile", user):
                return fine({"userId": user, "displayName": self.names.get(user, "LINE"), "language": "ja"})
            case (_, "richmenu", *_) | (_, "user", "all", "richmenu", *_):
                parts = path.removeprefix("/v2/bot/").split("/")
                return self.menus.answer(method, parts, dict(headers), body)
        return error(404, "Not found")

    def _send(self, way: str, key: str, body: bytes) -> Said:
        if key and not is_uuid(key):
            return error(400, "The retry key is invalid")
        if key in self._accepted:
            accepted = {"X-Line-Accepted-Request-Id": self._accepted[key]}
            status, extra, said = error(409, "The retry key is already accepted")
            return status, extra | accepted, said
        asked, wrong = read(body)
        if wrong:
            return wrong
        to = asked.get("to")
        readers = [to] if way == "push" else to
        if (
            not isinstance(readers, list)
            or not 0 < len(readers) <= _MOST_TO
            or not all(is_user(one) for one in readers)
        ):
            return error(400, "The property, 'to', in the request body is invalid (line: -, column: -)")
        if way == "push" and to in self.strangers:
            return error(400, "Failed to send messages")
        if not self._looked:
            self._look()
        if self.most is not None and self._counted + len(readers) > self.most:
            return error(429, "You have reached your monthly limit.")
        status, extra, said = fine(
            {"sentMessages": [{"id": str(int(new_id().int % 10**18)), "quoteToken": "q"} for _ in asked["messages"]]}
            if way == "push"
            else {}
        )
        if key:
            self._accepted[key] = extra["X-Line-Request-Id"]
        self._counted += len(readers)
        # Who has blocked us is counted by nobody and gets nothing, and LINE says 200 all the same.
        self.arrived.extend(
            Arrived(one, asked["messages"], way, key) for one in readers if one not in self.blocked | self.strangers
        )
        return status, extra, said

    def _look(self) -> None:
        if self.used is not None:
            self._counted = self.used()
        self._looked = True

    def _reply(self, body: bytes) -> Said:
        asked, wrong = read(body)
        if wrong:
            return wrong
        token = asked.get("replyToken")
        if token not in self.reply_tokens:
            return error(400, "Invalid reply token")
        self.reply_tokens.discard(token)
        self.arrived.append(Arrived("", asked["messages"], "reply", ""))
        return fine({"sentMessages": [{"id": "1", "quoteToken": "q"} for _ in asked["messages"]]})


def user_id(name: str) -> str:
    """Give an id as LINE gives it to a user."""
    return f"U{blake2b(name.encode(), digest_size=16).hexdigest()}"
