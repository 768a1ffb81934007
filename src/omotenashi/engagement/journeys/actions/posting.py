# SPDX-License-Identifier: Apache-2.0
"""One POST to somebody else's address, or one GET of a file from there. The name is looked up once, and what answered to it is what is spoken to.

A name that leads into our own network is refused: nobody reaches our machines by entering a receiver. No redirect is
followed, and little of the answer is kept.
"""

import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from omotenashi.engagement.journeys.rules import calls

type Net = IPv4Network | IPv6Network
_PATIENCE_SECONDS = 10
_LONGEST = 2_000
_NAMED = {"user-agent": "Omotenashi"}


class NotFetched(Exception):
    """Nothing came from there. `reason`: address, password, private, status (no 200), silent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; status 0 where nobody did, with the reason."""

    status: int
    text: str


def post(url: str, body: str, *, headers: Mapping[str, str], inside: Sequence[Net]) -> Answer:
    """Send a body, and give what was answered."""
    try:
        line, path = _line(url, inside=inside)
        try:
            line.request("POST", path, body.encode(), {"content-type": "application/json", **_NAMED, **headers})
            answer = line.getresponse()
            return Answer(answer.status, answer.read(_LONGEST).decode(errors="replace").replace("\x00", ""))
        finally:
            line.close()
    except calls.BadAddress as refused:
        return Answer(0, refused.reason)
    except (OSError, HTTPException, ValueError) as failure:
        return Answer(0, str(failure)[:_LONGEST] or type(failure).__name__)


def fetch(url: str, *, inside: Sequence[Net], most: int) -> bytes:
    """Give what stands at an address; one byte more than `most` where it is larger. Raises NotFetched."""
    try:
        line, path = _line(calls.checked(url, may_be_plain=True), inside=inside)
        try:
            line.request("GET", path, headers={"accept": "image/*", **_NAMED})
            answer = line.getresponse()
            if answer.status != HTTPStatus.OK:
                raise NotFetched("status")
            return answer.read(most + 1)
        finally:
            line.close()
    except calls.BadAddress as refused:
        raise NotFetched(refused.reason) from refused
    except (OSError, HTTPException, ValueError) as failure:
        raise NotFetched("silent") from failure


def _line(url: str, *, inside: Sequence[Net]) -> tuple["_Pinned", str]:
    """Give a line to whoever answers to an address, and the path there. Raises BadAddress, OSError, ValueError."""
    found = urlsplit(url)
    port = found.port or (443 if found.scheme == "https" else 80)
    address = _looked_up(str(found.hostname), port, inside=inside)
    path = (found.path or "/") + (f"?{found.query}" if found.query else "")
    return _Pinned(str(found.hostname), port, address, is_sealed=found.scheme == "https"), path


def _looked_up(host: str, port: int, *, inside: Sequence[Net]) -> str:
    """Give the address of a name. Raises BadAddress where any of its addresses is one of ours, OSError."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(calls.is_open(one, inside=inside) for one in found):
        raise calls.BadAddress("private")
    return found[0]


class _Pinned(HTTPConnection):
    """A line to one address, under the name that it answers to."""

    def __init__(self, host: str, port: int, address: str, *, is_sealed: bool) -> None:
        super().__init__(host, port, timeout=_PATIENCE_SECONDS)
        self.default_port = HTTPSConnection.default_port if is_sealed else HTTPConnection.default_port
        self._address, self._is_sealed = address, is_sealed

    def connect(self) -> None:
        """Speak to the address that was looked at."""
        line = socket.create_connection((self._address, self.port), timeout=_PATIENCE_SECONDS)
        named = ssl.create_default_context().wrap_socket(line, server_hostname=self.host) if self._is_sealed else line
        self.sock = named
