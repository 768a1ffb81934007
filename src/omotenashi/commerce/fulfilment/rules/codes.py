# SPDX-License-Identifier: Apache-2.0
"""Codes by which goods are handed over. The customer's is derived from a secret, so it can be shown again and is kept nowhere."""

import hmac
from hashlib import sha256
from uuid import UUID

TRIES = 5
_DIGITS = 6


class WrongCode(Exception):
    """The code is not the one; `left` tries remain. At none, a new code must be made."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} left")
        self.left = left


def code_of(fulfilment_id: UUID, *, issue: int, secret: bytes) -> str:
    """Give the customer's code: six digits, another one each time a new one is made."""
    said = hmac.new(secret, f"hand-over:{fulfilment_id}:{issue}".encode(), sha256).digest()
    return str(int.from_bytes(said[:8]) % 10**_DIGITS).zfill(_DIGITS)


def hash_of(code: str, fulfilment_id: UUID) -> bytes:
    """Give what is stored of a code; the same digits are another value for another fulfilment."""
    return sha256(f"{fulfilment_id}:{code}".encode()).digest()


def is_code(code: str, stored: bytes | memoryview | None, fulfilment_id: UUID) -> bool:
    """Say whether this is the code, in the same time whether it is or not."""
    return stored is not None and hmac.compare_digest(hash_of(code, fulfilment_id), bytes(stored))
