# SPDX-License-Identifier: Apache-2.0
"""Messages of a chat filled for one reader, and held against what LINE takes (the published contract, service.md 3.1)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from omotenashi.engagement.messaging.rules import fields
from omotenashi.engagement.messaging.rules.chat import MOST_CARDS, Json

LONGEST_TEXT, LONGEST_ALT, LONGEST_PART, LONGEST_LABEL, LONGEST_ADDRESS = 5_000, 400, 2_000, 40, 1_000
MOST_BUBBLE, MOST_FLEX = 30_000, 50_000


def filled(messages: Iterable[Json], values: Mapping[str, Any]) -> tuple[Json, ...]:
    """Fill the messages for somebody. Raises Missing."""
    made = [_trimmed(_filled(message, values)) for message in messages]
    return tuple(one for one in made if one["type"] == "text" or _has_something(one.get("contents", {})))


def trouble(messages: Sequence[Json]) -> str:
    """Say what LINE would not take: `text`, `part`, `address`, `bubble`, `flex`; nothing if all is good."""
    if not messages:
        return "text"
    for message in messages:
        if message["type"] == "text":
            if not 0 < _units(message["text"]) <= LONGEST_TEXT:
                return "text"
            continue
        contents = message["contents"]
        cards = contents["contents"] if contents["type"] == "carousel" else [contents]
        if any(_size(card) > MOST_BUBBLE for card in cards):
            return "bubble"
        if _size(contents) > MOST_FLEX or len(cards) > MOST_CARDS:
            return "flex"
        for part in _parts(contents):
            if _units(part.get("text", "")) > LONGEST_PART:
                return "part"
            if _units(part.get("uri", "")) > LONGEST_ADDRESS:
                return "address"
    return ""


def _filled(node: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(node, dict):
        # What does not stand for this reader is never filled: it reads what is not known of them.
        if "when" in node and fields.fill(node["when"], values).lower() != "true":
            return {}
        return {name: _filled(value, values) for name, value in node.items() if name != "when"}
    if isinstance(node, list):
        return [_filled(one, values) for one in node]
    return fields.fill(node, values) if isinstance(node, str) else node


def _trimmed(node: Any) -> Any:
    """Leave out texts that turned out empty, which LINE refuses, and cut what only repeats what is seen anyway."""
    if isinstance(node, list):
        kept = [_trimmed(one) for one in node]
        return [one for one in kept if not (isinstance(one, dict) and _is_blank(one))]
    if not isinstance(node, dict):
        return node
    trimmed = {name: _trimmed(value) for name, value in node.items()}
    found = {name: one for name, one in trimmed.items() if not (isinstance(one, dict) and _is_blank(one))}
    if "altText" in found:
        found["altText"] = _cut(" ".join(found["altText"].split()) or "…", LONGEST_ALT)
    if found.get("type") == "uri" and "label" in found:
        found["label"] = _cut(found["label"], LONGEST_LABEL)
    return found


def _has_something(contents: Json) -> bool:
    if contents.get("type") == "carousel":
        return bool(contents["contents"])
    return bool(contents.keys() & {"hero", "body", "footer"})


def _is_blank(part: Json) -> bool:
    if not part:
        return True
    if part.get("type") == "text":
        return not part["text"].strip()
    return part.get("type") == "box" and not part["contents"]


def _parts(node: Any) -> Iterable[Json]:
    if isinstance(node, list):
        for one in node:
            yield from _parts(one)
    elif isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _parts(value)


def _units(text: str) -> int:
    """Count as LINE does: UTF-16, so 𠮷 and most emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, most: int) -> str:
    while _units(text) > most:
        text = text[: most - 1] if len(text) > most else text[:-2]
        text += "…"
    return text


def _size(node: Json) -> int:
    return len(msgspec.json.encode(node))
