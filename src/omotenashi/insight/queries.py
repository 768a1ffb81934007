# SPDX-License-Identifier: Apache-2.0
"""Answers: a measure with its rows, the people behind a cell, the scores of some people.

An answer depends on the version of the lake, the measure and its parameters, and on nothing else: so this
process remembers the last few hundred of them, and a page that was seen once costs nothing.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from omotenashi.base import clock
from omotenashi.insight import effects, likings, offers, rules, supply, trials, unmet
from omotenashi.insight.forecasts.options import ForecastOptions
from omotenashi.insight.lake import plans
from omotenashi.insight.lake import tables as lake_tables
from omotenashi.insight.lake.store import Lake
from omotenashi.insight.lake.tables import Tables
from omotenashi.insight.measures import params as parameters
from omotenashi.insight.measures import registry, run
from omotenashi.insight.measures.contract import Measure
from omotenashi.insight.measures.params import Common
from omotenashi.insight.models import Likeness, Prediction, Recommendation, RecommendModel, Run, Score, ValueModel
from omotenashi.insight.offers import Recommended
from omotenashi.people.customers.models import Person
from omotenashi.places.locations import queries as locations

if TYPE_CHECKING:
    from omotenashi.insight.forecasts.answering import Answer
    from omotenashi.insight.recommend.bought import Bought
    from omotenashi.insight.tastes.signals import Signals

# Answers with more rows than this are not kept: they are exports, not pages.
MOST_ROWS = 5_000
MOST_ANSWERS = 400
# Reads of demand.
newest_demand, running_demand, proposals = supply.newest_demand, supply.running_demand, supply.proposals
supply_terms, warehouse, served_by = supply.supply_terms, supply.warehouse, supply.served_by
sales_of, bands, offers_to_many = supply.sales_of, supply.bands, offers.offers_to_many
# Reads of experiments; HOLDOUT is the key under which the global holdout of the year is exposed.
arm_of, arms_of, held_out, brought = trials.arm_of, trials.arms_of, trials.held_out, trials.brought
holdout_is_on = trials.holdout_is_on
NoSuchExperiment, HOLDOUT, HELD_OUT, REACHED = trials.NoSuchExperiment, rules.HOLDOUT, rules.HELD_OUT, rules.REACHED
# The arms of an experiment share so many among them.
BUCKETS = rules.BUCKETS
experiments, experiment_of, effect_told = effects.experiments, effects.experiment_of, effects.told
effect_of, uplift_of, people_of_effect = effects.effect_of, effects.uplift_of, effects.people_of
# Reads of tastes.
newest_tasting, tastes_of, names_of_things = likings.newest_tasting, likings.tastes_of, likings.names_of
TASTE_KEPT_AWAY = likings.KEPT_AWAY
unmet_needs, who_asked, unmet_told = unmet.unmet_needs, unmet.who_asked, unmet.unmet_told


def ask(*, name: str, values: Mapping[str, str], now: datetime, limit: int | None = None) -> run.Answer:
    """Answer a measure. Raises UnknownMeasure or BadParameter, with a message for whoever asked.

    The answer is shared with other callers: read it, do not change it.
    """
    measure = registry.find(name)
    with _reading() as tables:
        params = _parsed(measure, values, tables=tables, now=now)
        return _MEMORY.recall(
            ("answer", measure.name, params, limit),
            lambda: run.answer(measure, tables, params, limit=limit),
            worth=lambda found: len(found.rows) <= MOST_ROWS,
        )


def people_behind(
    *,
    name: str,
    values: Mapping[str, str],
    cell: Mapping[str, str],
    now: datetime,
    limit: int | None = None,
    after: int | None = None,
) -> list[int]:
    """Give the persons (lake keys, ascending) behind a cell of a measure."""
    measure = registry.find(name)
    with _reading() as tables:
        params = _parsed(measure, values, tables=tables, now=now)
        return _MEMORY.recall(
            ("people", measure.name, params, tuple(sorted(cell.items())), limit, after),
            lambda: run.people(measure, tables, params, cell, limit=limit, after=after),
            worth=lambda found: len(found) <= MOST_ROWS,
        )


def count_behind(*, name: str, values: Mapping[str, str], cell: Mapping[str, str], now: datetime) -> int:
    """Count the persons behind a cell of a measure."""
    measure = registry.find(name)
    with _reading() as tables:
        params = _parsed(measure, values, tables=tables, now=now)
        return _MEMORY.recall(
            ("count", measure.name, params, tuple(sorted(cell.items()))),
            lambda: run.count_people(measure, tables, params, cell),
        )


def parsed(*, name: str, values: Mapping[str, str], now: datetime) -> Common:
    """Give the parameters of a measure as it will use them, defaults filled in."""
    measure = registry.find(name)
    with _reading() as tables:
        return _parsed(measure, values, tables=tables, now=now)


def forecast(*, name: str, values: Mapping[str, str], now: datetime) -> "Answer":
    """Ask a value model about the customers of the lake. Takes seconds: pages read what `foresee` has kept."""
    # Fitting needs scipy, which takes a while to load and which no page needs.
    from omotenashi.insight.forecasts import of_lake
    from omotenashi.insight.forecasts.answering import ASK

    with _reading() as tables:
        asked = values.get("as_of", "").strip()
        day = parameters.read_date("as_of", asked) if asked else day_of_asking(now=now)
        options = parameters.parse(ForecastOptions, values, as_of=day)
        return ASK[name](of_lake.customers(tables, options), options)


def newest_model() -> ValueModel | None:
    """Give the newest fit of the value models that came to its end."""
    return ValueModel.objects.exclude(finished_at=None).first()


def running_model() -> ValueModel | None:
    """Give the newest fit, also one that failed or is still going on."""
    return ValueModel.objects.first()


def prediction_of(person_id: UUID) -> Prediction | None:
    """Give what the newest model says of this person."""
    return Prediction.objects.filter(pk=person_id).first()


def purchases(*, now: datetime) -> "tuple[Bought, date]":
    """Give who bought what on which day, and the day it is asked as of: what recommendations are learned from."""
    from omotenashi.insight.recommend.bought import bought

    with _reading() as tables:
        day = day_of_asking(now=now)
        return bought(tables, as_of=day), day


def tasted(*, now: datetime) -> "tuple[Signals, date]":
    """Give what everybody did with every thing, and the day it is asked as of: what tastes are learned from."""
    from omotenashi.insight.tastes import signals

    with _reading() as tables:
        day = day_of_asking(now=now)
        return signals.read(tables, as_of=day, more=likings.further(as_of=day, zone=str(locations.zone()))), day


def compared_recommending(*, now: datetime) -> dict[str, Any]:
    """Compare the methods of recommendation on the retailer's own purchases, as every measure answers. Keeps nothing."""
    from omotenashi.insight.recommend.nightly import compared

    found, day = purchases(now=now)
    contest = compared(found)
    return {
        "measure": "recommend",
        "params": {},
        "population": {
            "purchases": len(found), "customers": len(found.persons), "products": len(found.products),
            "asked": contest.asked, "kept_back": contest.kept_back, "winner": contest.winner,
        },
        "rows": [{"method": name, **marks.as_dict()} for name, marks in contest.marks.items()],
        "as_of": day.isoformat(),
    }  # fmt: skip


def newest_recommending() -> RecommendModel | None:
    """Give the newest night of recommendations that came to its end."""
    return RecommendModel.objects.exclude(finished_at=None).first()


def running_recommending() -> RecommendModel | None:
    """Give the newest night, also one that failed, was cancelled or is still going on."""
    return RecommendModel.objects.first()


def recommendations_of(
    person_id: UUID, limit: int = 5, *, now: datetime, location_ids: Collection[UUID] | None = None
) -> list[Recommended]:
    """Give what this person may like next, the best first; the bestsellers to whom nothing is known of.

    On sale now and to be had online or in one of the person's shops, or in the places named.
    """
    return offers_to(person_id, now=now, limit=limit, location_ids=location_ids)[0]


def due_again(
    person_id: UUID, limit: int = 5, *, now: datetime, location_ids: Collection[UUID] | None = None
) -> list[Recommended]:
    """Give what this person buys again and again and is due to need, the nearest first."""
    return offers_to(person_id, now=now, limit=limit, location_ids=location_ids)[1]


def offers_to(
    person_id: UUID, *, now: datetime, limit: int = 5, location_ids: Collection[UUID] | None = None
) -> tuple[list[Recommended], list[Recommended]]:
    """Give what is next and what is due again, from one look at the stock."""
    found = Recommendation.objects.filter(pk=person_id).first()
    if found is None:
        return bestsellers(limit, now=now, location_ids=location_ids), []
    coming, again = offers.offers_of(found, now=now, location_ids=location_ids)
    return coming[:limit], again[:limit]


def likeness_of(variant_or_product: UUID) -> Likeness | None:
    """Give how often a product is bought, and after how many days again."""
    return offers.likeness_of(variant_or_product)


def most_bought(limit: int) -> list[Likeness]:
    """Give the products that most people buy, whether they are on sale or not."""
    return list(Likeness.objects.order_by("-buyers", "number")[:limit])


def product_names(numbers: Collection[int]) -> dict[int, str]:
    """Give the names of products by their numbers."""
    return offers.names_of(numbers)


def similar_to(
    variant_or_product: UUID, limit: int = 8, *, now: datetime, location_ids: Collection[UUID] | None = None
) -> list[Recommended]:
    """Give the products that the same people buy, each with how many bought both."""
    found = offers.likeness_of(variant_or_product)
    return offers.paired(found.similar, found.similar_people, limit, now=now, places=location_ids) if found else []


def together_with(
    variant_or_product: UUID, limit: int = 8, *, now: datetime, location_ids: Collection[UUID] | None = None
) -> list[Recommended]:
    """Give the products bought on the same day, each with in how many baskets both were."""
    found = offers.likeness_of(variant_or_product)
    return offers.paired(found.together, found.together_baskets, limit, now=now, places=location_ids) if found else []


def bestsellers(limit: int = 8, *, now: datetime, location_ids: Collection[UUID] | None = None) -> list[Recommended]:
    """Give what most people buy, for whom nothing else is known."""
    best = dict(Likeness.objects.order_by("-buyers", "number").values_list("number", "buyers")[: limit * 10])
    offered = offers.offered(list(best), now=now, location_ids=location_ids)
    return [Recommended(product=offered[one], people=many) for one, many in best.items() if one in offered][:limit]


def day_of_asking(*, now: datetime) -> date:
    """Give the as-of day of a question that names none."""
    today = clock.day_of(now, zone=locations.zone())
    return rules.as_of(today=today, last_day=span()[1])


def span() -> tuple[date | None, date | None]:
    """Give the first and the last day with an order; (None, None) for an empty lake."""
    with _reading() as tables:
        return _MEMORY.recall(("span",), lambda: _span(tables))


def choices(column: str) -> tuple[str, ...]:
    """Give the values that orders (channel, location, medium), lines (category) or persons (prefecture, gender, rank) have."""
    with _reading() as tables:
        return _MEMORY.recall(("choices", column), lambda: _distinct(tables, column))


def orders_answered(*, values: Mapping[str, str], now: datetime, limit: int) -> list[int]:
    """Give the newest orders (lake keys) of 購入理由 whose buyers said why."""
    from omotenashi.insight.measures import purchase_reason

    with _reading() as tables:
        params = _parsed(registry.find("purchase-reason"), values, tables=tables, now=now)
        assert isinstance(params, purchase_reason.ReasonParams)  # noqa: S101  # its measure names them
        key = ("orders-answered", params, limit)
        found = plans.fetch(tables, key, lambda: purchase_reason.answered(tables, params, limit=limit))
        return [int(order) for order in found.column("order").to_pylist()]


def _reading() -> AbstractContextManager[Tables]:
    return lake_tables.reading(settings.LAKE_PATH, engine=settings.LAKE_ENGINE)


def lake_version() -> int:
    """Give the version of the lake; 0 when there is none yet."""
    return Lake(settings.LAKE_PATH).manifest().version


def lake_written_at() -> datetime | None:
    """Give the moment the lake was last written: how fresh every number is."""
    written = Lake(settings.LAKE_PATH).manifest().written_at
    return datetime.fromisoformat(written) if written else None


def lake_rows() -> dict[str, int]:
    """Give how many rows each table of the lake has."""
    manifest = Lake(settings.LAKE_PATH).manifest()
    return {table: manifest.rows(table) for table in manifest.parts}


def last_run() -> Run | None:
    """Give the last refresh that came to its end."""
    return Run.objects.exclude(finished_at=None).first()


def newest_run() -> Run | None:
    """Give the newest refresh, also one that failed or is still going on."""
    return Run.objects.first()


def scores_of(person_ids: Iterable[UUID]) -> dict[UUID, Score]:
    """Give the scores of those among these persons that have some."""
    return Score.objects.in_bulk(set(person_ids))


def sales_by_seq(seqs: Sequence[int]) -> dict[int, int]:
    """Give the spend to date of the persons named by the lake's key, where there is one."""
    ids = dict(Person.objects.filter(seq__in=list(seqs)).values_list("id", "seq"))
    return {ids[one]: sales for one, sales in Score.objects.filter(pk__in=ids).values_list("pk", "sales")}


class _Memory:
    """The most recently used answers of one version of one lake. Shared by the threads of this process."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._of: Hashable = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def recall[T](self, key: Hashable, make: Callable[[], T], *, worth: Callable[[T], bool] = lambda _: True) -> T:
        """Give what is kept under a key, or make it and keep it when it is worth it."""
        version = (str(settings.LAKE_PATH), lake_version())
        with self._lock:
            if self._of != version:
                self._of = version
                self._kept.clear()
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]  # what `make` gave
        made = make()
        with self._lock:
            if self._of == version and worth(made):
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made


_MEMORY = _Memory(MOST_ANSWERS)


def _parsed(measure: Measure, values: Mapping[str, str], *, tables: Tables, now: datetime) -> Common:
    # A question that names its day needs neither the zone nor the last order.
    if named := values.get("as_of", "").strip():
        return parameters.parse(measure.params, values, as_of=parameters.read_date("as_of", named))
    today = clock.day_of(now, zone=locations.zone())
    last_day = _MEMORY.recall(("span",), lambda: _span(tables))[1]
    return parameters.parse(measure.params, values, as_of=rules.as_of(today=today, last_day=last_day))


def _span(tables: Tables) -> tuple[date | None, date | None]:
    orders = tables.orders
    found = plans.fetch(tables, "span", lambda: orders.agg(first=orders.day.min(), last=orders.day.max()))
    [span] = found.to_pylist()
    return span["first"], span["last"]


def _distinct(tables: Tables, column: str) -> tuple[str, ...]:
    table = {
        "category": tables.lines,
        "prefecture": tables.persons,
        "member_rank": tables.persons,
        "gender": tables.persons,
    }.get(column, tables.orders)
    of = "rank" if column == "member_rank" else column
    found = plans.fetch(tables, ("distinct", column), lambda: table.select(value=table[of]).distinct())
    values = found.column("value").to_pylist()
    return tuple(sorted(value for value in values if value))
