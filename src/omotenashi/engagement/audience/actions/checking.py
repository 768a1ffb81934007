# SPDX-License-Identifier: Apache-2.0
"""Count the members of some segments anew by another compiler than the one that let them in (engagement.md, E4).

Members come in by the person at hand and by PostgreSQL; here Ibis asks the lake and the tables of this moment. Who differs
may only not have been followed yet: they are judged at once, and whoever differs still is told of.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.actions import judging
from omotenashi.engagement.audience.queries import known_of_all, people
from omotenashi.engagement.audience.rules import Rule

SOME = 3


class MembersDiffer(Exception):
    """Two compilers name other members; the message says of which segment and how many."""


def check(*, now: datetime, some: int = SOME) -> list[UUID]:
    """Look at some segments, others each day; give those that were looked at. Raises MembersDiffer."""
    live = queries.live_rules()
    first = (now.toordinal() * some) % len(live) if live else 0
    chosen = (live + live)[first : first + min(some, len(live))]
    wrong = {segment.pk: count for segment, rule in chosen if (count := _differing(segment.pk, rule, now=now))}
    if wrong:
        raise MembersDiffer(", ".join(f"{key}: {count}" for key, count in sorted(wrong.items())))
    return [segment.pk for segment, _rule in chosen]


def _differing(segment_id: UUID, rule: Rule, *, now: datetime) -> int:
    differ = _others(segment_id, rule, now=now)
    if differ:
        judging.judge({segment_id: differ}, now=now)
        differ = sorted(set(differ) & set(_others(segment_id, rule, now=now)))
    return len(differ)


def _others(segment_id: UUID, rule: Rule, *, now: datetime) -> Sequence[UUID]:
    """Give those who are in it by one compiler alone."""
    if rules.follows(rule) == "lake":
        return []
    asker = known_of_all.asker(people.taken())
    found = queries.put_together(rule, queries.know(rule, now=now), ask_facts=asker)
    said = {"segment": segment_id, "seqs": queries.written(found.keys)}
    return [key for (key,) in bulk.rows(_OTHERS, said)]


_OTHERS = """
SELECT coalesce(m.person_id, p.id) FROM (
  SELECT p.id FROM unnest(%(seqs)s::bigint[]) AS s(seq) JOIN customers_person p ON p.seq = s.seq
) p FULL JOIN (SELECT person_id FROM audience_membership WHERE segment_id = %(segment)s AND left_at IS NULL) m
  ON m.person_id = p.id
WHERE m.person_id IS NULL OR p.id IS NULL ORDER BY 1
"""
