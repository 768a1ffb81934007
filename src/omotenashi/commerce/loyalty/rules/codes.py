# SPDX-License-Identifier: Apache-2.0
"""Codes that nobody can guess, and words that only we can have signed. Pure: the secret is an argument.

A code is made from an id and the secret, so it can be shown again although only its hash is stored.
"""

import hmac
from hashlib import blake2b, sha256
from uuid import UUID

# Crockford's base 32: no I, L, O, U, so that a code survives being read out.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
_READ = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})


def code_of(key: UUID, *, secret: bytes) -> str:
    """Give the code of an id: 60 bits in three groups."""
    number = int.from_bytes(blake2b(key.bytes, key=secret, digest_size=8, person=b"code").digest())
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH))
    return "-".join(signs[place : place + 4] for place in range(0, _LENGTH, 4))


def plain(written: str) -> str:
    """Give a code as it was meant: without spaces and hyphens, with 0 for O and 1 for I and L."""
    return written.strip().upper().translate(_READ)


def hash_of(written: str, *, secret: bytes) -> bytes:
    """Give what is stored of a code: without the secret the table helps nobody to guess."""
    return blake2b(plain(written).encode(), key=secret, digest_size=32, person=b"coded").digest()


def sign(text: str, *, secret: bytes) -> str:
    """Sign a text (HMAC-SHA256, hexadecimal)."""
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def is_signed(text: str, signature: str, *, secret: bytes) -> bool:
    """Say whether a signature is ours."""
    return hmac.compare_digest(sign(text, secret=secret), signature)
