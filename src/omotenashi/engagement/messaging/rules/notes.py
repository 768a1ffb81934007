# SPDX-License-Identifier: Apache-2.0
"""A message as a notification: two short lines, one page that it opens, and under advertising the way out.

It is taken from what is written anyway: the subject, the short text or whatever comes first, the first button.
"""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit

from omotenashi.engagement.messaging.rules import chat, compact, shorts, slots
from omotenashi.engagement.messaging.rules.blocks import Content
from omotenashi.engagement.messaging.rules.chat import Making

# Phones cut what is longer; the whole notification must fit into 4,096 bytes with its frame.
LONGEST_TITLE, LONGEST_BODY = 80, 240
# A push service keeps what waits for at most four weeks.
_DAY, _LONGEST = timedelta(days=1), timedelta(days=28)
# The companies behind the browsers. Nothing else is ever asked: an address comes from a stranger's browser.
SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")


def compose(content: Content, making: Making) -> dict[str, str]:
    """Give title, body, picture and page in Liquid; the body ends with a line for each part that words can carry."""
    words = (block["text"] for block in content.blocks if block.kind in ("text", "heading"))
    page = shorts.page_of(content, making)
    first = content.short or content.preheader or next(words, "")
    return {
        "title": content.subject,
        "body": "\n".join([*([first] if first else []), *compact.lines(content, making)]),
        "picture": _picture(content, making),
        "url": making.link(page) if page else "",
        "stop": "{{ way_out }}" if making.is_advertising else "",
    }


def _picture(content: Content, making: Making) -> str:
    """Give the picture of a notification: the first one, else the first product's; a browser fetches it over TLS alone."""
    for block in content.blocks:
        if block.kind in ("offers", "article"):
            there, fetched, shown = (slots.place(block.at, 0, part) for part in ("there", "chatted", "picture"))
            # Asked one after the other: of a place that stays empty nothing but `there` is known.
            return f"{{% if own.{there} %}}{{% if own.{fetched} %}}{slots.own(shown)}{{% endif %}}{{% endif %}}"
        pictures = [block["src"]] if block.kind == "picture" else []
        if block.kind == "products":
            pictures = [one.picture for one in compact.goods(block, making)[:1]]
        if found := next((whole for one in pictures if (whole := chat.picture_of(one, making))), ""):
            return found
    return ""


def trimmed(note: Mapping[str, str]) -> dict[str, str]:
    """Cut what a phone would cut."""
    return {
        **note,
        "title": _cut(" ".join(note["title"].split()), LONGEST_TITLE),
        "body": _cut(compact.tidy(note["body"]).strip(), LONGEST_BODY),
    }


def is_service(endpoint: str, *, also: tuple[str, ...] = ()) -> bool:
    """Say whether an endpoint is one of a company that is known, over TLS and at its own port."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    is_plain = parts.username is None and not parts.fragment and port in (None, 443)
    known = any(host == one or host.endswith(f".{one}") for one in (*SERVICES, *also))
    return parts.scheme == "https" and is_plain and known and len(endpoint) <= 2_000


def seconds_left(until: datetime | None, *, now: datetime) -> int:
    """Give how long a push service may keep a message: as long as it is true, a day where nobody said."""
    left = _DAY if until is None else min(until - now, _LONGEST)
    return max(0, int(left.total_seconds()))


def topic_of(text: str) -> str:
    """Give the topic under which a newer message takes the place of one that still waits (32 signs at most)."""
    return base64.urlsafe_b64encode(blake2b(text.encode(), digest_size=24).digest()).decode() if text else ""


def digest_of(endpoint: str) -> str:
    """Give what stands for an endpoint among the identifiers: it is no secret, and short."""
    return blake2b(endpoint.encode(), digest_size=24, person=b"push endpoint").hexdigest()


def label_of(agent: str) -> str:
    """Name a browser as its owner calls it: what it is, and what it runs on."""
    browsers = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("Chrome/", "Chrome"),
                ("CriOS", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
               ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip
    found = [next((name for sign, name in table if sign in agent), "") for table in (browsers, systems)]
    return " · ".join(name for name in found if name)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
