# SPDX-License-Identifier: Apache-2.0
"""Segments as they are read: who is in them, whether somebody is, how they grew, and what a definition would give."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet

from omotenashi.base import bulk
from omotenashi.base.prepared import Gap, Prepared
from omotenashi.engagement.audience import rules
from omotenashi.engagement.audience.models import Membership, Segment, SegmentVersion
from omotenashi.engagement.audience.queries import meaning
from omotenashi.engagement.audience.rules import Definition, Manual, Rule, Stamp, Turn
from omotenashi.insight import queries as insight
from omotenashi.people.customers import queries as customers

_SEGMENTS = Prepared(
    lambda: Segment.objects.filter(
        memberships__person_id=Gap("person"), memberships__left_at=None, archived_at=None
    ).order_by("-memberships__entered_at", "-memberships__id")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """How many are in a segment at the end of a day, who came in it and who went."""

    day: date
    members: int
    entered: int
    left: int


def all_segments() -> QuerySet[Segment]:
    """Give all segments with who made them."""
    return Segment.objects.select_related("made_by", "location")


def members_of(segment_id: UUID) -> QuerySet[Membership]:
    """Give who is in a segment now."""
    return Membership.objects.filter(segment_id=segment_id, left_at=None)


def is_in(segment_id: UUID, person_id: UUID) -> bool:
    """Say whether somebody is in a segment; a former id of a person means the person of today."""
    today = customers.current_person(person_id) or person_id
    return members_of(segment_id).filter(person_id=today).exists()


def segments_of(person_id: UUID) -> list[Segment]:
    """Give the segments somebody is in now, the latest entered first."""
    return _SEGMENTS.found(person=person_id)


def preview(definition: Definition, *, now: datetime) -> int:
    """Count whom a definition means today. Raises BadParameter for a cell that is none."""
    if isinstance(definition, Manual):
        return 0
    if isinstance(definition, Rule):
        return len(meaning.sift(definition, now=now).keys)
    return insight.count_behind(name=definition.measure, values=definition.values, cell=definition.cell, now=now)


def definition_of(segment: Segment) -> Definition:
    """Give what a segment means. Raises BadSegment."""
    return definitions_of([segment])[segment.pk]


def definitions_of(segments: Sequence[Segment]) -> dict[UUID, Definition]:
    """Give what segments mean: one read. Raises BadSegment."""
    number = {segment.pk: segment.version for segment in segments}
    found = SegmentVersion.objects.filter(segment_id__in=number).values_list("segment_id", "number", "definition")
    return {key: rules.read(kept) for key, version, kept in found if number[key] == version}


def versions_of(segment_id: UUID) -> list[tuple[SegmentVersion, Definition]]:
    """Give what a segment meant, the newest first."""
    found = SegmentVersion.objects.filter(segment_id=segment_id).select_related("published_by").order_by("-number")
    return [(one, rules.read(one.definition)) for one in found]


def same_as(definition: Definition) -> Segment | None:
    """Give a segment in use that means the same and follows the record."""
    same = Segment.objects.filter(archived_at=None, frozen_at=None, versions__definition=definition.as_json())
    return same.order_by("made_at").first()


def stamp(*, now: datetime) -> Stamp:
    """Give what an answer of this moment is the answer of: the version of the lake, and the day of asking."""
    return insight.lake_version(), meaning.moment_of(now).day


def live_rules() -> list[tuple[Segment, Rule]]:
    """Give the segments in use whose rule can be judged of one person, with the rule."""
    found = list(Segment.objects.filter(archived_at=None, frozen_at=None).exclude(lake_version=None).order_by("id"))
    meant = definitions_of(found)
    return [(one, rule) for one in found if isinstance(rule := meant[one.pk], Rule) and rules.follows(rule) != "lake"]


def stands_on(definition: Definition, segment_id: UUID) -> bool:
    """Say whether a meaning stands on a segment, itself or by those it names."""
    seen: set[str] = set()
    waiting = set(rules.names_segments(definition))
    while waiting:
        if str(segment_id) in waiting:
            return True
        seen |= waiting
        named = Segment.objects.filter(pk__in=[UUID(key) for key in waiting if _is_id(key)])
        meant = definitions_of(list(named)).values()
        waiting = {key for one in meant for key in rules.names_segments(one)} - seen
    return False


def lets_in(done: Collection[Turn]) -> dict[str, tuple[set[Turn], set[Turn]]]:
    """Give by segment what may bring somebody into it, and what out of it, of all that is done to people."""
    meant = {str(key): one for key, one in definitions_of(list(Segment.objects.filter(archived_at=None))).items()}

    def doors(key: str, *, out: bool) -> set[Turn]:
        return rules.widened(rules.lets_in(key, meant, out=out), done)

    return {key: (doors(key, out=False), doors(key, out=True)) for key in meant}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def growth(segment_id: UUID, *, until: date, days: int, zone: str) -> list[Day]:
    """Give the last days of a segment, the newest last."""
    moves = {day: (came, gone) for day, came, gone in bulk.rows(_MOVES, {"segment": segment_id, "zone": zone})}
    first = until - timedelta(days=days - 1)
    members = sum(came - gone for day, (came, gone) in moves.items() if day < first)
    found = []
    for n in range(days):
        day = first + timedelta(days=n)
        came, gone = moves.get(day, (0, 0))
        members += came - gone
        found.append(Day(day, members, came, gone))
    return found


def last_moves(segment_id: UUID, *, limit: int) -> Iterator[tuple[str, list[Membership]]]:
    """Give who came last and who went last; the first filling and what a merge moved are neither."""
    mine = Membership.objects.filter(segment_id=segment_id, merged_into=None)
    first = mine.aggregate(first=Min("entered_at"))["first"]
    later = mine.filter(carried_from=None, entered_at__gt=first) if first else mine.none()
    yield "entered", list(later.order_by("-entered_at", "-id")[:limit])
    yield "left", list(mine.exclude(left_at=None).order_by("-left_at", "-id")[:limit])


def moved_since(moment: datetime, segment_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Give how many came into segments and went out of them since a moment, after the first filling: one read."""
    rows = bulk.rows(_SINCE, {"moment": moment, "segments": list(segment_ids)})
    return {key: (came, gone) for key, came, gone in rows}


def broken() -> list[tuple[UUID, int, int]]:
    """Give the segments whose size is not the number of their members, with both. There should be none."""
    rows: list[Any] = bulk.rows(_BROKEN)
    return rows


_MOVES = """
SELECT day, sum(came)::int, sum(gone)::int FROM (
  SELECT (entered_at AT TIME ZONE %(zone)s)::date AS day, 1 AS came, 0 AS gone
  FROM audience_membership WHERE segment_id = %(segment)s AND merged_into IS NULL
  UNION ALL
  SELECT (left_at AT TIME ZONE %(zone)s)::date, 0, 1
  FROM audience_membership WHERE segment_id = %(segment)s AND merged_into IS NULL AND left_at IS NOT NULL
) moves GROUP BY day
"""
_SINCE = """
SELECT m.segment_id, count(*) FILTER (WHERE m.entered_at >= %(moment)s AND m.entered_at > f.at AND m.carried_from IS NULL),
  count(*) FILTER (WHERE m.left_at >= %(moment)s)
FROM (SELECT segment_id, min(entered_at) AS at FROM audience_membership WHERE segment_id = ANY(%(segments)s) GROUP BY 1) f
JOIN audience_membership m ON m.segment_id = f.segment_id
WHERE m.merged_into IS NULL AND (m.entered_at >= %(moment)s OR m.left_at >= %(moment)s)
GROUP BY m.segment_id
"""
_BROKEN = """
SELECT s.id, s.size, count(m.id)::int FROM audience_segment s
LEFT JOIN audience_membership m ON m.segment_id = s.id AND m.left_at IS NULL
GROUP BY s.id, s.size HAVING s.size <> count(m.id)
"""
