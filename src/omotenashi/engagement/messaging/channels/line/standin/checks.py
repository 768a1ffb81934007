# SPDX-License-Identifier: Apache-2.0
"""What LINE checks of a request before it takes it, after the published contract."""

import json
import re
from typing import Any
from uuid import UUID

from omotenashi.base.ids import new_id

_USER = re.compile(r"U[0-9a-f]{32}")
_MOST_MESSAGES, _MOST_TEXT, _MOST_ALT, _MOST_BUBBLE, _MOST_FLEX = 5, 5_000, 400, 30_000, 50_000

type Said = tuple[int, dict[str, str], dict[str, Any]]


def read(body: bytes) -> tuple[dict[str, Any], Said | None]:
    """Read what was asked, or give what is wrong with it."""
    try:
        asked = json.loads(body)
    except ValueError:
        return {}, error(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    messages = asked.get("messages") if isinstance(asked, dict) else None
    if not isinstance(messages, list) or not 0 < len(messages) <= _MOST_MESSAGES:
        return {}, _bad("messages", "Size must be between 1 and 5")
    for number, message in enumerate(messages):
        wrong = _fault(message)
        if wrong:
            return {}, _bad(f"messages[{number}]{wrong[0]}", wrong[1])
    return asked, None


def _fault(message: dict[str, Any]) -> tuple[str, str] | None:
    if message.get("type") == "text":
        size = _units(str(message.get("text", "")))
        return None if 0 < size <= _MOST_TEXT else (".text", f"Length must be between 1 and {_MOST_TEXT}")
    if message.get("type") != "flex":
        return ".type", "invalid type"
    if not 0 < _units(str(message.get("altText", ""))) <= _MOST_ALT:
        return ".altText", f"Length must be between 1 and {_MOST_ALT}"
    contents = message.get("contents") or {}
    cards = contents.get("contents", []) if contents.get("type") == "carousel" else [contents]
    if not 0 < len(cards) <= 12 or len(json.dumps(contents, ensure_ascii=False).encode()) > _MOST_FLEX:
        return ".contents", "invalid size"
    for card in cards:
        if card.get("type") != "bubble" or len(json.dumps(card, ensure_ascii=False).encode()) > _MOST_BUBBLE:
            return ".contents", "invalid bubble"
        if not any(card.get(part) for part in ("header", "hero", "body", "footer")):
            return ".contents", "at least one block must be specified"
    return next(filter(None, (_part_fault(part) for part in _parts(contents))), None)


def _part_fault(part: dict[str, Any]) -> tuple[str, str] | None:
    kind = part.get("type")
    if kind == "text" and "action" not in part and not str(part.get("text", "")).strip():
        return ".contents", "must be non-empty text"
    # A house on this very machine has no certificate; LINE itself would refuse its pictures.
    if kind == "image" and not str(part.get("url", "")).startswith(
        ("https://", "http://127.0.0.1", "http://localhost")
    ):
        return ".contents.url", "invalid uri scheme"
    if kind == "uri" and (_units(str(part.get("uri", ""))) > 1_000 or _units(str(part.get("label", ""))) > 40):
        return ".contents.action", "invalid length"
    if kind == "uri" and not re.match(r"https?://|line://|tel:", str(part.get("uri", ""))):
        return ".contents.action.uri", "invalid uri scheme"
    return None


def _parts(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [part for one in node for part in _parts(one)]
    if isinstance(node, dict):
        return [node, *(part for value in node.values() for part in _parts(value))]
    return []


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_user(value: object) -> bool:
    """Say whether this is an id as LINE gives it to users."""
    return isinstance(value, str) and _USER.fullmatch(value) is not None


def is_uuid(value: str) -> bool:
    """Say whether this is a UUID as LINE wants its retry keys."""
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False


def fine(said: dict[str, Any]) -> Said:
    """Give an answer under an id of its own."""
    return 200, {"X-Line-Request-Id": str(new_id())}, said


def _bad(where: str, message: str) -> Said:
    status, extra, said = error(400, "The request body has 1 error(s)")
    return status, extra, {**said, "details": [{"message": message, "property": where}]}


def error(status: int, message: str) -> Said:
    """Give an answer that says what is wrong."""
    return status, {"X-Line-Request-Id": str(new_id())}, {"message": message}
