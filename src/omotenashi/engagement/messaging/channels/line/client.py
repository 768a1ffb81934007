# SPDX-License-Identifier: Apache-2.0
"""Talk to LINE with its own SDK: one call, one answer, outside of any transaction.

The SDK is imported when it is needed: it brings hundreds of models along.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

_PATIENCE = (5, 20)
HOST = "https://api.line.me"
# Pictures are taken by another address of LINE.
DATA_HOST = "https://api-data.line.me"


class Silent(Exception):
    """LINE did not answer: nobody knows what became of the call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What LINE said: its status, the name of the request that counts, and its words for what is wrong."""

    status: int
    request_id: str = ""
    message: str = ""
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """Our account at LINE, or at its stand-in: `host` says which."""

    host: str
    token: str

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], *, key: UUID) -> Answer:
        """Send to one reader. The same key twice arrives once: the second time LINE says 409."""
        from linebot.v3.messaging import PushMessageRequest

        asked = PushMessageRequest.from_dict({"to": to, "messages": list(messages)})
        return self._asked("push_message", asked, x_line_retry_key=str(key))

    def multicast(self, to: Sequence[str], messages: Sequence[Mapping[str, Any]], *, key: UUID) -> Answer:
        """Send the same to as many as 500 readers under one key."""
        from linebot.v3.messaging import MulticastRequest

        asked = MulticastRequest.from_dict({"to": list(to), "messages": list(messages)})
        return self._asked("multicast", asked, x_line_retry_key=str(key))

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> Answer:
        """Answer somebody who just wrote: it costs nothing, counts once and has no key."""
        from linebot.v3.messaging import ReplyMessageRequest

        return self._asked(
            "reply_message", ReplyMessageRequest.from_dict({"replyToken": token, "messages": list(messages)})
        )

    def profile(self, user_id: str) -> Answer:
        """Ask what a friend is called."""
        return self._asked("get_profile", user_id)

    def quota(self) -> Answer:
        """Ask how many messages this month has."""
        return self._asked("get_message_quota")

    def consumption(self) -> Answer:
        """Ask how many of them are used."""
        return self._asked("get_message_quota_consumption")

    def ask(self, name: str, *asked: Any) -> Answer:
        """Ask the SDK for a call by its name there."""
        return self._asked(name, *asked)

    def put_picture(self, menu_id: str, data: bytes, *, kind: str) -> Answer:
        """Give a menu its picture."""
        headers = {"Content-Type": kind}
        return self._asked("set_rich_menu_image", menu_id, data, _headers=headers, _api=_blobs(self.host, self.token))

    def _asked(self, name: str, *asked: Any, _api: Any = None, **headers: Any) -> Answer:
        from linebot.v3.messaging.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        call = getattr(_api or _talks(self.host, self.token), f"{name}_with_http_info")
        try:
            answer = call(*asked, **headers, _request_timeout=_PATIENCE)
        except ApiException as refused:
            return _refused(refused)
        except (HTTPError, OSError) as failure:
            raise Silent(str(failure)) from failure
        said = answer.data.to_dict() if hasattr(answer.data, "to_dict") else None
        return Answer(answer.status_code, _header(answer.headers, "x-line-request-id"), "", said)


def _refused(refused: Any) -> Answer:
    status = int(refused.status or 0)
    if not status:
        raise Silent(str(refused.reason))
    accepted = _header(refused.headers, "x-line-accepted-request-id")
    return Answer(status, accepted or _header(refused.headers, "x-line-request-id"), _message(refused.body))


def _message(body: object) -> str:
    """Give LINE's words, with what is wrong in the details."""
    try:
        said = msgspec.json.decode(body if isinstance(body, bytes | str) else b"")
        details = [f"{one.get('property', '')}: {one.get('message', '')}" for one in said.get("details", ())]
        return "; ".join([str(said.get("message", "")), *details])[:400]
    except (msgspec.DecodeError, AttributeError, TypeError):
        return str(body)[:200]


def _header(headers: Mapping[str, str] | None, name: str) -> str:
    return next((value for key, value in (headers or {}).items() if key.lower() == name), "")


@lru_cache(maxsize=4)
def _talks(host: str, token: str) -> Any:
    from linebot.v3.messaging import ApiClient, Configuration, MessagingApi

    return MessagingApi(ApiClient(Configuration(host=host, access_token=token)))


@lru_cache(maxsize=4)
def _blobs(host: str, token: str) -> Any:
    from linebot.v3.messaging import ApiClient, Configuration, MessagingApiBlob

    where = DATA_HOST if host == HOST else host
    return MessagingApiBlob(ApiClient(Configuration(host=where, access_token=token)))
