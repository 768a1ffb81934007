# SPDX-License-Identifier: Apache-2.0
"""Places of our own, where a message waits for its reader: what may wait there, how long, and what it says there."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from omotenashi.engagement.messaging.rules import fields, filled
from omotenashi.engagement.messaging.rules.blocks import Content
from omotenashi.engagement.messaging.rules.chat import Good

PLACES = ("site", "till")
# Waits as long as this unless its wish says otherwise; the clerk who put it off is not asked again today.
LIFE, LATER = timedelta(days=14), timedelta(hours=20)
TO_SHOW = "to_show"
LONGEST = 160
_BESIDE = ("goods", "coupon", "points", "shop", "staff")


def may(kind: str, *, own: Iterable[str], personal: Iterable[str], news: Iterable[str]) -> tuple[bool, str]:
    """Say whether somebody may be spoken to where they are, and why: by the verdicts on all of their addresses.

    No address is used, so none must be confirmed; the will counts. What an order needs may be said. Advertising may, to
    whoever agreed to `personal` suggestions, or was never asked about them and takes our `news`: the rule by which the
    till shows habits. One refusal anywhere outweighs it, and so does a stop of all that is not an order.
    """
    if kind == "transactional":
        return True, "needed"
    mine, asked, taken = set(own), set(personal), set(news)
    for said in (mine, asked, taken):
        if refusal := next((word for word in ("minor", "denied", "withdrawn", "suppressed") if word in said), ""):
            return False, refusal
    if "granted" in asked or ("granted" in taken and not asked - {"missing"}):
        return True, "granted"
    return False, "expired" if "expired" in asked | taken else "missing"


def sentence(content: Content, values: Mapping[str, Any]) -> str:
    """Give the one sentence for the clerk: the short text, else the headline. Raises Missing."""
    return _cut(fields.fill(content.short or content.subject, values))


def till(content: Content, values: Mapping[str, Any], goods: Mapping[str, Good]) -> dict[str, Any]:
    """Give what the clerk says and what the receipt says: one sentence, and the parts under it. Raises Missing."""
    headline = _cut(fields.fill(content.subject, values))
    return {"text": sentence(content, values), "headline": headline, "parts": _beside(content, values, goods)}


def layer(content: Content, values: Mapping[str, Any], goods: Mapping[str, Good]) -> dict[str, Any]:
    """Give what stands on a page: headline, text, picture, its button and where that leads, the parts. Raises Missing."""
    first = {block.kind: block for block in reversed(content.blocks)}
    text = first["text"]["text"] if "text" in first else content.short
    button, picture = first.get("button"), first.get("picture")
    return {
        "title": _cut(fields.fill(content.subject, values)),
        "text": _cut(fields.fill(text, values)),
        "picture": picture["src"] if picture else "",
        "alt": picture["alt"] if picture else "",
        "label": fields.fill(button["label"], values) if button else "",
        "href": fields.fill(button["href"], values) if button else "",
        "parts": _beside(content, values, goods),
    }


def _beside(content: Content, values: Mapping[str, Any], goods: Mapping[str, Good]) -> list[filled.Part]:
    """Give the parts that are more than words."""
    return [one for one in filled.parts(content, values, goods) if one["kind"] in _BESIDE]


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
