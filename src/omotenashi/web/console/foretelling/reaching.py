# SPDX-License-Identifier: Apache-2.0
"""Whom advertising to a segment reaches, and by which way: who said yes there and was not stopped, each by the first way that is open."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from omotenashi.base import bulk


def ways(segment_id: UUID, *, purpose: str, channels: Sequence[str]) -> Counter[str]:
    """Count the people of a segment by the channel that would take a message to them; who cannot be reached is not counted."""
    given = {"segment": segment_id, "purpose": purpose, "channels": list(channels)}
    return Counter({channel: int(people) for channel, people in bulk.rows(_WAYS, given)})


# Places of our own take it to whoever said yes anywhere.
_WAYS = """
WITH open AS (
  SELECT DISTINCT m.person_id, w.channel FROM audience_membership m
  JOIN customers_nodeperson np ON np.person_id = m.person_id
  JOIN customers_contactpoint c ON c.node_id = np.node_id
  JOIN consent_consentstate s ON s.contact_point_id = c.id AND s.purpose_id = %(purpose)s AND s.state = 'granted'
  JOIN unnest(%(channels)s::text[]) w (channel) ON w.channel = c.channel OR w.channel IN ('site', 'till')
  WHERE m.segment_id = %(segment)s AND m.left_at IS NULL AND NOT EXISTS (
    SELECT FROM consent_suppression x
    WHERE x.channel = c.channel AND x.address_hash = c.address_hash AND x.lifted_at IS NULL)
)
SELECT channel, count(*) FROM (
  SELECT DISTINCT ON (person_id) person_id, channel FROM open
  ORDER BY person_id, array_position(%(channels)s::text[], channel)
) first GROUP BY 1
"""
