# SPDX-License-Identifier: Apache-2.0
"""A message id counts once: which keys stand in the record already, within seven days of what is written.

A key is the trust class (one letter) and the message id. Nobody hides a server's entry with a public key, so what a
browser said is compared with browsers alone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from struct import Struct
from uuid import UUID

from django.db import connection
from psycopg import RawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

from omotenashi.people.timeline.models import Source
from omotenashi.people.timeline.rules import trust_class

WINDOW = timedelta(days=7)
_ARRAY, _LENGTH = Struct(">iiiii").pack, Struct(">i").pack
_TEXT_TYPE, _TEXTS_TYPE = 25, 1009
# The kind of a source never changes.
_trusts: dict[UUID, bytes] = {}


def repeats_of(keys: Sequence[bytes], *, since: datetime, until: datetime) -> list[bytes]:
    """Give those of some keys that were written before. Under the writers' lock what is not found is new."""
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.adapters.register_dumper(_Names, _NamesDumper)
        cursor.execute(_SEEN, [_Names(keys), since - WINDOW, until + WINDOW], binary=True)
        found = cursor.fetchall()
    given = set(keys) if found else set()
    return [key for name, source in found if (key := _trust_of(source) + name.encode()) in given]


def _trust_of(source: UUID) -> bytes:
    if source not in _trusts:
        _trusts.update((pk, trust_class(kind)) for pk, kind in Source.objects.values_list("pk", "kind"))
    return _trusts[source]


class _Names:
    """Message ids as PostgreSQL reads an array of them; the driver would look at each."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        parts = [_ARRAY(1, 0, _TEXT_TYPE, len(keys), 1)]
        for key in sorted(keys):
            parts += (_LENGTH(len(key) - 1), key[1:])
        self.wire = b"".join(parts)


class _NamesDumper(Dumper):
    """Hands message ids to the driver as they are."""

    format = Format.BINARY
    oid = _TEXTS_TYPE

    def dump(self, obj: _Names) -> Buffer:
        """Give the array."""
        return obj.wire


_SEEN = """
SELECT message_id, source_id FROM timeline_entry
WHERE message_id = ANY($1) AND received_at >= $2 AND received_at <= $3
"""
