# SPDX-License-Identifier: Apache-2.0
"""Work out every night towards what each person leans, and take away the tags that a customer does not want."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.insight import likings, queries
from omotenashi.insight.actions.nights import Nightly, Tick, finish
from omotenashi.insight.events import TasteRefused
from omotenashi.insight.models import Taste, TasteModel, TasteRefusal
from omotenashi.insight.tastes import leaning
from omotenashi.insight.tastes.leaning import Tag
from omotenashi.insight.tastes.traits import AXES, traits
from omotenashi.people.customers import queries as customers


def _learn(run: TasteModel, tick: Tick, now: datetime) -> None:
    tick("reading", 0, 0)
    signals, day = queries.tasted(now=now)
    known = traits(likings.goods())
    tick("weighing", 0, 0)
    found = list(leaning.tags(signals, known))
    tick("keeping", 0, 0)
    _keep(run, found, day=day, now=now, people=len(signals.persons))


NIGHT = Nightly(TasteModel, "insight.taste", _learn)


@transaction.atomic
def refuse(*, node_id: UUID, axis: str, value: str, now: datetime) -> bool:
    """A customer takes a tag away: it is not made again for 180 days. Say whether there was one."""
    person = customers.persons_of([node_id]).get(node_id)
    if person is None:
        return False
    mine = Taste.objects.filter(person_id=person, axis=axis, value=value)
    if not mine.exists():
        return False
    # Before the deletion: the lock of a night that goes on is waited for here, and its new row is deleted below.
    TasteRefusal.objects.update_or_create(node_id=node_id, axis=axis, value=value, defaults={"refused_at": now})
    mine.delete()
    publish(TasteRefused(person_id=person, at=now))
    return True


@transaction.atomic
def forget(*, person_id: UUID, node_ids: Sequence[UUID]) -> dict[str, int]:
    """Empty what is held of an erased person. Give the rows by table."""
    return {
        "insight_taste": Taste.objects.filter(person_id=person_id).delete()[0],
        "insight_tasterefusal": TasteRefusal.objects.filter(node_id__in=node_ids).delete()[0],
    }


def _keep(run: TasteModel, found: list[Tag], *, day: date, now: datetime, people: int) -> None:
    axes = Counter(tag.axis for tag in found)
    told = {
        "axes": {axis: axes[axis] for axis in AXES}, "tagged": len({tag.person for tag in found}), "a0": leaning.A0,
        "z": leaning.Z, "weight": leaning.WEIGHT, "times": leaning.TIMES,
    }  # fmt: skip
    rows = (
        (tag.person, tag.axis, tag.value, tag.place, tag.z, tag.share, tag.base, Jsonb(tag.counts), Jsonb(tag.evidence))
        for tag in found
    )
    with transaction.atomic():
        bulk.stage("stage_taste", _COLUMNS, rows)
        # Who takes a tag away meanwhile waits, and then takes it out of what was written.
        bulk.run("LOCK TABLE insight_tasterefusal IN SHARE MODE")
        bulk.run("DELETE FROM insight_taste")
        kept = bulk.run(_WRITE, {"version": run.version, "day": day, "since": now - likings.KEPT_AWAY})
        finish(run, told=told, people=people, tags=kept, as_of=day)


_COLUMNS = {
    "person": "bigint", "axis": "text", "value": "text", "place": "smallint", "z": "float8", "share": "float8",
    "base": "float8", "counts": "jsonb", "evidence": "jsonb",
}  # fmt: skip
_WRITE = """
INSERT INTO insight_taste (person_id, axis, value, place, z, share, base, counts, evidence, version, as_of)
SELECT p.id, s.axis, s.value, s.place, s.z, s.share, s.base, s.counts, s.evidence, %(version)s, %(day)s
FROM stage_taste s JOIN customers_person p ON p.seq = s.person
WHERE NOT EXISTS (SELECT 1 FROM customers_node n WHERE n.id = p.id AND n.erased_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM insight_tasterefusal r JOIN customers_nodeperson np ON np.node_id = r.node_id
    WHERE np.person_id = p.id AND r.axis = s.axis AND r.value = s.value AND r.refused_at > %(since)s)
"""
