# SPDX-License-Identifier: Apache-2.0
"""The quick road for the item that comes a million times: a well-formed track of an SDK.

Properties and context are not taken apart but stored as they came. Whatever is the least unusual (another type, an
escape that PostgreSQL would not store, a field nobody knows, an envelope with a context) is left to the road of
`items`; both give the same entry, which a test compares.
"""

import hashlib
import re
from typing import Any

import msgspec

from omotenashi.people.timeline.rules import clocks
from omotenashi.people.timeline.rules.cleaning import DEEPEST
from omotenashi.people.timeline.rules.shapes import Around, Item, Origin
from omotenashi.people.timeline.rules.sources import is_machine

# An escaped NUL or surrogate.
_ESCAPES = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
# Every digit as 0, signs left out, both brackets as one: a search for a few bytes then finds what would take a regular
# expression many times as long.
_SHAPE = bytes.maketrans(b"123456789E[", b"000000000e{")
# A number that written out would fill a page (1e99999), and one that does.
_EXPONENT = b"0e000"
_LONG, _STEP = b"0" * 300, 150
_MOST_LOOKS = 16
_BEFORE_NUMBERS = b" \t\r\n:,{"
_NOTHING = msgspec.Raw(b"{}")


class _Track(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    type: str = ""
    event: str = ""
    messageId: str = ""  # noqa: N815  # the protocol's spelling
    userId: str | None = None  # noqa: N815  # the protocol's spelling
    anonymousId: str | None = None  # noqa: N815  # the protocol's spelling
    timestamp: str = ""
    sentAt: str | None = None  # noqa: N815  # the protocol's spelling
    properties: msgspec.Raw = _NOTHING
    context: msgspec.Raw = _NOTHING
    integrations: dict[str, Any] = {}
    writeKey: Any = None  # noqa: N815  # the protocol's spelling


class _Context(msgspec.Struct, gc=False):
    device: Any = None
    direct: Any = None
    ip: Any = None
    userAgent: Any = None  # noqa: N815  # the protocol's spelling
    store_id: Any = None
    staff_id: Any = None


_track = msgspec.json.Decoder(_Track).decode
_context = msgspec.json.Decoder(_Context).decode
_encode = msgspec.json.Encoder().encode


def track_of(raw: bytes, *, around: Around, origin: Origin) -> Item | None:
    """Read a track; None where it must go the other road."""
    if around.context or around.integrations or around.retry or (around.type and around.type != "track"):
        return None
    if not _is_sound(raw):
        return None
    try:
        said = _track(raw)
        around_it = _context(said.context)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    user, visitor, name, message_id = said.userId or "", said.anonymousId or "", said.event, said.messageId
    original = clocks.read(said.timestamp)
    if (
        (said.type or around.type) != "track" or original is None or around_it.device is not None
        or not 0 < len(message_id) <= 100 or len(user) > 255 or len(visitor) > 255 or not (user or visitor)
        or not 0 < len(name) <= 255 or name[0] == " " or name[-1] == " "
    ):  # fmt: skip
        return None
    props, context = bytes(said.properties), bytes(said.context)
    if props[0] != 123 or (not raw.isascii() and _broken(raw)):
        return None
    more = _more(said, around_it, around, origin)
    if more is None:
        return None
    if more:
        inner = context[:-1].rstrip()
        context = b"".join((inner, b"," if len(inner) > 1 else b"", _encode(more)[1:]))
    keys: Any = (("anonymous_id", visitor),) if visitor else ()
    if user:
        keys = (("user_id", user), *keys)
    sent = clocks.read(said.sentAt) if said.sentAt is not None else around.sent
    return Item(
        hashlib.sha256(origin.trust + message_id.encode()).hexdigest()[:32], message_id, "track", name, keys,
        around.received,
        clocks.event_time(
            original=original, sent=sent, received=around.received, keeps_own_time=origin.keeps_own_time
        ),
        original, sent, props, context, raw, origin,
    )  # fmt: skip


def _is_sound(raw: bytes) -> bool:
    """Say whether PostgreSQL stores it as it came: no huge number, no great depth, no NUL, no lone surrogate."""
    shape = raw.translate(_SHAPE, b"+-")
    if shape.count(b"{") > DEEPEST or (b"\\" in raw and _ESCAPES.search(raw)):
        return False
    if _EXPONENT in shape and _has_exponent(shape):
        return False
    # So many digits in a row cover two places at this distance.
    return not (b"00" in shape[::_STEP] and _LONG in shape)


def _has_exponent(shape: bytes) -> bool:
    """Tell a number from the middle of a word: ids are full of 3e450."""
    if shape.count(_EXPONENT) > _MOST_LOOKS:
        return True
    at = shape.find(_EXPONENT)
    while at >= 0:
        before = shape[:at].rstrip(b"0.")
        if before and before[-1] in _BEFORE_NUMBERS:
            return True
        at = shape.find(_EXPONENT, at + 1)
    return False


def _more(said: _Track, context: _Context, around: Around, origin: Origin) -> dict[str, Any] | None:
    """Give what is to be added to the context, in the order of the other road; None where something is unusual."""
    if context.direct is not None or context.store_id is not None or context.staff_id is not None:
        return None
    more: dict[str, Any] = {}
    if said.integrations:
        more["_integrations"] = said.integrations
    agent = context.userAgent
    if origin.public:
        if context.ip is None and around.address:
            more["ip"] = around.address
        if agent is None and around.user_agent:
            more["userAgent"] = agent = around.user_agent
    if type(agent) is str and is_machine(agent):
        more["machine"] = True
    return more


def _broken(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False
