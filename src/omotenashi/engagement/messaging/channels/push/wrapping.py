# SPDX-License-Identifier: Apache-2.0
"""Seal a notification for one browser (RFC 8291), and say who sends it (VAPID, RFC 8292). Both by the kept libraries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

# A push service takes claims of at most a day.
_GOOD_FOR = timedelta(hours=12)


class Unsealable(Exception):
    """The browser's half of the keys cannot be read."""


def seal(text: bytes, *, endpoint: str, p256dh: str, auth: str) -> bytes:
    """Give a text as only the browser can read it (aes128gcm). Raises Unsealable."""
    # It brings clients for HTTP along that are of no use here: only who sends needs it.
    from pywebpush import WebPusher, WebPushException

    try:
        given = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
        return bytes(WebPusher(given).encode(text, content_encoding="aes128gcm")["body"])
    except (WebPushException, ValueError, TypeError) as wrong:
        raise Unsealable(str(wrong)) from wrong


@dataclass(frozen=True, slots=True)
class Signer:
    """The installation's key, and who answers for it. What is signed for a company is used until half its time is over."""

    private: str
    contact: str
    _made: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def header(self, endpoint: str, *, now: datetime) -> str:
        """Give the header by which a push service knows us."""
        from py_vapid import Vapid02

        parts = urlsplit(endpoint)
        company = f"{parts.scheme}://{parts.netloc}"
        made = self._made.get(company)
        if made is None or now - made[0] > _GOOD_FOR / 2:
            claims = {"sub": self.contact, "aud": company, "exp": int((now + _GOOD_FOR).timestamp())}
            made = now, str(Vapid02.from_raw(self.private.encode()).sign(claims)["Authorization"])
            self._made[company] = made
        return made[1]
