# SPDX-License-Identifier: Apache-2.0
"""At which hours people answer: what humans clicked and opened, and what was bought without a till, by the hour of their own clock."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache

from omotenashi.base import bulk
from omotenashi.base.text.zones import zone_of
from omotenashi.engagement.messaging.queries.templates import policy
from omotenashi.engagement.messaging.rules.hours import Counts
from omotenashi.engagement.messaging.rules.quiet import Quiet
from omotenashi.places.locations.queries import zone

_OWN, _HOUSE = timedelta(days=365), timedelta(days=28)
_KEY, _FRESH = "messaging.hours", 3_600


def own_hours(persons: Collection[UUID], *, zones: Mapping[UUID, ZoneInfo], now: datetime) -> dict[UUID, Counts]:
    """Give for each of these persons how often they answered at which hour of theirs within a year."""
    found: dict[UUID, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    said, house = {"since": now - _OWN, "now": now, "persons": sorted(persons)}, zone()
    for person, at, count in bulk.rows(_OWN_ANSWERS, said):
        found[person][at.astimezone(zones.get(person, house)).hour] += count
    return {person: dict(counts) for person, counts in found.items()}


def house_hours(*, now: datetime) -> Counts:
    """Give the same of everybody in the last four weeks, each by their own clock; asked anew every hour."""
    found: Mapping[int, int] | None = cache.get(_KEY)
    if found is None:
        counts: dict[int, int] = defaultdict(int)
        said, house = {"since": now - _HOUSE, "now": now}, zone()
        for name, at, count in bulk.rows(_ALL_ANSWERS, said):
            counts[at.astimezone(zone_of(name or "") or house).hour] += count
        found = dict(counts)
        cache.set(_KEY, found, _FRESH)
    return found


def quiet_until(now: datetime) -> datetime | None:
    """Give when the first message may go that must not go now; nothing where one may."""
    house = policy()
    quiet = Quiet(house.quiet_from, house.quiet_until, zone())
    ends = quiet.ends(now)
    return ends and ends - quiet.share()


# Machines load pictures and follow links at any hour. Clocks differ by quarters of an hour, and change within a year: which
# hour a quarter belongs to is worked out here and not by the database, which may know other zones.
_ANSWERS = """
WITH {who}
SELECT a.who, date_bin('15 minutes', a.at, timestamptz '2000-01-01 00:00:00Z'), count(*)::int FROM (
  SELECT w.who, e.at FROM w JOIN messaging_message m ON m.node_id = w.node_id JOIN messaging_messageevent e ON e.message_id = m.id
  WHERE e.actor = 'human' AND e.kind IN ('opened', 'clicked', 'replied') AND e.at > %(since)s AND e.at <= %(now)s
  UNION ALL
  SELECT w.who, o.placed_at FROM w JOIN orders_order o ON o.node_id = w.node_id
  WHERE o.location_id IS NULL AND o.cancelled_at IS NULL AND o.placed_at > %(since)s AND o.placed_at <= %(now)s
) a GROUP BY 1, 2
"""
_OWN_ANSWERS = _ANSWERS.format(
    who="""w AS MATERIALIZED (
  SELECT node_id, person_id AS who FROM customers_nodeperson WHERE person_id = ANY(%(persons)s)
)"""
)
_ALL_ANSWERS = _ANSWERS.format(
    who="""w AS (
  SELECT k.id AS node_id, CASE WHEN p.zone <> '' THEN p.zone ELSE p.device_zone END AS who FROM customers_node k
  LEFT JOIN customers_nodeperson n ON n.node_id = k.id LEFT JOIN customers_profile p ON p.person_id = n.person_id
)"""
)
