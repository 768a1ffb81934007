# SPDX-License-Identifier: Apache-2.0
"""What reading an item needs, and what comes of it: shapes that both roads share."""

from typing import Any

import msgspec

LARGEST_ITEM = 32 * 1024
LONGEST_MESSAGE_ID = 100
LONGEST_ID = 255


class Origin(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What there is to know about a source while its items are read."""

    source_id: bytes
    kind: str
    trust: bytes
    public: bool
    keeps_own_time: bool
    verifying: bool
    shared: bool
    stores: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


class Around(msgspec.Struct, kw_only=True):
    """What holds for all items of a request: our clock, the envelope, the connection."""

    received: int
    type: str = ""
    sent: int | None = None
    context: dict[str, Any] = {}
    integrations: dict[str, Any] = {}
    address: str = ""
    user_agent: str = ""
    retry: int = 0


class Item(msgspec.Struct, gc=False):
    """An entry to be written, but for the nodes that its keys mean. Moments are those of `clocks`.

    `key` makes it count once: the trust class, one letter, and the message id. `raw` is the item as it came, or the body that has it as its item of this `number`.
    """

    key: bytes
    type: str
    name: str
    keys: tuple[tuple[str, str], ...]
    received: int
    at: int
    original: int | None
    sent: int | None
    props: bytes
    context: bytes
    raw: bytes
    origin: Origin
    number: int = -1


class Refusal(msgspec.Struct, gc=False):
    """An item that cannot become an entry, and why."""

    reason: str
    detail: str
    raw: bytes
    received: int
    source_id: bytes
