# SPDX-License-Identifier: Apache-2.0
"""The quick road for the items that come a million times: well-formed tracks and views of an SDK.

Properties and context are not taken apart but stored as they came. Whatever is the least unusual (another type, an
escape that PostgreSQL would not store, a field nobody knows, an envelope with a context) is left to the road of
`items`; both give the same entry, which a test compares. A whole batch is opened at once, and what can be looked at
for all of it is looked at once.
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from omotenashi.base.text import zones
from omotenashi.people.timeline.rules import clocks
from omotenashi.people.timeline.rules.cleaning import DEEPEST
from omotenashi.people.timeline.rules.shapes import LARGEST_ITEM, LONGEST_ID, LONGEST_MESSAGE_ID, Around, Item, Origin
from omotenashi.people.timeline.rules.sources import is_machine

# An escaped NUL or surrogate.
_ESCAPES = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
# Every digit and sign as 0, E as e: a search for a few bytes then finds what would take a regular expression many
# times as long.
_SHAPE = bytes.maketrans(b"123456789+-E", b"00000000000e")
# A number that written out would fill a page (1e99999), and one that does.
_EXPONENT = b"0e000"
_LONG, _STEP = b"0" * 300, 150
# Digits in front of an exponent, beyond which it is not asked whether they are a number's or a word's.
_WORD = 40
_BEFORE_NUMBERS = b" \t\r\n:,{["
_OBJECT = 123
_NOTHING = msgspec.Raw(b"{}")
_VIEWS = {"page": "Page Viewed", "screen": "Screen Viewed"}
_UNREAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
# What stands beside properties and context is shorter, or unusual.
_BESIDE, _FLAT = 8 * 1024, 8


class Track(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A track, or a view that says no more than a track does."""

    type: str = ""
    event: str | None = None
    messageId: str = ""  # noqa: N815  # the protocol's spelling
    userId: str | int | None = None  # noqa: N815  # the protocol's spelling
    anonymousId: str | None = None  # noqa: N815  # the protocol's spelling
    timestamp: str = ""
    sentAt: str | None = None  # noqa: N815  # the protocol's spelling
    properties: msgspec.Raw = _NOTHING
    context: msgspec.Raw = _NOTHING
    integrations: msgspec.Raw = _NOTHING
    metadata: msgspec.Raw = msgspec.field(default=_NOTHING, name="_metadata")
    writeKey: Any = None  # noqa: N815  # the protocol's spelling
    # Of other types, or of a track that says what tracks do not say: they open a batch, no more.
    name: msgspec.Raw = _NOTHING
    category: msgspec.Raw = _NOTHING
    traits: msgspec.Raw = _NOTHING
    groupId: msgspec.Raw = _NOTHING  # noqa: N815  # the protocol's spelling
    previousId: msgspec.Raw = _NOTHING  # noqa: N815  # the protocol's spelling


class _Context(msgspec.Struct, gc=False):
    device: Any = None
    direct: Any = None
    ip: Any = msgspec.UNSET
    userAgent: Any = msgspec.UNSET  # noqa: N815  # the protocol's spelling
    store_id: Any = None
    staff_id: Any = None
    timezone: Any = None


_track = msgspec.json.Decoder(Track).decode
_context = msgspec.json.Decoder(_Context).decode
_encode = msgspec.json.Encoder().encode


def track_of(raw: bytes, *, around: Around, origin: Origin) -> Item | None:
    """Read an item alone; None where it must go the other road."""
    if not is_plain(around) or not is_sound(raw):
        return None
    try:
        shift = clocks.shift(around.sent, around.received, origin.keeps_own_time)
        return _item(_track(raw), around, origin, raw, -1, shift)
    except _UNREAD:
        return None


def tracks_of(said: Sequence[Track], *, around: Around, origin: Origin, body: bytes) -> list[Item | None]:
    """Read the items of a sound body; None for each that must go the other road."""
    if not is_plain(around):
        return [None] * len(said)
    try:
        shift = clocks.shift(around.sent, around.received, origin.keeps_own_time)
        return [_item(one, around, origin, body, number, shift) for number, one in enumerate(said)]
    except _UNREAD:
        return [None] * len(said)


def is_plain(around: Around) -> bool:
    """Say whether the envelope and the connection add nothing to the items."""
    return not (around.context or around.integrations or around.retry)


def is_sound(raw: bytes) -> bool:
    """Say whether PostgreSQL stores all of it as it came: UTF-8, no NUL, no lone surrogate, no huge number."""
    if b"\\" in raw and _ESCAPES.search(raw):
        return False
    if not raw.isascii():
        try:
            raw.decode()
        except UnicodeDecodeError:
            return False
    shape = raw.translate(_SHAPE)
    # So many digits in a row cover two places at this distance.
    return not (_has_exponent(shape) or (b"00" in shape[::_STEP] and _LONG in shape))


def _item(said: Track, around: Around, origin: Origin, raw: bytes, number: int, shift: int) -> Item | None:
    """Read an item of something sound. `raw` is the item, or the body where it has this number; `shift` of its clock."""
    context, props, visitor, user = bytes(said.context), bytes(said.properties), said.anonymousId, said.userId
    message_id, kind, name, stamp = said.messageId, said.type or around.type, said.event, said.timestamp
    if isinstance(user, int):
        user = str(user)
    if kind != "track":
        if name is not None or kind not in _VIEWS:
            return None
        name = _VIEWS[kind]
    if (
        (original := clocks.read(stamp)) is None or not name or len(name) > LONGEST_ID or name != name.strip()
        or not (user or visitor) or (user and len(user) > LONGEST_ID) or (visitor and len(visitor) > LONGEST_ID)
        or not 0 < len(message_id) <= LONGEST_MESSAGE_ID or props[0] != _OBJECT
        # Too large, or deeper than is kept as it came.
        or len(context) + len(props) > LARGEST_ITEM - _BESIDE
        or props.count(b"{") + props.count(b"[") + context.count(b"{") + context.count(b"[") >= DEEPEST
        or said.name is not _NOTHING or said.traits is not _NOTHING or said.category is not _NOTHING
        or said.groupId is not _NOTHING or said.previousId is not _NOTHING or (around.type and kind != around.type)
        or (more := _more(said, _context(context), around, origin)) is None
    ):  # fmt: skip
        return None
    if more:
        inner = context[:-1].rstrip()
        context = b"".join((inner, b"," if len(inner) > 1 else b"", more[1:]))
    if user:
        keys: Any = (("user_id", user), ("anonymous_id", visitor)) if visitor else (("user_id", user),)
    else:
        keys = (("anonymous_id", visitor),)
    received, sent = around.received, around.sent
    if said.sentAt is not None:
        sent = clocks.read(said.sentAt)
        shift = clocks.shift(sent, received, origin.keeps_own_time)
    at = original + shift
    return Item(
        origin.trust + message_id.encode(), kind, name, keys, received, min(received, at), original, sent,
        props, context, raw, origin, number,
    )  # fmt: skip


def _has_exponent(shape: bytes) -> bool:
    """Find a number with a long exponent, and tell it from the middle of a word: ids are full of 3e450."""
    at = shape.find(_EXPONENT)
    while at >= 0:
        # A longer row of digits is found by its length.
        before = shape[at - _WORD if at > _WORD else 0 : at].rstrip(b"0.")
        if not before or before[-1] in _BEFORE_NUMBERS:
            return True
        at = shape.find(_EXPONENT, at + 1)
    return False


def _more(said: Track, context: _Context, around: Around, origin: Origin) -> bytes | None:
    """Give what is to be added to the context; empty where nothing is, None where something is unusual."""
    if context.device is not None or context.direct is not None:
        return None
    store, staff, agent = context.store_id, context.staff_id, context.userAgent
    if not ((store is None or _is_known(store, origin.stores)) and (staff is None or _is_known(staff, origin.people))):
        return None
    if context.timezone is not None and not zones.known(context.timezone):
        return None
    more: dict[str, Any] = {}
    if said.integrations is not _NOTHING and len(said.integrations) > 2:
        if not _is_flat(said.integrations, least=1):
            return None
        more["_integrations"] = said.integrations
    if said.metadata is not _NOTHING:
        if not _is_flat(said.metadata):
            return None
        more["_extra"] = {"_metadata": said.metadata}
    if origin.public:
        if context.ip is msgspec.UNSET and around.address:
            more["ip"] = around.address
        if agent is msgspec.UNSET and around.user_agent:
            more["userAgent"] = agent = around.user_agent
    if type(agent) is str and is_machine(agent):
        more["machine"] = True
    return _encode(more) if more else b""


def _is_flat(said: msgspec.Raw, *, least: int = 0) -> bool:
    """Say whether this is a small object with at least so much in it."""
    raw = bytes(said)
    opened = raw.count(b"{") + raw.count(b"[")
    return raw[0] == _OBJECT and len(raw) <= _BESIDE and opened <= _FLAT and len(raw[1:-1].strip()) >= least


def _is_known(value: object, known: frozenset[str]) -> bool:
    return type(value) is str and value in known
