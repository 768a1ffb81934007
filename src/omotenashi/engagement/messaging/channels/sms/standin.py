# SPDX-License-Identifier: Apache-2.0
"""A stand-in (シミュレーター) of the company that delivers short texts, after its published interface; for no keys and for tests."""

import base64
import hashlib
import json
import re
from collections import deque
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from omotenashi.base import standing
from omotenashi.base.ids import new_id

ACCOUNT, SENDER = "AC" + "0" * 32, "+815012345678"
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_LONGEST = 1_600


def token() -> str:
    """Give the token of the account that there is not: this installation's own."""
    return hashlib.blake2b(settings.CARD_KEY, person=b"sms standin", digest_size=16).hexdigest()


@dataclass(slots=True)
class Standin:
    """One account. `faults` names what a number is answered with; `broken` what the next calls are."""

    account: str
    token: str
    arrived: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=1_000))
    faults: dict[str, int] = field(default_factory=dict)
    broken: list[int | str] = field(default_factory=list)

    def answer(self, method: str, path: str, known: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer one call."""
        if known != "Basic " + base64.b64encode(f"{self.account}:{self.token}".encode()).decode():
            return _error(401, 20003, "Authenticate")
        if (method, path) == ("GET", f"/2010-04-01/Accounts/{self.account}.json"):
            return 200, {"sid": self.account, "status": "active"}
        if (method, path) != ("POST", f"/2010-04-01/Accounts/{self.account}/Messages.json"):
            return _error(404, 20404, "The requested resource was not found")
        fault = self.broken.pop(0) if self.broken else 0
        if isinstance(fault, int) and fault:
            return _error(fault, 20429 if fault == 429 else 20500, "Try again later")
        to, text = form.get("To", ""), form.get("Body", "")
        if not _NUMBER.fullmatch(to):
            return _error(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if not text or len(text) > _LONGEST:
            return _error(400, 21602 if not text else 21617, "Message body is required or too long.")
        if to in self.faults:
            return _error(400, self.faults[to], "refused")
        self.arrived.append((to, text))
        if fault == "lost":
            return 0, {}
        return 201, {"sid": f"SM{new_id().hex}", "status": "queued", "to": to, "from": form.get("From"), "body": text}


@cache
def here() -> str:
    """Give the address of this process's stand-in; it begins with the first message."""
    return standing.address_of(standing.serve("SMS", _asked(Standin(ACCOUNT, token()))))


def standing_in(standin: Standin) -> AbstractContextManager[str]:
    """Run a stand-in for a while; give its address."""
    return standing.standing_in("SMS", _asked(standin))


def _error(status: int, code: int, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "message": message, "status": status}


def _asked(standin: Standin) -> standing.Asked:
    def asked(method: str, path: str, headers: Mapping[str, str], body: bytes) -> standing.Answer:
        form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        status, said = standin.answer(method, path, headers.get("authorization", ""), form)
        return status, {"Content-Type": "application/json"}, json.dumps(said).encode()

    return asked
