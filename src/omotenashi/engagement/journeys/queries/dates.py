# SPDX-License-Identifier: Apache-2.0
"""Days of people by which they come in: who has one within a span, in one read for everybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.journeys.rules import joining
from omotenashi.places.locations.queries import zone


@dataclass(frozen=True, slots=True)
class Day:
    """A day of somebody; `key` tells it from others of theirs."""

    person_id: UUID
    day: date
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Give what a run by this day is about."""
        return self.day.isoformat()


def days_of(entry: Mapping[str, Any], *, first: date, last: date, now: datetime | None) -> list[Day]:
    """Give the days from `first` to `last` that an entry means, of everybody.

    `now` is from when it is looked at; None asks the past, where each day is looked at from when it was its turn.
    """
    here = zone()
    values = {
        "zone": here.key, "now": now,
        "from": datetime.combine(first, datetime.min.time(), tzinfo=here),
        "to": datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=here),
        "days": int(entry.get("days") or 0), "least": int(entry.get("least") or 1),
    }  # fmt: skip
    match entry["what"]:
        case "birthday":
            return list(_birthdays(first, last, values))
        case "anniversary":
            return list(_anniversaries(first, last, {**values, "occasion": str(entry.get("occasion") or "")}))
        case "points":
            return [
                Day(person, day, {"points": points, "until": f"{day:%Y/%m/%d}"})
                for person, day, points in bulk.rows(_POINTS, values)
            ]
        case "last_order":
            return [Day(person, day) for person, day in bulk.rows(_LAST, values)]
        case what:
            raise LookupError(what)


def _birthdays(first: date, last: date, values: Mapping[str, Any]) -> Iterator[Day]:
    kept = joining.birthdays(first, last)
    born = [month * 100 + day for month, day in kept]
    for person, number in bulk.rows(_BORN, {**values, "born": born}):
        yield from (Day(person, day) for day in kept[divmod(number, 100)])


def _anniversaries(first: date, last: date, values: Mapping[str, Any]) -> Iterator[Day]:
    """Give the days that staff noted: of one that comes every year each return, of two on one day the first."""
    kept, met = joining.birthdays(first, last), set()
    numbers = [month * 100 + day for month, day in kept]
    for person, noted, yearly, occasion, text in bulk.rows(
        _NOTED, {**values, "kept": numbers, "first": first, "last": last}
    ):
        days = [day for day in kept.get((noted.month, noted.day), ()) if day >= noted] if yearly else [noted]
        for day in days:
            if (person, day) not in met:
                met.add((person, day))
                yield Day(person, day, {"occasion": occasion, "anniversary": text, "day": day.isoformat()})


_NOTED = """
SELECT n.person_id, c.on_date, c.yearly, c.what, c.text
FROM customers_care c JOIN customers_nodeperson n ON n.node_id = c.node_id
WHERE c.kind = 'anniversary' AND c.taken_back_at IS NULL AND (%(occasion)s = '' OR c.what = %(occasion)s) AND (
  c.yearly AND (extract(month FROM c.on_date) * 100 + extract(day FROM c.on_date))::int = ANY(%(kept)s::int[])
  OR NOT c.yearly AND c.on_date BETWEEN %(first)s AND %(last)s)
ORDER BY n.person_id, c.on_date, c.written_at, c.id
"""
_BORN = """
SELECT p.person_id, p.born FROM (
  SELECT person_id, (extract(month FROM birth_date) * 100 + extract(day FROM birth_date))::int AS born
  FROM customers_profile WHERE birth_date IS NOT NULL
) p WHERE p.born = ANY(%(born)s::int[])
"""
# The last moment counts: what ends at midnight can be used on the day before. Of the past all that ended then is taken.
_POINTS = """
SELECT n.person_id, (l.expires_at AT TIME ZONE %(zone)s - interval '1 second')::date AS day,
  sum(CASE WHEN %(now)s::timestamptz IS NULL THEN l.amount ELSE l.remaining - l.held END)::bigint
FROM loyalty_walletlot l JOIN loyalty_wallet w ON w.id = l.wallet_id JOIN customers_nodeperson n ON n.node_id = w.node_id
WHERE w.kind = 'free_points' AND l.expires_at > %(from)s AND l.expires_at <= %(to)s
  AND (%(now)s::timestamptz IS NULL OR l.remaining > l.held)
GROUP BY 1, 2
HAVING sum(CASE WHEN %(now)s::timestamptz IS NULL THEN l.amount ELSE l.remaining - l.held END) >= %(least)s
"""
# Whoever cannot be written to is left out: most who buy at a till are nobody.
_LAST = """
SELECT DISTINCT ON (n.person_id) n.person_id, (o.placed_at AT TIME ZONE %(zone)s)::date
FROM orders_order o JOIN customers_nodeperson n ON n.node_id = o.node_id
WHERE o.placed_at >= %(from)s AND o.placed_at < %(to)s AND o.cancelled_at IS NULL
  AND EXISTS (SELECT 1 FROM customers_nodeperson m JOIN customers_contactpoint c ON c.node_id = m.node_id
    WHERE m.person_id = n.person_id)
  AND NOT EXISTS (SELECT 1 FROM customers_nodeperson m JOIN orders_order l ON l.node_id = m.node_id
    WHERE m.person_id = n.person_id AND l.cancelled_at IS NULL AND l.placed_at > o.placed_at
      AND l.placed_at < coalesce(%(now)s::timestamptz, o.placed_at + make_interval(days => greatest(%(days)s, 1))))
ORDER BY n.person_id, o.placed_at DESC
"""
