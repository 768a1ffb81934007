# SPDX-License-Identifier: Apache-2.0
"""At which hours people answer: what humans clicked and opened, and what was bought without a till, by the hour of the house."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from omotenashi.base import bulk
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules.hours import Counts
from omotenashi.engagement.messaging.rules.quiet import Quiet
from omotenashi.places.locations.queries import zone

_OWN, _HOUSE = timedelta(days=365), timedelta(days=28)
_KEY, _FRESH = "messaging.hours", 3_600


def own_hours(persons: Collection[UUID], *, now: datetime) -> dict[UUID, Counts]:
    """Give for each of these persons how often they answered at which hour within a year."""
    found: dict[UUID, dict[int, int]] = defaultdict(dict)
    said = {"zone": str(zone()), "since": now - _OWN, "now": now, "persons": sorted(persons)}
    for person, hour, count in bulk.rows(_ANSWERS.format(who=_PERSONS), said):
        found[person][hour] = found[person].get(hour, 0) + count
    return dict(found)


def house_hours(*, now: datetime) -> Counts:
    """Give the same of everybody in the last four weeks; asked anew every hour."""
    found: Mapping[int, int] | None = cache.get(_KEY)
    if found is None:
        counts: dict[int, int] = defaultdict(int)
        said = {"zone": str(zone()), "since": now - _HOUSE, "now": now}
        for _person, hour, count in bulk.rows(_ANSWERS.format(who=_ALL), said):
            counts[hour] += count
        found = dict(counts)
        cache.set(_KEY, found, _FRESH)
    return found


def quiet_until(now: datetime) -> datetime | None:
    """Give when the first message may go that must not go now; nothing where one may."""
    house = policy()
    quiet = Quiet(house.quiet_from, house.quiet_until, zone())
    ends = quiet.ends(now)
    return ends and ends - quiet.share()


# Machines load pictures and follow links at any hour.
_ANSWERS = """
WITH {who}
SELECT a.person_id, extract(hour FROM a.at AT TIME ZONE %(zone)s)::int, count(*)::int FROM (
  SELECT w.person_id, e.at FROM w JOIN messaging_message m ON m.node_id = w.node_id JOIN messaging_messageevent e ON e.message_id = m.id
  WHERE e.actor = 'human' AND e.kind IN ('opened', 'clicked', 'replied') AND e.at > %(since)s AND e.at <= %(now)s
  UNION ALL
  SELECT w.person_id, o.placed_at FROM w JOIN orders_order o ON o.node_id = w.node_id
  WHERE o.location_id IS NULL AND o.cancelled_at IS NULL AND o.placed_at > %(since)s AND o.placed_at <= %(now)s
) a GROUP BY 1, 2
"""
_PERSONS = """w AS MATERIALIZED (
  SELECT node_id, person_id FROM customers_nodeperson WHERE person_id = ANY(%(persons)s)
)"""
_ALL = "w AS (SELECT id AS node_id, NULL::uuid AS person_id FROM customers_node)"
