# SPDX-License-Identifier: Apache-2.0
"""Who may send: all live sources, kept in this process for a few seconds, so a request costs no query.

A house has some dozens of sources, so all of them are read at once; an unknown key never reaches the database.
"""

import base64
import binascii
import hashlib
import hmac
import threading
import time
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, connection

from omotenashi.people.timeline import actions as timeline
from omotenashi.people.timeline import queries
from omotenashi.people.timeline.actions import Origin
from omotenashi.web.ui.pacing import Pace

FRESH_SECONDS = 2.0


class NotKnown(Exception):
    """The sources were never read, and the database does not answer."""


@dataclass(slots=True)
class Sender:
    """A source as requests need it."""

    origin: Origin
    allowed_origins: frozenset[str]
    bearer_hash: bytes | None
    bearer_only: bool
    pace: Pace


@dataclass(slots=True)
class _Cache:
    senders: dict[str, Sender] = field(default_factory=dict)
    until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_cache = _Cache()


def sender_of(header: str, body_key: str) -> Sender | None:
    """Give who sends, by the header or else by the key in the body. Raises NotKnown."""
    kind, _space, value = header.partition(" ")
    kind = kind.lower()
    if kind == "basic":
        return _find(_basic(value))
    found = _find(body_key)
    if found is None:
        return None
    if kind == "bearer":
        digest = hashlib.sha256(value.strip().encode()).digest()
        return found if found.bearer_hash and hmac.compare_digest(found.bearer_hash, digest) else None
    return None if found.bearer_only else found


def sender_named(write_key: str) -> Sender | None:
    """Give a live source by its key. Raises NotKnown."""
    return _known().get(write_key)


def forget() -> None:
    """Read the sources anew at the next request."""
    _cache.until = 0.0


def _find(write_key: str) -> Sender | None:
    return _known().get(write_key) if write_key else None


def _basic(value: str) -> str:
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def _known() -> dict[str, Sender]:
    # One thread reads; the others go on with what there is.
    if time.monotonic() >= _cache.until and _cache.lock.acquire(blocking=not _cache.senders):
        try:
            if time.monotonic() >= _cache.until:
                _cache.senders = _read()
                _cache.until = time.monotonic() + FRESH_SECONDS
        except (DatabaseError, InterfaceError) as error:
            if not _cache.senders:
                raise NotKnown from error
        finally:
            _cache.lock.release()
    return _cache.senders


def _read() -> dict[str, Sender]:
    try:
        stores, people = queries.known_places(), queries.known_staff()
        return {
            source.write_key or "": Sender(
                origin=timeline.origin_of(source, stores=stores, people=people),
                allowed_origins=frozenset(source.allowed_origins),
                bearer_hash=bytes(source.bearer_hash) if source.bearer_hash else None,
                bearer_only=source.bearer_only,
                pace=Pace(rate=max(1, source.rate_limit), burst=max(1, source.rate_limit)),
            )
            for source in queries.live_sources()
        }
    finally:
        # The thread of a request must not keep a connection for this; in a test's transaction it is kept.
        if not connection.in_atomic_block:
            connection.close()
