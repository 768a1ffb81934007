# SPDX-License-Identifier: Apache-2.0
"""DKIM (RFC 6376), relaxed/relaxed, rsa-sha256: so that the receiver knows who answers for a mail.

Written here because the library for it takes fifteen milliseconds a mail, and ours is canonical as it is written: lines
end with CRLF and carry no blanks at their ends. The library stays what it is checked by (tests).
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# RFC 8058 asks that the way out is signed, too.
SIGNED = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-unsubscribe",
    "list-unsubscribe-post",
)  # fmt: skip
_BLANKS = re.compile(r"[ \t]*\r\n[ \t]+|[ \t]+")


class BadKey(Exception):
    """The key is no RSA key in PEM."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key under its selector and domain."""

    domain: str
    selector: str
    key: RSAPrivateKey

    def sign(self, headers: Sequence[tuple[str, str]], body: bytes) -> tuple[str, str]:
        """Give the header that signs a mail."""
        known = [(name.lower(), value) for name, value in headers if name.lower() in SIGNED]
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        value = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector};"
            f" h={':'.join(name for name, _ in known)}; bh={digest}; b="
        )
        text = "".join(f"{name}:{_relaxed(said)}\r\n" for name, said in known) + f"dkim-signature:{_relaxed(value)}"
        signed = self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return "DKIM-Signature", value + base64.b64encode(signed).decode()


def signer(*, domain: str, selector: str, pem: str) -> Signer:
    """Make a signer. Raises BadKey."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except ValueError as wrong:
        raise BadKey from wrong
    if not isinstance(key, RSAPrivateKey):
        raise BadKey(type(key).__name__)
    return Signer(domain, selector, key)


def _relaxed(value: str) -> str:
    return _BLANKS.sub(" ", value).strip()
