# SPDX-License-Identifier: Apache-2.0
"""Ask DNS for texts: shortly, and never in a transaction. What cannot be asked is told apart from what is not there."""

from collections.abc import Sequence
from typing import Any, Protocol

_SECONDS = 3.0


class NotAsked(Exception):
    """Nobody answered in time, or not as DNS does: nothing is known."""


class Resolver(Protocol):
    """Whoever can be asked for texts."""

    def texts(self, name: str) -> list[str]:
        """Give the TXT records of a name, none where there are none. Raises NotAsked."""


class Dns:
    """The resolver of this machine, or one that is named."""

    def __init__(self, *, servers: Sequence[str] = (), port: int = 53, seconds: float = _SECONDS) -> None:
        self._servers, self._port, self._seconds = list(servers), port, seconds

    def texts(self, name: str) -> list[str]:
        """See Resolver."""
        import dns.exception
        import dns.resolver

        try:
            answer = self._resolver().resolve(name, "TXT", lifetime=self._seconds)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as failure:
            raise NotAsked(str(failure)) from failure
        return [b"".join(one.strings).decode(errors="replace") for one in answer]

    def _resolver(self) -> Any:
        import dns.resolver

        found = dns.resolver.Resolver(configure=not self._servers)
        if self._servers:
            found.nameservers, found.port = self._servers, self._port
        return found
