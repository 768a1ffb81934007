# SPDX-License-Identifier: Apache-2.0
"""How others are told by a webhook: where it may go, how it is signed, when it is tried again. No network here.

Signed as https://www.standardwebhooks.com says, so that a receiver need not write a check of its own.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

PREFIX = "whsec_"
# After each failure it is tried again so much later, and then given up.
AGAIN = tuple(timedelta(seconds=n) for n in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 86_400))
_GONE = 410
_WELL = range(200, 300)


class BadAddress(Exception):
    """An address to which nothing is told. `reason` is a word of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_open(address: str, *, inside: Collection[IPv4Network | IPv6Network] = ()) -> bool:
    """Say whether an IP address may be told something: one of the public net, or one that the house named."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found.version == net.version and found in net for net in inside):
        return True
    return found.is_global and not found.is_multicast


def checked(url: str, *, may_be_plain: bool) -> str:
    """Give an address that can be told something. Raises BadAddress."""
    try:
        found = urlsplit(url.strip())
        host, port = found.hostname, found.port
    except ValueError as wrong:
        raise BadAddress("address") from wrong
    if found.scheme not in ("https", "http") or not host or port == 0:
        raise BadAddress("address")
    if found.username or found.password:
        raise BadAddress("password")
    if found.scheme == "http" and not may_be_plain:
        raise BadAddress("plain")
    return url.strip()


def signed(*, mark: str, at: datetime, body: str, secret: str) -> Mapping[str, str]:
    """Give the headers by which a receiver knows who tells it, when, and whether it was told before."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    found = hmac.digest(key, f"{mark}.{stamp}.{body}".encode(), hashlib.sha256)
    return {
        "webhook-id": mark, "webhook-timestamp": stamp, "webhook-signature": f"v1,{base64.b64encode(found).decode()}",
    }  # fmt: skip


def fresh_secret(random: bytes) -> str:
    """Give a secret as it is shown to whoever sets up the receiver."""
    return PREFIX + base64.b64encode(random).decode()


def went_well(status: int) -> bool:
    """Say whether an answer means that it was taken."""
    return status in _WELL


def again_at(*, tries: int, status: int, now: datetime) -> datetime | None:
    """Give when it is tried again after so many tries; None where it is given up, or the receiver is gone for ever."""
    if status == _GONE or tries > len(AGAIN):
        return None
    return now + AGAIN[tries - 1]
