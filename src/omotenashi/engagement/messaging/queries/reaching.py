# SPDX-License-Identifier: Apache-2.0
"""Whom a message reaches, and by which way: each reader by the first that is open to them. Cost and forecast both count by it.

The gate may still keep somebody back when the message goes, so this is the most that it reaches, never less.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from omotenashi.base import bulk


def reached(
    channels: Sequence[str], *, purpose: str, is_advertising: bool, persons: Collection[UUID] | None = None
) -> Counter[str]:
    """Count readers by the first of the channels that would take it to them; who cannot be reached is not counted.

    `persons` None: everybody. Advertising wants a yes and no stop; what an order needs only an address that is not dead.
    Places of our own take advertising to whoever said yes anywhere, the site only to members.
    """
    asked: dict[str, Any] = {"channels": list(channels), "purpose": purpose, "advertises": is_advertising}
    of = "" if persons is None else "AND np.person_id = ANY(%(persons)s)"
    given = asked | ({} if persons is None else {"persons": list(persons)})
    return Counter({channel: int(people) for channel, people in bulk.rows(_FIRST.format(of=of), given)})


_FIRST = """
SELECT channel, count(*) FROM (
  SELECT DISTINCT ON (np.person_id) np.person_id, way.channel FROM customers_contactpoint cp
  JOIN customers_node n ON n.id = cp.node_id AND n.value IS NOT NULL
  JOIN customers_nodeperson np ON np.node_id = cp.node_id
  JOIN unnest(%(channels)s::text[]) WITH ORDINALITY way (channel, place)
    ON way.channel = cp.channel OR way.channel = 'till' OR (way.channel = 'site' AND EXISTS (
      SELECT FROM customers_nodeperson own JOIN customers_node card ON card.id = own.node_id
      WHERE own.person_id = np.person_id AND card.type = 'member_no' AND card.value IS NOT NULL))
  WHERE (NOT %(advertises)s OR EXISTS (
    SELECT FROM consent_consentstate s
    WHERE s.contact_point_id = cp.id AND s.purpose_id = %(purpose)s AND s.state = 'granted'))
  AND NOT EXISTS (
    SELECT FROM consent_suppression x
    WHERE x.channel = cp.channel AND x.address_hash = cp.address_hash AND x.lifted_at IS NULL
    AND (x.scope = 'all' OR %(advertises)s)) {of}
  ORDER BY np.person_id, way.place
) first GROUP BY 1
"""
