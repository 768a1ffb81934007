# SPDX-License-Identifier: Apache-2.0
"""Experiments: begun, ended, and who was reached in which arm. Set-wise; the same words twice change nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.insight import rules, trials
from omotenashi.insight.models import Experiment, ExperimentArm
from omotenashi.places.locations import queries as locations

# As long as an experiment can be taken back as if it had never been.
SECOND_THOUGHTS = timedelta(days=1)
LONGEST_NOTE = 4_000


class BadExperiment(Exception):
    """It cannot be begun, or somebody is to be exposed to what it does not have; the message says why."""


class ChangedExperiment(Exception):
    """Under this key stands another experiment: other arms or another audience are a new one."""


@transaction.atomic
def begin_experiment(
    *,
    key: str,
    name: str,
    arms: Mapping[str, int],
    now: datetime,
    seed: str = "",
    measure: str = "sales",
    window_days: int = 30,
    planned_end_at: datetime | None = None,
    cost: int = 0,
    by: str = "",
) -> tuple[Experiment, bool]:
    """Begin an experiment; give it and whether it is new. `arms`: how many of 10,000 get each; they sum to that.

    Raises BadExperiment, and ChangedExperiment where the key stands for other arms.
    """
    _check(key, arms, measure, window_days)
    values = {
        "name": name, "seed": seed or key, "measure": measure, "window_days": window_days, "began_at": now,
        "planned_end_at": planned_end_at, "cost": cost, "begun_by": by,
    }  # fmt: skip
    return _begun(key, arms, values)


def note_experiment(*, experiment: str, hypothesis: str, learning: str) -> bool:
    """Keep what was expected and what was learnt; say whether there is such an experiment."""
    values = {"hypothesis": hypothesis.strip()[:LONGEST_NOTE], "learning": learning.strip()[:LONGEST_NOTE]}
    return bool(Experiment.objects.filter(key=experiment).update(**values))


def end_experiment(*, experiment: str, now: datetime, cost: int | None = None) -> bool:
    """End an experiment: nobody is assigned from now on. Say whether it was still running."""
    values: dict[str, object] = {"ended_at": now} | ({} if cost is None else {"cost": cost})
    return bool(Experiment.objects.filter(key=experiment, ended_at=None).update(**values))


@transaction.atomic
def withdraw_experiment(*, experiment: str, now: datetime) -> bool:
    """Take back an experiment that somebody began by mistake, with who was drawn; say whether it was.

    Only within the first day: what has run longer has an answer, if a weak one, and is ended instead.
    """
    row = Experiment.objects.filter(key=experiment, kind="experiment", began_at__gt=now - SECOND_THOUGHTS).first()
    if row is None:
        return False
    row.assignments.all().delete()
    row.arms.all().delete()
    row.delete()
    return True


def set_cost(*, experiment: str, cost: int) -> bool:
    """Say what it cost altogether, in minor units; the return on investment follows. Say whether it exists."""
    return bool(Experiment.objects.filter(key=experiment).update(cost=cost))


@transaction.atomic
def expose(*, experiment: str, persons: Mapping[UUID, str], now: datetime) -> int:
    """Write down who was reached, or kept from being reached, in which arm; give how many for the first time.

    Who has an assignment keeps it. After the end nobody is assigned. Raises NoSuchExperiment, BadExperiment.
    """
    draw = trials.draw_of(experiment=experiment, now=now)
    strange = set(persons.values()) - {code for code, _ in draw.arms}
    if strange:
        raise BadExperiment(f"{experiment} has no arm {', '.join(sorted(strange))}")
    row = draw.row or _holdout_row(now, draw)
    if row.ended_at is not None or not persons:
        return 0
    keys = sorted(persons)
    given = {"experiment": row.pk, "now": now, "persons": keys, "arms": [persons[key] for key in keys]}
    return bulk.run(_EXPOSE, given)


@transaction.atomic
def switch_holdout(*, on: bool, now: datetime, by: str = "") -> bool:
    """Switch the global holdout off or on again; say whether that changed anything.

    Off ends that of the year; on begins another, with another draw: who was written to meanwhile is no comparison.
    """
    bulk.run("SELECT pg_advisory_xact_lock(hashtext('insight.holdout'))")
    draw = trials.holdout(now=now)
    if (draw is not None) == on:
        return False
    if draw is not None:
        row = draw.row or _holdout_row(now, draw)
        Experiment.objects.filter(pk=row.pk).update(ended_at=now, switched_off_at=now)
        return True
    key = f"{rules.holdout_key(now.astimezone(locations.zone()).year)}-{now:%m%d%H%M%S}"
    _begun(key, dict(rules.HOLDOUT_ARMS), _holdout_values(now, seed=key, by=by))
    return True


@transaction.atomic
def mind_persons(persons: Collection[UUID]) -> int:
    """Mark or clear `contaminated_by` of all who belong to these persons now; give how many changed."""
    return bulk.run(_MIND, {"persons": sorted(persons)}) if persons else 0


def _check(key: str, arms: Mapping[str, int], measure: str, window_days: int) -> None:
    if not key or key == rules.HOLDOUT or key.startswith(f"{rules.HOLDOUT}-"):
        raise BadExperiment(f"{key!r} is no key of an experiment")
    if len(arms) < 2 or min(arms.values()) < 0 or sum(arms.values()) != rules.BUCKETS:
        raise BadExperiment(f"at least two arms that share {rules.BUCKETS:,} among them")
    if measure not in ("buyers", "sales", "margin") or not 1 <= window_days <= 730:
        raise BadExperiment("buyers, sales or margin within 1 to 730 days")


def _begun(key: str, arms: Mapping[str, int], values: Mapping[str, object]) -> tuple[Experiment, bool]:
    row, made = Experiment.objects.get_or_create(key=key, defaults=dict(values))
    if made:
        ExperimentArm.objects.bulk_create(
            ExperimentArm(experiment=row, code=code, position=place, weight=weight)
            for place, (code, weight) in enumerate(arms.items())
        )
    elif dict(row.arms.values_list("code", "weight")) != dict(arms):
        raise ChangedExperiment(key)
    return row, made


def _holdout_row(now: datetime, draw: trials.Draw) -> Experiment:
    """Write down the holdout of the year, which nobody had been held out by until now; the last one ends with its year."""
    first = now.astimezone(locations.zone()).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    row, made = _begun(draw.seed, dict(draw.arms), _holdout_values(first, seed=draw.seed))
    if made:
        Experiment.objects.filter(kind="holdout", ended_at=None).exclude(pk=row.pk).update(ended_at=first)
    return row


def _holdout_values(began_at: datetime, *, seed: str, by: str = "") -> dict[str, object]:
    year = began_at.astimezone(locations.zone()).year
    return {
        "name": f"Global holdout {year}", "kind": "holdout", "seed": seed, "measure": "margin", "window_days": 365,
        "began_at": began_at, "planned_end_at": began_at.replace(year=year + 1, month=1, day=1), "begun_by": by,
    }  # fmt: skip


# Who was reached under another identifier, before a merge, is not written down again.
_EXPOSE = """
INSERT INTO insight_assignment (experiment_id, node_id, arm, first_exposed_at)
SELECT %(experiment)s, s.person, s.arm, %(now)s
FROM unnest(%(persons)s::uuid[], %(arms)s::text[]) s(person, arm)
WHERE NOT EXISTS (SELECT 1 FROM customers_nodeperson p JOIN insight_assignment a ON a.node_id = p.node_id
  WHERE p.person_id = s.person AND a.experiment_id = %(experiment)s)
ON CONFLICT (experiment_id, node_id) DO NOTHING
"""
# What is so is told from who is who now (an identifier nobody attests any more is alone): so it does not matter in which order merges and unmerges are heard.
_MIND = """
WITH mine AS (
  SELECT a.id, a.experiment_id, a.node_id, a.arm, a.contaminated_by_id, p.person_id
  FROM customers_nodeperson p JOIN insight_assignment a ON a.node_id = p.node_id WHERE p.person_id = ANY(%(persons)s)
  UNION ALL
  SELECT a.id, a.experiment_id, a.node_id, a.arm, a.contaminated_by_id, a.node_id FROM insight_assignment a
  WHERE a.contaminated_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customers_nodeperson p WHERE p.node_id = a.node_id)
), met AS (
  SELECT m.id, (SELECT o.node_id FROM mine o WHERE o.experiment_id = m.experiment_id AND o.person_id = m.person_id
    AND o.arm <> m.arm ORDER BY o.id LIMIT 1) AS other FROM mine m
)
UPDATE insight_assignment a SET contaminated_by_id = met.other
FROM met WHERE a.id = met.id AND a.contaminated_by_id IS DISTINCT FROM met.other
"""
