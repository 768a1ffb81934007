# SPDX-License-Identifier: Apache-2.0
"""A body becomes items ready to be written. Needs no database, so it runs in the thread of the request."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import (
    KEEP_OWN_TIME,
    MOST_ITEMS,
    PUBLIC,
    VERIFYING,
    Around,
    Item,
    Origin,
    Refusal,
    cleaning,
    clocks,
    item_of,
    quick,
    trust_class,
)
from omotenashi.people.timeline.rules.cleaning import Malformed

__all__ = ["Around", "Body", "Malformed", "Origin", "Prepared", "origin_of", "prepare", "read_batch", "read_single"]


class Prepared(msgspec.Struct):
    """What a request holds: items to write, and items that were refused at sight."""

    items: list[Item]
    refusals: list[Refusal]


class Body(msgspec.Struct):
    """A body read as far as needed to know whose it is; the items wait as they came, so a bad one spoils no other.

    A batch that holds nothing unusual is `tracks` of `data`, read at once, and `items` is empty.
    """

    items: list[bytes]
    write_key: str = ""
    sent: int | None = None
    context: dict[str, Any] = {}
    integrations: dict[str, Any] = {}
    tracks: list[quick.Track] = []
    data: bytes = b""


class _Usual(msgspec.Struct, gc=False):
    batch: list[quick.Track]
    sentAt: Any = None  # noqa: N815  # the protocol's spelling
    writeKey: Any = None  # noqa: N815  # the protocol's spelling
    context: Any = None
    integrations: Any = None


class _Envelope(msgspec.Struct, gc=False):
    batch: list[msgspec.Raw]
    sentAt: Any = None  # noqa: N815  # the protocol's spelling
    writeKey: Any = None  # noqa: N815  # the protocol's spelling
    context: Any = None
    integrations: Any = None


class _Single(msgspec.Struct, gc=False):
    writeKey: Any = None  # noqa: N815  # the protocol's spelling


_usual = msgspec.json.Decoder(_Usual).decode
_envelope = msgspec.json.Decoder(_Envelope).decode
_single = msgspec.json.Decoder(_Single).decode


def origin_of(source: Source, *, stores: frozenset[str] = frozenset(), people: frozenset[str] = frozenset()) -> Origin:
    """Give what reading items must know of a source; `stores` and `people` are the ids that exist."""
    return Origin(
        source_id=source.pk.bytes, kind=source.kind, trust=trust_class(source.kind), public=source.kind in PUBLIC,
        keeps_own_time=source.kind in KEEP_OWN_TIME, verifying=source.kind in VERIFYING, shared=source.shared_device,
        stores=stores, people=people,
    )  # fmt: skip


def read_batch(data: bytes) -> Body:
    """Open a batch. Raises Malformed."""
    try:
        usual = _usual(data)
        if len(usual.batch) <= MOST_ITEMS:
            return _body([], usual, usual.batch, data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    found = _opened(data)
    return _body([bytes(raw) for raw in found.batch], found)


def raw_of(item: Item) -> bytes:
    """Give an item as it came."""
    return item.raw if item.number < 0 else bytes(_opened(item.raw).batch[item.number])


def read_single(data: bytes) -> Body:
    """Open a single call. Raises Malformed."""
    try:
        key = _single(data).writeKey
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        said = cleaning.read(data)
        if not isinstance(said, dict):
            raise Malformed("the body is no object") from None
        key = said.get("writeKey")
    return Body([data], key if type(key) is str else "")


def prepare(body: Body, *, around: Around, origin: Origin) -> Prepared:
    """Read every item of a body; `around` is completed from the envelope."""
    around.sent, around.context, around.integrations = body.sent, body.context, body.integrations
    if body.tracks:
        return _prepared_at_once(body, around, origin)
    prepared = Prepared([], [])
    for raw in body.items[:MOST_ITEMS]:
        _add(prepared, item_of(raw, around=around, origin=origin))
    if len(body.items) > MOST_ITEMS:
        # One row for all of them: a body of a hundred thousand tiny items must not become as many rows.
        rest = body.items[MOST_ITEMS:]
        raw = b"".join((b"[", b",".join(rest), b"]"))
        refusal = Refusal("too_many_items", str(len(rest)), raw, around.received, origin.source_id)
        prepared.refusals.append(refusal)
    return prepared


def _prepared_at_once(body: Body, around: Around, origin: Origin) -> Prepared:
    found: list[Any] = [None] * len(body.tracks)
    if quick.is_sound(body.data):
        found = quick.tracks_of(body.tracks, around=around, origin=origin, body=body.data)
    if None not in found:
        return Prepared(found, [])
    prepared = Prepared([], [])
    for item, raw in zip(found, _opened(body.data).batch, strict=True):
        _add(prepared, item or item_of(bytes(raw), around=around, origin=origin))
    return prepared


def _add(prepared: Prepared, found: Item | Refusal) -> None:
    if isinstance(found, Item):
        prepared.items.append(found)
    else:
        prepared.refusals.append(found)


def _opened(data: bytes) -> _Envelope:
    """Open a batch whose items stay as they came. Raises Malformed."""
    try:
        return _envelope(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        said = cleaning.read(data)
        if not isinstance(said, dict) or not isinstance(said.get("batch"), list):
            raise Malformed("the body has no batch") from None
        items = [msgspec.Raw(json.dumps(item).encode()) for item in said["batch"]]
        return _Envelope(items, *(said.get(key) for key in ("sentAt", "writeKey", "context", "integrations")))


def _body(items: list[bytes], found: _Usual | _Envelope, tracks: Sequence[quick.Track] = (), data: bytes = b"") -> Body:
    return Body(
        items,
        found.writeKey if type(found.writeKey) is str else "",
        clocks.read(found.sentAt),
        found.context if type(found.context) is dict else {},
        found.integrations if type(found.integrations) is dict else {},
        list(tracks),
        data,
    )
