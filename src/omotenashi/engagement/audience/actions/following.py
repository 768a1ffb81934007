# SPDX-License-Identifier: Apache-2.0
"""Memberships follow the persons: a merge carries them over, an unmerge takes that back, an erasure deletes them.

None of this is a transition, so nothing is told. Segments are locked in the order of their ids.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk


@transaction.atomic
def follow_merges(pairs: Sequence[tuple[UUID, UUID]], *, now: datetime) -> None:
    """Carry memberships over, for (person that ended, person that stays), in the order of the merges."""
    _lock({person for pair in pairs for person in pair})
    bulk.run("DELETE FROM audience_segmenttimer WHERE person_id = ANY(%s)", [[ended for ended, _stays in pairs]])
    for ended, stays in pairs:
        bulk.run(_CARRY, {"ended": ended, "stays": stays, "now": now})
        bulk.run(_SIZES, [[ended, stays]])


@transaction.atomic
def follow_splits(person_ids: Iterable[UUID]) -> None:
    """Give those who are persons of their own again what they brought into a merge."""
    apart = sorted(set(person_ids))
    _lock(apart)
    holders = [key for (key,) in bulk.rows(_TAKE_BACK, {"apart": apart})]
    bulk.run(_REOPEN, {"apart": apart})
    bulk.run(_SIZES, [[*apart, *holders]])


@transaction.atomic
def erase(person_ids: Collection[UUID]) -> int:
    """Forget that somebody who was erased was ever in a segment; give the number of memberships."""
    keys = sorted(person_ids)
    _lock(keys)
    touched = [
        key
        for (key,) in bulk.rows("SELECT DISTINCT segment_id FROM audience_membership WHERE person_id = ANY(%s)", [keys])
    ]
    gone = bulk.run("DELETE FROM audience_membership WHERE person_id = ANY(%s)", [keys])
    bulk.run("DELETE FROM audience_segmenttimer WHERE person_id = ANY(%s)", [keys])
    bulk.run(_SIZES_OF, [touched])
    return gone


def _lock(persons: Collection[UUID]) -> None:
    bulk.run(
        "SELECT 1 FROM audience_segment WHERE id IN (SELECT segment_id FROM audience_membership WHERE person_id = ANY(%s))"
        " ORDER BY id FOR NO KEY UPDATE",
        [sorted(persons)],
    )


_CARRY = """
WITH closed AS (
  UPDATE audience_membership SET left_at = %(now)s, merged_into = %(stays)s
  WHERE person_id = %(ended)s AND left_at IS NULL RETURNING segment_id, entered_at
)
INSERT INTO audience_membership (segment_id, person_id, entered_at, carried_from)
SELECT segment_id, %(stays)s, entered_at, %(ended)s FROM closed
ON CONFLICT (segment_id, person_id) WHERE left_at IS NULL DO NOTHING
"""
# What somebody holds only because another had it goes with the other.
_TAKE_BACK = """
DELETE FROM audience_membership
WHERE carried_from = ANY(%(apart)s) AND left_at IS NULL AND person_id <> carried_from RETURNING person_id
"""
_REOPEN = """
UPDATE audience_membership m SET left_at = NULL, merged_into = NULL
WHERE m.person_id = ANY(%(apart)s) AND m.merged_into IS NOT NULL
  AND m.id = (SELECT max(o.id) FROM audience_membership o
              WHERE o.segment_id = m.segment_id AND o.person_id = m.person_id AND o.merged_into IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM audience_membership o
                  WHERE o.segment_id = m.segment_id AND o.person_id = m.person_id AND o.left_at IS NULL)
"""
_COUNTED = """
UPDATE audience_segment s SET size = c.n FROM (
  SELECT g.id, count(m.id) FILTER (WHERE m.left_at IS NULL) AS n
  FROM audience_segment g LEFT JOIN audience_membership m ON m.segment_id = g.id WHERE g.id {which} GROUP BY g.id
) c WHERE s.id = c.id AND s.size <> c.n
"""
_SIZES = _COUNTED.format(which="IN (SELECT segment_id FROM audience_membership WHERE person_id = ANY(%s))")
_SIZES_OF = _COUNTED.format(which="= ANY(%s)")
