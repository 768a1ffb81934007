# SPDX-License-Identifier: Apache-2.0
"""Lead those on an old version over to the newest, by a map from step to step, and back again.

Whoever waits goes on waiting since the same moment, by the rules of the step they stand on now. Where each stood is
kept: as long as somebody has not gone on, they can be led back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.actions.waking import wake
from omotenashi.engagement.journeys.models import Enrolment, Journey, JourneyVersion, Transfer, Transferred
from omotenashi.engagement.journeys.rules import leading_over
from omotenashi.engagement.journeys.rules.leading_over import BadMap as BadMap  # noqa: PLC0414  # raised here

MOVED = "moved"


@transaction.atomic
def transfer(
    journey_id: UUID, *, source: int, steps: Mapping[str, str], now: datetime, by: UUID | None = None
) -> Transfer:
    """Lead over whoever stands on a step that the map names; others stay on their version. Raises BadMap."""
    journey = Journey.objects.select_for_update().get(pk=journey_id)
    old = JourneyVersion.objects.get(journey=journey, number=source)
    new = JourneyVersion.objects.get(journey=journey, number=journey.version)
    if old == new:
        raise BadMap(str(source))
    before, after = queries.graph_of(old), queries.graph_of(new)
    way = leading_over.checked(steps, source=before, target=after)
    done = Transfer.objects.create(journey=journey, source=old, target=new, steps=way, moved_at=now, moved_by_id=by)
    runs = list(
        Enrolment.objects.select_for_update().filter(version=old, ended_at=None, step__in=way).order_by("id")
    )  # fmt: skip
    Transferred.objects.bulk_create(
        [Transferred(transfer=done, enrolment=run, step=run.step, visit=run.visit) for run in runs], batch_size=5_000
    )
    keys = [run.pk for run in runs]
    _log(runs, note=f"{old.number}→{new.number}", now=now)
    lasting = [one for one, to in way.items() if to and before.steps[one].kind == after.steps[to].kind == "task"]
    _keep_errands(keys, steps=lasting)
    at = journey.paused_at or now
    bulk.run(_MOVE, {"keys": keys, "way": Jsonb(way), "new": new.pk, "old": old.number, "now": now, "at": at})
    wake()
    return done


@transaction.atomic
def take_back(transfer_id: UUID, *, now: datetime) -> int:
    """Lead back whoever has not gone on since; say how many. Taken back twice is taken back once."""
    done = Transfer.objects.select_for_update().select_related("journey", "source").get(pk=transfer_id)
    if done.undone_at is not None:
        return 0
    values = {"transfer": done.pk, "new": done.target_id, "moved": done.moved_at}
    keys = [key for (key,) in bulk.rows(_STILL, values)]
    runs = list(Enrolment.objects.select_for_update().filter(pk__in=keys).order_by("id"))
    _log(runs, note="↩", now=now)
    _keep_errands(keys, steps=list(done.steps))
    at = done.journey.paused_at or now
    back = bulk.run(
        _BACK, {"keys": keys, "transfer": done.pk, "old": done.source_id, "at": at, "number": done.source.number}
    )
    done.undone_at = now
    done.save(update_fields=["undone_at"])
    wake()
    return back


def _log(runs: Sequence[Enrolment], *, note: str, now: datetime) -> None:
    rows = [(run.pk, run.journey_id, run.visit, run.step, MOVED, note, now) for run in runs]
    bulk.copy("journeys_steplog", ["enrolment_id", "journey_id", "visit", "step", "branch", "note", "at"], rows)


def _keep_errands(keys: Sequence[UUID], *, steps: Sequence[str]) -> None:
    """A task that staff were given stays theirs: nobody is given it twice because a drawing changed."""
    bulk.run(_ERRANDS, {"keys": list(keys), "steps": list(steps)})


_ERRANDS = """
UPDATE journeys_errand r SET visit = r.visit + 1 FROM journeys_enrolment e
WHERE e.id = r.enrolment_id AND e.id = ANY(%(keys)s) AND e.step = ANY(%(steps)s) AND r.visit = e.visit AND r.done_at IS NULL
"""
_MOVE = """
UPDATE journeys_enrolment e SET version_id = %(new)s, visit = e.visit + 1, is_waiting = false, signal = '',
  drawn_in = CASE WHEN e.arm = '' THEN 0 WHEN e.drawn_in = 0 THEN %(old)s ELSE e.drawn_in END,
  step = coalesce(nullif(w.to, ''), e.step), wake_at = CASE WHEN w.to = '' THEN NULL ELSE %(at)s END,
  ended_at = CASE WHEN w.to = '' THEN %(now)s END, outcome = CASE WHEN w.to = '' THEN 'end' ELSE '' END
FROM (SELECT key AS step, value AS to FROM jsonb_each_text(%(way)s)) w
WHERE e.id = ANY(%(keys)s) AND w.step = e.step
"""
# Whoever took a step since, or came in anew, has gone on.
_STILL = """
SELECT e.id FROM journeys_transferred t JOIN journeys_enrolment e ON e.id = t.enrolment_id
WHERE t.transfer_id = %(transfer)s AND e.version_id = %(new)s AND e.visit = t.visit + 1
  AND (e.ended_at IS NULL OR (e.ended_at = %(moved)s AND e.outcome = 'end' AND NOT EXISTS (
    SELECT 1 FROM journeys_enrolment l WHERE l.journey_id = e.journey_id AND l.node_id = e.node_id AND l.key = e.key
      AND l.ended_at IS NULL)))
"""
_BACK = """
UPDATE journeys_enrolment e SET version_id = %(old)s, step = t.step, visit = e.visit + 1, is_waiting = false, signal = '',
  drawn_in = CASE WHEN e.drawn_in = %(number)s THEN 0 ELSE e.drawn_in END, wake_at = %(at)s, ended_at = NULL, outcome = ''
FROM journeys_transferred t WHERE t.transfer_id = %(transfer)s AND t.enrolment_id = e.id AND e.id = ANY(%(keys)s)
"""
