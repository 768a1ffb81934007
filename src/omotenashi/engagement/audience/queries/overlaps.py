# SPDX-License-Identifier: Apache-2.0
"""People beside what else they are: in which other segments they are, and why they meet a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.engagement.audience import rules
from omotenashi.engagement.audience.queries.at_hand import facts_of
from omotenashi.engagement.audience.queries.meaning import moment_of
from omotenashi.engagement.audience.rules import Evidence, Rule

LISTED = 6


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another segment, how many of these people are in it too, and how many it has."""

    segment_id: UUID
    name: str
    both: int
    size: int


def overlaps_of(seqs: Sequence[int], *, other_than: UUID | None = None) -> list[Overlap]:
    """Give the segments in which most of these people are; one may be left out."""
    said = {"seqs": list(seqs), "self": other_than, "limit": LISTED}
    return [Overlap(*row) for row in bulk.rows(_OVERLAPS.format(people=_GIVEN), said)]


def shared_with(segment_id: UUID) -> list[Overlap]:
    """Give the segments in which most members of one are."""
    said = {"self": segment_id, "limit": LISTED}
    return [Overlap(*row) for row in bulk.rows(_OVERLAPS.format(people=_MEMBERS), said)]


def why(rule: Rule, persons: Sequence[UUID], *, now: datetime) -> dict[UUID, list[Evidence]]:
    """Give by what each of these persons meets a rule, as far as it can be asked of one person."""
    if rules.follows(rule) == "lake":
        return {}
    moment = moment_of(now)
    facts = facts_of(persons, causes=rules.causes_of(rule), moment=moment)
    read = rules.readings(rule.of, day=moment.day)
    return {key: rules.evidence(rule.of, one, moment=moment, read=read) for key, one in facts.items()}


_GIVEN = "SELECT p.id FROM unnest(%(seqs)s::bigint[]) AS given(seq) JOIN customers_person p ON p.seq = given.seq"
_MEMBERS = "SELECT person_id AS id FROM audience_membership WHERE segment_id = %(self)s AND left_at IS NULL"
_OVERLAPS = """
SELECT s.id, s.name, count(*)::int, s.size FROM ({people}) mine
JOIN audience_membership m ON m.person_id = mine.id AND m.left_at IS NULL
JOIN audience_segment s ON s.id = m.segment_id AND s.archived_at IS NULL AND s.id IS DISTINCT FROM %(self)s::uuid
GROUP BY s.id ORDER BY count(*) DESC, s.name, s.id LIMIT %(limit)s
"""
