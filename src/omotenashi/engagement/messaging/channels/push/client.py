# SPDX-License-Identifier: Apache-2.0
"""Talk to push services (RFC 8030): one line for each company as long as a batch lasts. Nothing is followed elsewhere."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 15
_LARGEST = 16 * 1024


class Silent(Exception):
    """It did not answer: nobody knows what became of the message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said: the status, the address of the message there, its words."""

    status: int
    location: str
    said: str


@dataclass(slots=True)
class Lines:
    """The open lines of a batch. `instead` names whom to ask in place of a company that does not exist."""

    instead: Mapping[str, str] = field(default_factory=dict)
    _open: dict[str, HTTPConnection] = field(default_factory=dict)

    def post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Hand one message over. A kept line may have died meanwhile: then a new one is asked, once. Raises Silent."""
        parts = urlsplit(endpoint)
        company = f"{parts.scheme}://{parts.netloc}"
        is_new = company not in self._open
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            return self._asked(company, path, body, headers)
        except (OSError, HTTPException) as failure:
            self._drop(company)
            if is_new:
                raise Silent(f"{type(failure).__name__}: {failure}") from failure
        # The browser shows what comes twice under one tag once, so a second try does no harm.
        try:
            return self._asked(company, path, body, headers)
        except (OSError, HTTPException) as failure:
            self._drop(company)
            raise Silent(f"{type(failure).__name__}: {failure}") from failure

    def close(self) -> None:
        """Hang up."""
        for company in list(self._open):
            self._drop(company)

    def _asked(self, company: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        line = self._open.get(company) or self._line(company)
        line.request("POST", path, body=body, headers=dict(headers))
        answer = line.getresponse()
        said = answer.read(_LARGEST).decode(errors="replace")
        if answer.will_close:
            self._drop(company)
        return Answer(answer.status, answer.getheader("Location", ""), said)

    def _line(self, company: str) -> HTTPConnection:
        parts = urlsplit(self.instead.get(company, company))
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._open[company] = kind(parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS)
        return self._open[company]

    def _drop(self, company: str) -> None:
        line = self._open.pop(company, None)
        if line is not None:
            with suppress(OSError):
                line.close()


@contextmanager
def lines(instead: Mapping[str, str]) -> Iterator[Lines]:
    """Have lines for a batch."""
    found = Lines(instead)
    try:
        yield found
    finally:
        found.close()
