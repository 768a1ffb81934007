# SPDX-License-Identifier: Apache-2.0
"""The keys of browsers, as the protocols of web push write them; and those of browsers that there are not."""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# A host that nobody has (RFC 6761): what is sent there goes to the stand-in of this machine.
STANDIN = "https://push.standin.invalid"
_POINT_BYTES, _AUTH_BYTES = 65, 16
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def plain(text: str) -> bytes:
    """Read base64url, with or without its padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def coded(data: bytes) -> str:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_of(key: ec.EllipticCurvePrivateKey) -> str:
    """Write the public half of a key."""
    return coded(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def new_pair() -> tuple[str, str]:
    """Make a pair: the private half and the public one."""
    key = ec.generate_private_key(ec.SECP256R1())
    return coded(key.private_numbers().private_value.to_bytes(32)), public_of(key)


def are_keys(p256dh: str, auth: str) -> bool:
    """Say whether this can be the half of a browser: a point of the curve, and a secret of its length."""
    try:
        point, secret = plain(p256dh), plain(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return (len(point), len(secret)) == (_POINT_BYTES, _AUTH_BYTES)


def standin_pair(name: str, *, secret: bytes) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """Give the key of a browser that there is not, and what it shares with us: always the same for a name."""
    number = int.from_bytes(_drawn(f"key {name}", secret)) % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1()), _drawn(f"auth {name}", secret)[:_AUTH_BYTES]


def _drawn(said: str, secret: bytes) -> bytes:
    return hmac.digest(secret, f"push standin {said}".encode(), hashlib.sha256)
