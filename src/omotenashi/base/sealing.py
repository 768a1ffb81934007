# SPDX-License-Identifier: Apache-2.0
"""Seal secrets that must be read again (keys of other companies), so that a stolen table gives nothing away.

AES-256-GCM: what was sealed for one thing (`about`) does not open for another, and a changed byte opens nothing.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Unreadable(Exception):
    """It was sealed with another key, for another thing, or it was changed."""


def seal(text: str, *, key: bytes, about: str) -> bytes:
    """Seal a text; sealed twice it looks different."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())


def unseal(sealed: bytes, *, key: bytes, about: str) -> str:
    """Give the text that was sealed. Raises Unreadable."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode()).decode()
    except (InvalidTag, ValueError) as wrong:
        raise Unreadable from wrong
