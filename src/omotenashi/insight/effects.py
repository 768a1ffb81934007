# SPDX-License-Identifier: Apache-2.0
"""Reads of what experiments brought: every arm against the control group, after a week, a month, a year; by segment.

A person is in an arm once, from the first time of being reached; what is bought before that moment never counts. Within n
days only those count who were reached n days ago or more; the younger are told apart. Nobody leaves a group after the draw but
whom a merge brought into two arms. Sales are with tax, without cancelled orders, returns, coupons and gift cards; margin is
sales without tax, cost of goods and points that were paid with.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from omotenashi.base import bulk, clock
from omotenashi.insight import rules
from omotenashi.insight.forecasts import incremental
from omotenashi.insight.forecasts.incremental import Difference, Sample
from omotenashi.insight.lake import plans
from omotenashi.insight.lake import tables as lake_tables
from omotenashi.insight.measures import customers
from omotenashi.insight.models import Experiment
from omotenashi.insight.trials import NoSuchExperiment
from omotenashi.places.locations import queries as locations

WINDOWS = (7, 30, 90, 180, 365)
MEASURES = ("buyers", "sales", "margin")
# What somebody was before being reached; what came after may be the effect itself.
SEGMENTS = ("rank", "first_channel")
NEW = "new"


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody of one arm (and segment) within so many days of being reached: who is old enough, and what they brought."""

    people: int
    young: int
    sales: Sample
    margin: Sample

    def sample(self, measure: str) -> Sample:
        """The sums of a measure."""
        return self.margin if measure == "margin" else self.sales


NOBODY = Group(0, 0, Sample(0, 0, 0, 0), Sample(0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class Compared:
    """One arm against the control group, by one measure, within so many days (and one segment)."""

    arm: str
    segment: str
    days: int
    measure: str
    treated: Group
    control: Group
    difference: Difference | None
    needed: int | None

    @property
    def extra(self) -> float | None:
        """What everybody reached brought together that they would not have brought."""
        if self.difference is None:
            return None
        share = self.difference.more / 100 if self.measure == "buyers" else self.difference.more
        return share * self.treated.sales.people


def experiments(only: Collection[UUID] | None = None) -> list[Experiment]:
    """Give all experiments or some, the newest first, with how many were reached (`reached`) and taken out (`met`)."""
    asked = None if only is None else list(only)
    counts = {key: (reached, met) for key, reached, met in bulk.rows(_COUNTS, {"only": asked})}
    every = Experiment.objects.prefetch_related("arms")
    found = list(every if asked is None else every.filter(pk__in=asked))
    for one in found:
        one.reached, one.met = counts.get(one.pk, (0, 0))  # type: ignore[attr-defined]  # for this page only
    return found


def experiment_of(key: str) -> Experiment:
    """Give an experiment by its key. Raises NoSuchExperiment."""
    found = Experiment.objects.filter(key=key).prefetch_related("arms").first()
    if found is None:
        raise NoSuchExperiment(key)
    return found


def base_of(experiment: Experiment) -> str:
    """Give the arm with which the others are compared: the control group, or else the first."""
    codes = [arm.code for arm in experiment.arms.all()]
    return rules.CONTROL if rules.CONTROL in codes else codes[0]


def over(experiment: Experiment, *, days: int, now: datetime) -> float:
    """Give how much of the plan is over for those who need so many days (1: an interval may be read as it stands).

    Whoever ends earlier than planned has looked before, so the wider bound stays.
    """
    if experiment.planned_end_at is None:
        return 0.999
    began, end = experiment.began_at, experiment.planned_end_at
    until = min(now - timedelta(days=days), experiment.ended_at or now)
    whole = (end - began).total_seconds()
    return 1.0 if until >= end or whole <= 0 else max(0.001, min(0.999, (until - began).total_seconds() / whole))


def effect_of(
    experiment: Experiment, *, now: datetime, windows: Sequence[int] = WINDOWS, measures: Iterable[str] = MEASURES
) -> list[Compared]:
    """Give each arm against the control group within each number of days, by buyers, sales and margin: one statement."""
    groups = _groups(experiment, windows, now=now)
    return _compared(experiment, groups, [""], windows, measures, now=now)


def uplift_of(experiment: Experiment, *, by: str, now: datetime, days: int = 0, measure: str = "") -> list[Compared]:
    """Give the same for each segment alone, as people were on the day before it began; those who bought nothing are NEW."""
    window = days or experiment.window_days
    groups = _groups(experiment, [window], now=now, segments=_segments(experiment, by))
    known = sorted({segment for _arm, segment, _days in groups})
    return _compared(experiment, groups, known, [window], [measure or experiment.measure], now=now)


def people_of(
    experiment: Experiment, *, arm: str, part: str, days: int, now: datetime, by: str = "", segment: str = ""
) -> list[UUID | None]:
    """Give the persons behind a number, who brought most first: all of an arm who are old enough, the `buyers` of them,
    the `young`, or the `met` (in two arms). None: an identifier nobody stands behind any more.
    """
    known = _known(experiment, [days], now) | {"arm": arm, "part": part, "segment": segment}
    sql = (
        _METS
        if part == "met"
        else _WITH.format(segments=_segmented(known, _segments(experiment, by) if by else None)) + _PEOPLE
    )
    return [person for (person,) in bulk.rows(sql, known)]


def told(
    *, name: str, params: Mapping[str, str], now: datetime, only: Collection[UUID] | None = None
) -> dict[str, Any]:
    """Answer `effect` or `uplift` as every measure answers, of one, of some or of all. Raises NoSuchExperiment."""
    one = experiment_of(params["experiment"]) if params.get("experiment") else None
    asked = [one] if one else [each for each in experiments(only) if each.reached]  # type: ignore[attr-defined]  # counted
    days = int(params["days"]) if params.get("days", "").isdigit() else 0
    by = params.get("by", "rank") if params.get("by", "rank") in SEGMENTS else "rank"
    rows: list[dict[str, Any]] = []
    for each in asked:
        windows = [days] if days else WINDOWS
        found = (
            uplift_of(each, by=by, now=now, days=days, measure=params.get("measure", ""))
            if name == "uplift"
            else effect_of(each, now=now, windows=windows)
        )
        rows += [_row(each, line) for line in found]
    population = {"experiments": len(asked), "rows": len(rows)}
    said = {key: params[key] for key in ("experiment", "days", "measure") if key in params}
    said |= {"by": by} if name == "uplift" else {}
    return {"measure": name, "params": said, "population": population, "rows": rows, "as_of": now.isoformat()}


def _row(experiment: Experiment, line: Compared) -> dict[str, Any]:
    found = line.difference
    return {
        "experiment": experiment.key, "arm": line.arm, "segment": line.segment, "days": line.days, "measure": line.measure,
        "treated_people": line.treated.sales.people, "control_people": line.control.sales.people,
        "young": line.treated.young + line.control.young, "treated": found and found.treated,
        "control": found and found.control, "difference": found and found.more, "low": found and found.low,
        "high": found and found.high, "verdict": finding_of(line), "visible": found and found.visible,
        "people_needed": line.needed, "incremental": line.extra, "roi_pct": return_of(experiment, line),
    }  # fmt: skip


def finding_of(line: Compared) -> str:
    """Give what a comparison came to: more, less, none, few or young (nobody is old enough yet)."""
    return line.difference.verdict if line.difference else "young"


def return_of(experiment: Experiment, line: Compared) -> float | None:
    """Give what came back for what it cost, in percent; None where it cost nothing or nothing is proved."""
    if (
        line.measure != "margin"
        or line.extra is None
        or not experiment.cost
        or not (line.difference and line.difference.sure)
    ):
        return None
    return (line.extra - experiment.cost) / experiment.cost * 100


def _compared(
    experiment: Experiment,
    groups: Mapping[tuple[str, str, int], Group],
    segments: Sequence[str],
    windows: Sequence[int],
    measures: Iterable[str],
    *,
    now: datetime,
) -> list[Compared]:
    base = base_of(experiment)
    arms = [arm.code for arm in experiment.arms.all() if arm.code != base]
    found = []
    for segment in segments:
        for arm, days, measure in ((a, d, m) for a in arms for d in windows for m in measures):
            treated, control = (groups.get((code, segment, days), NOBODY) for code in (arm, base))
            one, other = treated.sample(measure), control.sample(measure)
            compare = incremental.of_shares if measure == "buyers" else incremental.of_means
            difference = compare(one, other, share=over(experiment, days=days, now=now))
            needed = incremental.people_needed(difference, one, other) if difference else None
            found.append(Compared(arm, segment, days, measure, treated, control, difference, needed))
    return found


def _groups(
    experiment: Experiment,
    windows: Sequence[int],
    *,
    now: datetime,
    segments: tuple[list[int], list[str]] | None = None,
) -> dict[tuple[str, str, int], Group]:
    known = _known(experiment, windows, now)
    sql = _WITH.format(segments=_segmented(known, segments)) + _SUMS
    return {
        (arm, segment, days): Group(
            people, people - old, Sample(old, sales, sales_2, buyers), Sample(old, margin, margin_2, buyers)
        )
        for arm, segment, days, people, old, buyers, sales, sales_2, margin, margin_2 in bulk.rows(sql, known)
    }


def _known(experiment: Experiment, windows: Sequence[int], now: datetime) -> dict[str, Any]:
    return {"experiment": experiment.pk, "days": list(windows), "now": now}


def _segmented(known: dict[str, Any], segments: tuple[list[int], list[str]] | None) -> str:
    known["unknown"] = "" if segments is None else NEW
    if segments is None:
        return "SELECT NULL::uuid AS person, NULL::text AS segment WHERE false"
    known["keys"], known["labels"] = segments
    return (
        "SELECT p.id AS person, s.segment FROM unnest(%(keys)s::bigint[], %(labels)s::text[]) s(key, segment)"
        " JOIN customers_person p ON p.seq = s.key"
    )


def _segments(experiment: Experiment, by: str) -> tuple[list[int], list[str]]:
    """Give rank or first channel of everybody (lake keys) as of the day before."""
    day = clock.day_of(experiment.began_at, zone=locations.zone()) - timedelta(days=1)
    params = customers.CustomersParams(as_of=day)
    with lake_tables.reading(settings.LAKE_PATH, engine=settings.LAKE_ENGINE) as tables:
        found = plans.fetch(tables, ("effect", by, day), lambda: customers.rows(tables, params).select("person", by))
    return found.column("person").to_pylist(), [label or NEW for label in found.column(by).to_pylist()]


_COUNTS = """
SELECT a.experiment_id, count(DISTINCT coalesce(p.person_id, a.node_id)) FILTER (WHERE a.contaminated_by_id IS NULL)::int,
  count(*) FILTER (WHERE a.contaminated_by_id IS NOT NULL)::int
FROM insight_assignment a LEFT JOIN customers_nodeperson p ON p.node_id = a.node_id
WHERE %(only)s::uuid[] IS NULL OR a.experiment_id = ANY(%(only)s) GROUP BY 1
"""
_METS = """
SELECT DISTINCT p.person_id FROM insight_assignment a LEFT JOIN customers_nodeperson p ON p.node_id = a.node_id
WHERE a.experiment_id = %(experiment)s AND a.contaminated_by_id IS NOT NULL ORDER BY 1
"""
# Who was reached when, as who they are now; what they bought since; and of each number of days what came within it.
_WITH = """
WITH segmented AS ({segments}), reached AS (
  SELECT coalesce(p.person_id, a.node_id) AS person, p.person_id, min(a.arm) AS arm, min(a.first_exposed_at) AS at
  FROM insight_assignment a LEFT JOIN customers_nodeperson p ON p.node_id = a.node_id
  WHERE a.experiment_id = %(experiment)s AND a.contaminated_by_id IS NULL AND a.first_exposed_at <= %(now)s
  GROUP BY 1, 2
), bought AS (
  SELECT r.person, o.placed_at - r.at AS age, o.goods_total - o.returned_total AS sales,
    o.goods_total - o.returned_total - (o.tax_total - o.returned_tax) - (o.cost_total - o.returned_cost) - o.points_used AS margin
  FROM reached r CROSS JOIN LATERAL (SELECT node_id FROM customers_nodeperson n WHERE n.person_id = r.person_id
    UNION ALL SELECT r.person WHERE r.person_id IS NULL) k
  JOIN orders_order o ON o.node_id = k.node_id AND o.placed_at >= r.at AND o.placed_at <= %(now)s
  WHERE o.cancelled_at IS NULL AND o.origin <> 'gift_card' AND o.goods_total > 0
), each AS (
  SELECT r.person, r.person_id, r.arm, coalesce(s.segment, %(unknown)s) AS segment, d.days,
    r.at + make_interval(days => d.days) <= %(now)s AS old,
    count(b.age) AS orders, coalesce(sum(b.sales), 0)::float8 AS sales, coalesce(sum(b.margin), 0)::float8 AS margin
  FROM reached r CROSS JOIN unnest(%(days)s::int[]) d(days) LEFT JOIN segmented s ON s.person = r.person
  LEFT JOIN bought b ON b.person = r.person AND b.age < make_interval(days => d.days)
  GROUP BY r.person, r.person_id, r.arm, 4, d.days, r.at
)
"""
_SUMS = """
SELECT arm, segment, days, count(*)::int, (count(*) FILTER (WHERE old))::int, (count(*) FILTER (WHERE old AND orders > 0))::int,
  coalesce(sum(sales) FILTER (WHERE old), 0), coalesce(sum(sales * sales) FILTER (WHERE old), 0),
  coalesce(sum(margin) FILTER (WHERE old), 0), coalesce(sum(margin * margin) FILTER (WHERE old), 0)
FROM each GROUP BY 1, 2, 3
"""
_PEOPLE = """
SELECT person_id FROM each WHERE arm = %(arm)s AND (%(segment)s = '' OR segment = %(segment)s)
  AND CASE %(part)s WHEN 'young' THEN NOT old WHEN 'buyers' THEN old AND orders > 0 ELSE old END
ORDER BY sales DESC, person
"""
