# SPDX-License-Identifier: Apache-2.0
"""Judge persons at once: let in and let go whoever was spoken of, and set down when that may turn by itself.

The segments are locked, in the order of their ids, before anything is read of the persons: whoever comes later reads what
is younger, so of two that judge somebody at once the newer stays. A computation of everybody keeps to the same lock.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from omotenashi.base import bulk
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.actions import telling
from omotenashi.engagement.audience.models import Segment, SegmentTimer
from omotenashi.engagement.audience.rules import Rule, Verdict

type Pairs = Mapping[UUID, Collection[UUID]]
DUE = 2_000


class _Mine(NamedTuple):
    """A segment that is held, what it means, and whom to judge for it."""

    segment: Segment
    rule: Rule
    persons: Collection[UUID]


@transaction.atomic
def judge(pairs: Pairs, *, now: datetime) -> int:
    """Judge these persons for these segments; give how many came or went. What is not filled yet, or stays, is passed over."""
    mine = _held(pairs)
    if not mine:
        return 0
    now = max([now, *(one.segment.judged_at for one in mine if one.segment.judged_at)])
    moment = queries.moment_of(now)
    causes = {cause for one in mine for cause in rules.causes_of(one.rule)}
    facts = queries.facts_of({person for one in mine for person in one.persons}, causes=causes, moment=moment)
    moved = 0
    for one in mine:
        read = rules.readings(one.rule.of, day=moment.day)
        found = {
            person: rules.judge(one.rule.of, facts[person], moment=moment, read=read)
            for person in one.persons
            if person in facts
        }
        moved += _write(one.segment, found, asked=one.persons, now=now)
    return moved


def turn_due(*, now: datetime, limit: int = DUE) -> int:
    """Judge those for whom a clock has run out; give how many clocks. Two that do it at once take different segments."""
    with transaction.atomic():
        # Segments first, as everywhere: a clock that is held while its segment is waited for would be a deadlock.
        held = [key for (key,) in bulk.rows(_DUE_SEGMENTS, [now])]
        due = bulk.rows(_DUE, [held, now, limit]) if held else []
        pairs: dict[UUID, list[UUID]] = defaultdict(list)
        for segment, person in due:
            pairs[segment].append(person)
        if due:
            judge(pairs, now=now)
    return len(due)


def judge_everywhere(
    persons: Collection[UUID], *, now: datetime, causes: Collection[rules.Cause] = rules.EVERYTHING
) -> int:
    """Judge persons for every segment that follows at once and asks of these causes: what is theirs has changed."""
    asking = (segment.pk for segment, rule in queries.live_rules() if not rules.causes_of(rule).isdisjoint(causes))
    return judge(dict.fromkeys(asking, persons), now=now)


def judge_dependants(segment_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Judge persons for the segments that stand on one which they entered or left."""
    names = str(segment_id)
    standing = [one.pk for one, rule in queries.live_rules() if names in rules.names_segments(rule)]
    return judge(dict.fromkeys(standing, persons), now=now)


def _held(pairs: Pairs) -> list[_Mine]:
    """Hold the segments among these whose members follow at once and are filled."""
    wanted = sorted(key for key, persons in pairs.items() if persons)
    found = list(_locked(wanted))
    live = [one for one in found if one.archived_at is None and one.frozen_at is None and one.lake_version is not None]
    meant = queries.definitions_of(live)
    made = [
        _Mine(one, definition, pairs[one.pk])
        for one in live
        if isinstance(definition := meant[one.pk], Rule) and rules.follows(definition) != "lake"
    ]
    others = set(wanted) - {one.segment.pk for one in made}
    for key in sorted(others):
        # Whatever is not judged keeps no clock that would be found due again and again.
        SegmentTimer.objects.filter(segment_id=key, person_id__in=pairs[key]).delete()
    return made


def _locked(segment_ids: Sequence[UUID]) -> QuerySet[Segment]:
    """Whoever changes members holds the segment."""
    return Segment.objects.select_for_update(no_key=True).filter(pk__in=segment_ids).order_by("id")


def _write(segment: Segment, found: Mapping[UUID, Verdict], *, asked: Collection[UUID], now: datetime) -> int:
    meets = [person for person, verdict in found.items() if verdict.holds]
    fails = [person for person, verdict in found.items() if not verdict.holds]
    came = [str(key) for (key,) in bulk.rows(_COME, [segment.pk, now, meets])] if meets else []
    gone = [str(key) for (key,) in bulk.rows(_GO, [now, segment.pk, fails])] if fails else []
    turns = [(person, verdict.turns_at) for person, verdict in found.items() if verdict.turns_at]
    stopped = sorted(set(asked) - {person for person, _turn in turns})
    bulk.run("DELETE FROM audience_segmenttimer WHERE segment_id = %s AND person_id = ANY(%s)", [segment.pk, stopped])
    if turns:
        source, values = bulk.given("audience_turns", {"person_id": "uuid", "flips_at": "timestamptz"}, turns)
        bulk.run(_SET.format(turns=source), [segment.pk, *values])
    Segment.objects.filter(pk=segment.pk).update(
        size=F("size") + len(came) - len(gone), judged_at=Greatest(F("judged_at"), now)
    )
    telling.told(segment.pk, came=came, gone=gone, now=now)
    return len(came) + len(gone)


# Under the lock of the segment nobody else writes its members.
_COME = """
INSERT INTO audience_membership (segment_id, person_id, entered_at)
SELECT %s::uuid, given.id, %s::timestamptz FROM unnest(%s::uuid[]) AS given(id)
ON CONFLICT (segment_id, person_id) WHERE left_at IS NULL DO NOTHING RETURNING person_id
"""
_GO = """
UPDATE audience_membership SET left_at = %s WHERE segment_id = %s AND left_at IS NULL AND person_id = ANY(%s)
RETURNING person_id
"""
_SET = """
INSERT INTO audience_segmenttimer (segment_id, person_id, flips_at) SELECT %s::uuid, s.person_id, s.flips_at FROM {turns}
ON CONFLICT (person_id, segment_id) DO UPDATE SET flips_at = excluded.flips_at
"""
_DUE_SEGMENTS = """
SELECT id FROM audience_segment WHERE id IN (SELECT segment_id FROM audience_segmenttimer WHERE flips_at <= %s)
ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""
_DUE = """
SELECT segment_id, person_id FROM audience_segmenttimer WHERE segment_id = ANY(%s) AND flips_at <= %s
ORDER BY flips_at, person_id LIMIT %s FOR UPDATE SKIP LOCKED
"""
