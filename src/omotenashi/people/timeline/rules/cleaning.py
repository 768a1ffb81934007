# SPDX-License-Identifier: Apache-2.0
"""JSON of strangers, made fit to be stored: whatever it holds, PostgreSQL takes what comes out of here.

The quick road is msgspec. What it refuses (lone surrogates, numbers beyond a float) or PostgreSQL would (NUL, great
depth) goes the slow road and is replaced, not refused.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import msgspec

DEEPEST = 20
# What msgspec writes as a whole number; a larger one is kept as text.
_LARGEST = 2**63
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Malformed(Exception):
    """This is no JSON, whatever one does."""


def read(data: bytes) -> Any:
    """Read JSON; invalid UTF-8 is replaced. Raises Malformed."""
    try:
        return _decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _read_slowly(data)


def written(value: Mapping[str, Any]) -> bytes:
    """Give an object as JSON that PostgreSQL stores: no NUL, no lone surrogate, at most 20 levels."""
    try:
        found = _encode(value)
    except (UnicodeEncodeError, OverflowError, RecursionError):
        return _encode(_clean(value, 1))
    # Each level opens with one of these; a string that holds them only costs the slow road.
    if found.count(b"{") + found.count(b"[") > DEEPEST or b"\\u0000" in found:
        return _encode(_clean(value, 1))
    return found


def text(value: str) -> str:
    """Replace what PostgreSQL cannot store in text: NUL and lone surrogates."""
    if "\x00" in value:
        value = value.replace("\x00", "\ufffd")
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def _read_slowly(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _clean(value: Any, level: int) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else _digits(value)
    if level > DEEPEST:
        return _flat(value)
    if isinstance(value, dict):
        return {text(str(key)): _clean(inner, level + 1) for key, inner in value.items()}
    return [_clean(inner, level + 1) for inner in value]


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # beyond Python's own limit for writing a number
        return "number"


def _flat(value: Any) -> str:
    try:
        return text(json.dumps(value, ensure_ascii=False))
    except (RecursionError, ValueError):
        return "…"
