# SPDX-License-Identifier: Apache-2.0
"""Answer a request once: the same key and body get the stored answer, and nothing happens a second time.

A request that is still running holds an advisory lock, which dies with its transaction. So there is no state
"running" that a killed process could leave behind, and the constraint on the table stands behind the lock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.erasing import tables
from omotenashi.base.erasing.traces import Traces
from omotenashi.base.idempotency.models import Request


class OtherBody(Exception):
    """The key was used for another request."""


class StillRunning(Exception):
    """A request with this key is being worked on at this moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the text of the body. `is_repeat`: nothing was done for it this time."""

    state: int
    response: str
    is_repeat: bool = False


def answer_once(*, owner: str, key: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """Do the work and keep its answer, in one transaction; or give the answer that was kept.

    `body` is all that makes the request what it is, the address included. Raises OtherBody when the key stands for
    another body, StillRunning when another request with this key has not ended. Work that raises leaves nothing.
    """
    body_hash = sha256(body).digest()
    with transaction.atomic():
        _lock(owner, key)
        known = Request.objects.filter(owner=owner, key=key).first()
        if known is None:
            answer = work()
            Request.objects.create(
                owner=owner, key=key, body_hash=body_hash, state=answer.state, response=answer.response
            )
            return answer
    if bytes(known.body_hash) != body_hash:
        raise OtherBody(key)
    return Answer(known.state, known.response, is_repeat=True)


def forget(*, before: datetime) -> int:
    """Drop the answers given before a moment and give their number; their keys are free again."""
    return Request.objects.filter(answered_at__lt=before).delete()[0]


def scrub(traces: Traces, *, ids: Sequence[str] = ()) -> int:
    """Empty the answers that tell of somebody, by words or by id; their keys stay used. Give the number."""
    told = tables.empty(
        "idempotency_request", key="id", columns={"response": "text"}, traces=traces, blank={"response": "{}"}
    )
    named = [f"%{key}%" for key in ids]
    return told + bulk.run("UPDATE idempotency_request SET response = '{}' WHERE response LIKE ANY(%s)", [named])


def _lock(owner: str, key: str) -> None:
    """Take the lock of a key until the transaction ends. Two keys with one number would only wait for each other."""
    number = int.from_bytes(blake2b(f"{owner}\0{key}".encode(), digest_size=8).digest(), signed=True)
    [(is_ours,)] = bulk.rows("SELECT pg_try_advisory_xact_lock(%s)", [number])
    if not is_ours:
        raise StillRunning(key)
