# SPDX-License-Identifier: Apache-2.0
"""Bring the members of a segment up to date: ask who is meant, then one statement that lets in and lets go.

The lake is asked outside of the transaction. The answer carries a stamp, the version of the lake and the day: under the
lock of the segment an answer older than the one in use is dropped, so two that compute at once leave the newer one. Of a
rule, the database is asked under that lock for what is younger than the lake: nothing that was judged meanwhile is undone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from omotenashi.base import bulk
from omotenashi.base.jobs import ask_once
from omotenashi.engagement.audience import queries, rules
from omotenashi.engagement.audience.actions.telling import told
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.rules import Cell, Rule, Stamp

# What follows at once is computed whole so often all the same.
ANEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Change:
    """Who came and who went; `applied` is False for an answer that came too late or was not wanted any more."""

    applied: bool
    entered: int = 0
    left: int = 0


_NOTHING = Change(applied=False)


def request(segment_id: UUID, *, now: datetime) -> bool:
    """Let the worker compute a segment as soon as it can; False when it is asked for already."""
    Segment.objects.filter(pk=segment_id, stage="").update(stage="waiting", asked_at=now, cancel_asked_at=None)
    lock = f"audience.recompute:{segment_id}"
    return ask_once("audience.recompute", once=lock, lock=lock, segment_id=str(segment_id))


def request_by_distance(shops: Collection[str], *, now: datetime) -> int:
    """Let the segments be computed that ask how far one of these shops is, or any; say how many."""
    asking = [segment for segment, rule in queries.live_rules() if rules.measures(rule, shops)]
    return sum(request(segment.pk, now=now) for segment in asking)


def cancel(segment_id: UUID, *, now: datetime) -> bool:
    """Let a computation end without effect: the members stay as they were. Say whether one was going on."""
    going = Segment.objects.filter(pk=segment_id).exclude(stage="")
    return going.update(cancel_asked_at=now, stage="") > 0


def recompute(segment_id: UUID, *, now: datetime, asked: bool = False) -> Change:
    """Compute a segment; `asked`: unless whoever asked has cancelled. What fails is written down with it, and raised."""
    segment = Segment.objects.get(pk=segment_id)
    meant = _meant(segment)
    if meant is None or (asked and segment.cancel_asked_at):
        _settle(segment_id)
        return _NOTHING
    Segment.objects.filter(pk=segment_id).update(stage="reading", asked_at=now, cancel_asked_at=None)
    try:
        # The version is read before the answer: what comes in between makes the answer newer than its stamp, never older.
        stamp = queries.stamp(now=now)
        known = queries.know(meant, now=now) if isinstance(meant, Rule) else None
        seqs = [] if isinstance(meant, Rule) else queries.meant(meant, now=now)
        Segment.objects.filter(pk=segment_id, cancel_asked_at=None).update(stage="writing")
        if isinstance(meant, Rule) and known:
            change = apply_rule(segment_id, meant, known, version=stamp[0], now=now)
        else:
            change = apply(segment_id, seqs, stamp=stamp, now=now)
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"[:2000]
        Segment.objects.filter(pk=segment_id).update(stage="", failed_at=now, error=error)
        raise
    _settle(segment_id)
    return change


def recompute_due(*, now: datetime) -> int:
    """Compute every segment whose members are the answer of an older lake or of another day; give their number.

    One that fails keeps its members and says why; the others are computed all the same.
    """
    version, day = queries.stamp(now=now)
    open_ = Segment.objects.filter(archived_at=None, frozen_at=None)
    due = open_.filter(Q(lake_version=None) | ~Q(lake_version=version, as_of=day) | Q(judged_at__lte=now - ANEW))
    done = 0
    for segment in due.order_by(F("computed_at").asc(nulls_first=True), "id"):
        if not _is_due(segment, version=version, now=now):
            continue
        try:
            done += recompute(segment.pk, now=now).applied
        except Exception:  # noqa: BLE001, S112  # it is written down with the segment; the next ones must have their turn
            continue
    return done


@transaction.atomic
def apply(segment_id: UUID, seqs: Sequence[int], *, stamp: Stamp, now: datetime) -> Change:
    """Make these persons (keys of the lake) the members. The first filling of a version tells nobody."""
    segment = _locked(segment_id)
    if not _may_take(segment, stamp):
        return _NOTHING
    return _write(segment, seqs, stamp=stamp, now=now)


@transaction.atomic
def apply_rule(segment_id: UUID, rule: Rule, known: queries.Known, *, version: int, now: datetime) -> Change:
    """Make those who meet a rule the members, and set down when that may turn for whom."""
    segment = _locked(segment_id)
    stamp = version, known.moment.day
    late = segment.judged_at is not None and queries.moment_of(segment.judged_at).day > known.moment.day
    if late or not _may_take(segment, stamp) or queries.definition_of(segment) != rule:
        return _NOTHING
    # What the database knows is read now that nobody else can judge: it is younger than whatever was judged before.
    found = queries.put_together(rule, known)
    change = _write(segment, found.keys, stamp=stamp, now=now)
    _set_timers(segment_id, found.turns if rules.follows(rule) != "lake" else {})
    Segment.objects.filter(pk=segment_id).update(judged_at=Greatest(F("judged_at"), now))
    return change


def _may_take(segment: Segment, stamp: Stamp) -> bool:
    return not (segment.cancel_asked_at or segment.archived_at) and rules.is_newer(stamp, than=_before(segment))


def _before(segment: Segment) -> Stamp | None:
    return None if segment.lake_version is None or segment.as_of is None else (segment.lake_version, segment.as_of)


def _write(segment: Segment, seqs: Iterable[int], *, stamp: Stamp, now: datetime) -> Change:
    said = {"segment": segment.pk, "seqs": queries.written(seqs), "now": now}
    if _before(segment) is None:
        [(entered, left)] = bulk.rows(_APPLY + _COUNTED, said)
    else:
        moved = bulk.rows(_APPLY + _NAMED, said)
        came, gone = ([str(person) for is_in, person in moved if is_in is which] for which in (True, False))
        entered, left = len(came), len(gone)
        told(segment.pk, came=came, gone=gone, now=now)
    Segment.objects.filter(pk=segment.pk).update(
        size=F("size") + entered - left, lake_version=stamp[0], as_of=stamp[1], computed_at=now, failed_at=None, error="",
    )  # fmt: skip
    return Change(applied=True, entered=entered, left=left)


def _set_timers(segment_id: UUID, turns: Mapping[int, datetime]) -> None:
    bulk.run("DELETE FROM audience_segmenttimer WHERE segment_id = %s", [segment_id])
    # Nearly all turn at one of the next midnights: each moment is said once.
    moments = sorted(set(turns.values()))
    place = {moment: number for number, moment in enumerate(moments, start=1)}
    said = {"segment": segment_id, "moments": moments, "seqs": queries.written(turns)}
    bulk.run(_TIMERS, said | {"places": queries.written(place[turn] for turn in turns.values())})


def _is_due(segment: Segment, *, version: int, now: datetime) -> bool:
    """What follows at once is computed once a day, when scores are new, and once in a while to be sure."""
    meant = _meant(segment)
    if meant is None:
        return False
    if isinstance(meant, Cell):
        return version > 0
    if segment.lake_version is None or segment.as_of != queries.stamp(now=now)[1]:
        return True
    stale = segment.computed_at is None or segment.computed_at <= now - ANEW
    return stale or (rules.follows(meant) != "at_once" and segment.lake_version != version)


def _meant(segment: Segment) -> Cell | Rule | None:
    """Give what is to be asked: nothing for what stays as it is. A list of picked people is filled once, from its cell."""
    if segment.archived_at or (segment.frozen_at and segment.computed_at):
        return None
    definition = queries.definition_of(segment)
    if isinstance(definition, Cell | Rule):
        return definition
    return None if segment.computed_at else definition.origin


def _locked(segment_id: UUID) -> Segment:
    """Whoever changes members holds the segment."""
    return Segment.objects.select_for_update(no_key=True).get(pk=segment_id)


def _settle(segment_id: UUID) -> None:
    Segment.objects.filter(pk=segment_id).update(stage="")


# The lake speaks of whoever it knew when it was written: only persons of today come in, and nobody who was erased.
_APPLY = """
WITH meant AS MATERIALIZED (
  SELECT p.id FROM unnest(%(seqs)s::bigint[]) AS s(seq) JOIN customers_person p ON p.seq = s.seq
  WHERE p.id NOT IN (SELECT n.id FROM customers_node n WHERE n.erased_at IS NOT NULL)
), gone AS (
  UPDATE audience_membership m SET left_at = %(now)s
  WHERE m.segment_id = %(segment)s AND m.left_at IS NULL AND NOT EXISTS (SELECT 1 FROM meant WHERE meant.id = m.person_id)
  RETURNING m.person_id
), came AS (
  INSERT INTO audience_membership (segment_id, person_id, entered_at)
  SELECT %(segment)s, meant.id, %(now)s FROM meant
  WHERE NOT EXISTS (SELECT 1 FROM audience_membership m
                    WHERE m.segment_id = %(segment)s AND m.person_id = meant.id AND m.left_at IS NULL)
  ON CONFLICT (segment_id, person_id) WHERE left_at IS NULL DO NOTHING
  RETURNING person_id
)
"""
_NAMED = "SELECT true, person_id FROM came UNION ALL SELECT false, person_id FROM gone"
# A first filling is told to nobody.
_COUNTED = "SELECT (SELECT count(*) FROM came), (SELECT count(*) FROM gone)"
_TIMERS = """
INSERT INTO audience_segmenttimer (segment_id, person_id, flips_at)
SELECT %(segment)s::uuid, p.id, (%(moments)s::timestamptz[])[s.place]
FROM unnest(%(seqs)s::bigint[], %(places)s::int[]) AS s(seq, place) JOIN customers_person p ON p.seq = s.seq
"""
