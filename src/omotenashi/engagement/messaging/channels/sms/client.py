# SPDX-License-Identifier: Apache-2.0
"""Talk to the company that delivers short texts: one form, one answer. https://www.twilio.com/docs/messaging/api"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

HOST = "https://api.twilio.com"
_PATIENCE_SECONDS = 15
_LARGEST = 64 * 1024


class Silent(Exception):
    """It did not answer: nobody knows what became of the call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said: the status, the company's own number for what is wrong, and its words."""

    status: int
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """Our account there."""

    host: str
    account: str
    token: str

    def send(self, *, to: str, sender: str, text: str, tell: str) -> Answer:
        """Send one text. `tell` is where news of it are told. There is no key: said twice it arrives twice."""
        form = {"To": to, "From": sender, "Body": text, **({"StatusCallback": tell} if tell else {})}
        return self._asked("POST", f"/2010-04-01/Accounts/{self.account}/Messages.json", form)

    def look(self) -> Answer:
        """Ask whether the account opens."""
        return self._asked("GET", f"/2010-04-01/Accounts/{self.account}.json", None)

    def _asked(self, method: str, path: str, form: Mapping[str, str] | None) -> Answer:
        known = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        data = urlencode(form).encode() if form is not None else None
        asked = Request(self.host + path, data=data, method=method, headers={"Authorization": f"Basic {known}"})  # noqa: S310  # the settings' address
        try:
            with urlopen(asked, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310  # as above
                return Answer(answer.status, _read(answer.read(_LARGEST)))
        except HTTPError as refused:
            return Answer(refused.code, _read(refused.read(_LARGEST)))
        except (URLError, TimeoutError, OSError, HTTPException) as failure:
            raise Silent(str(failure)) from failure


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
