# SPDX-License-Identifier: Apache-2.0
"""Reads of experiments: who is in which arm, and who hears no marketing at all this year.

Whoever was reached stays in the arm of that day, whatever is joined to the person later; anybody else lies where the seed
and the oldest identifier (which names the person) say.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.base import bulk
from omotenashi.insight import rules
from omotenashi.insight.forecasts.incremental import Sample
from omotenashi.insight.models import Experiment
from omotenashi.people.customers import queries as customers
from omotenashi.places.locations import queries as locations


class NoSuchExperiment(Exception):
    """Nothing is known under this key."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What is needed to draw: the row (none before anybody was reached), its seed and its arms."""

    row: Experiment | None
    seed: str
    arms: tuple[tuple[str, int], ...]

    def arm_of(self, person: UUID) -> str:
        """Give the arm that the lot gives."""
        return rules.arm_at(rules.bucket(seed=self.seed, node=person), arms=self.arms)


def arm_of(*, experiment: str, node: UUID | None = None, person: UUID | None = None, now: datetime) -> str:
    """Give the arm of a person, also named by one of its identifiers. Raises NoSuchExperiment.

    An identifier nobody stands behind draws for itself.
    """
    if node is not None:
        person = customers.person_of(node) or node
    if person is None:
        raise TypeError("a node or a person")
    return arms_of(experiment=experiment, persons=[person], now=now)[person]


def arms_of(*, experiment: str, persons: Iterable[UUID], now: datetime) -> dict[UUID, str]:
    """Give the arm of each person: one read for all of them. Raises NoSuchExperiment."""
    return _drawn(draw_of(experiment=experiment, now=now), persons)


def held_out(*, persons: Collection[UUID], now: datetime) -> set[UUID]:
    """Give which persons hear no marketing this year: two reads, however many; nobody while it is switched off."""
    draw = holdout(now=now)
    if draw is None:
        return set()
    return {person for person, arm in _drawn(draw, persons).items() if arm == rules.HELD_OUT}


def holdout(*, now: datetime) -> Draw | None:
    """Give the global holdout as it holds now: on from the first day, another one every year; None: switched off."""
    year = now.astimezone(locations.zone()).year
    row = Experiment.objects.filter(kind="holdout", began_at__lte=now).prefetch_related("arms").first()
    if row is not None and row.switched_off_at:
        return None
    if row is not None and row.ended_at is None and row.began_at.astimezone(locations.zone()).year == year:
        return _draw(row)
    # Nobody was reached this year yet: the row is written with the first who is.
    return Draw(None, rules.holdout_key(year), rules.HOLDOUT_ARMS)


def holdout_is_on(*, now: datetime) -> bool:
    """Say whether somebody is held out from all marketing now."""
    return holdout(now=now) is not None


def draw_of(*, experiment: str, now: datetime) -> Draw:
    """Give the draw of an experiment by its key; HOLDOUT means that of the year. Raises NoSuchExperiment."""
    if experiment == rules.HOLDOUT:
        draw = holdout(now=now)
        if draw is None:
            raise NoSuchExperiment(experiment)
        return draw
    row = Experiment.objects.filter(key=experiment).prefetch_related("arms").first()
    if row is None:
        raise NoSuchExperiment(experiment)
    return _draw(row)


def _draw(row: Experiment) -> Draw:
    return Draw(row, row.seed, tuple((arm.code, arm.weight) for arm in row.arms.all()))


def _drawn(draw: Draw, persons: Iterable[UUID]) -> dict[UUID, str]:
    asked = list(dict.fromkeys(persons))
    known: dict[UUID, str] = {}
    if draw.row is not None and asked:
        known = dict(bulk.rows(_KNOWN, {"experiment": draw.row.pk, "persons": asked}))
    return {person: known.get(person) or draw.arm_of(person) for person in asked}


def brought(persons: Collection[UUID], *, days: int, now: datetime) -> tuple[Sample, Sample]:
    """Give what these people bring within so many days as sales and as margin: what may be expected without a measure.

    The last year is cut into pieces of that length, and each person counts once a piece: who was chosen for not having
    bought lately would else seem never to buy.
    """
    pieces = max(_YEAR // days, 1)
    asked = {"persons": list(persons), "days": days, "since": now - timedelta(days=days * pieces), "now": now}
    [(buyers, sales, squared, margin, margin_squared)] = bulk.rows(_BROUGHT, asked)
    people = len(persons) * pieces
    return (
        Sample(people, float(sales), float(squared), buyers),
        Sample(people, float(margin), float(margin_squared), buyers),
    )


_YEAR = 364
# As `effects` counts: with tax and without what came back; the margin without tax, cost and points.
_BROUGHT = """
WITH each AS (
  SELECT n.person_id, floor(extract(epoch FROM %(now)s - o.placed_at) / 86400 / %(days)s) AS piece,
    sum(o.goods_total - o.returned_total) AS sales,
    sum(o.goods_total - o.returned_total - (o.tax_total - o.returned_tax) - (o.cost_total - o.returned_cost) - o.points_used)
      AS margin
  FROM orders_order o JOIN customers_nodeperson n ON n.node_id = o.node_id
  WHERE n.person_id = ANY(%(persons)s) AND o.placed_at >= %(since)s AND o.placed_at < %(now)s AND o.cancelled_at IS NULL
    AND o.origin <> 'gift_card' AND o.goods_total > 0
  GROUP BY 1, 2
)
SELECT count(*), coalesce(sum(sales), 0), coalesce(sum(sales::float8 ^ 2), 0), coalesce(sum(margin), 0),
  coalesce(sum(margin::float8 ^ 2), 0)
FROM each
"""
# An identifier nobody stands behind stands for itself.
_KNOWN = """
SELECT DISTINCT ON (1) w.person, a.arm FROM (
  SELECT p.node_id, p.person_id AS person FROM customers_nodeperson p WHERE p.person_id = ANY(%(persons)s)
  UNION SELECT one, one FROM unnest(%(persons)s::uuid[]) one
) w JOIN insight_assignment a ON a.node_id = w.node_id AND a.experiment_id = %(experiment)s
ORDER BY 1, a.first_exposed_at, a.id
"""
