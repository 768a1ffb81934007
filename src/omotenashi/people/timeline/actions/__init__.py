# SPDX-License-Identifier: Apache-2.0
"""What writes the timeline. Others take it all from here: `from omotenashi.people.timeline import actions as timeline`.

    timeline.ingest(payloads, source=source, now=now) -> Ingested(written, repeated, refused)

`payloads` are items as the Segment protocol has them (dictionaries: type, messageId, userId, anonymousId, event,
properties, context, timestamp as ISO 8601). They go the whole way of an item that came over HTTP, except for the
network: read, resolved to nodes, written once, and refused items kept. `now` is the moment they reach us; what
happened earlier says so in its `timestamp`. The door of HTTP itself uses `prepare`, `place` and `write`: one
batch is placed while the one before it is written.
"""

from omotenashi.people.timeline.actions.appending import EntryRecord, append
from omotenashi.people.timeline.actions.identity import read_identities
from omotenashi.people.timeline.actions.ingesting import Ingested, Placed, ingest, ingest_items, place, write
from omotenashi.people.timeline.actions.partitions import make_partitions
from omotenashi.people.timeline.actions.placing import hear
from omotenashi.people.timeline.actions.preparing import (
    Around,
    Body,
    Malformed,
    Origin,
    Prepared,
    origin_of,
    prepare,
    read_batch,
    read_single,
)
from omotenashi.people.timeline.actions.readers import move_reader, position
from omotenashi.people.timeline.actions.rejections import replay
from omotenashi.people.timeline.actions.sources import (
    change_source,
    create_source,
    internal_source,
    issue_token,
    revoke_source,
    rotate_key,
)
from omotenashi.people.timeline.rules import KINDS

__all__ = [
    "KINDS", "Around", "Body", "EntryRecord", "Ingested", "Malformed", "Origin", "Placed", "Prepared", "append", "change_source",
    "create_source", "hear", "ingest", "ingest_items", "internal_source", "issue_token", "make_partitions",
    "move_reader", "origin_of", "place", "position", "prepare", "read_batch", "read_identities", "read_single", "replay", "revoke_source",
    "rotate_key", "write",
]  # fmt: skip
