# SPDX-License-Identifier: Apache-2.0
"""Compare every method of recommendation on the retailer's own purchases and keep what the best says of each person."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight import queries
from omotenashi.insight.actions.nights import Nightly, Tick, finish
from omotenashi.insight.models import RecommendModel

if TYPE_CHECKING:
    from omotenashi.insight.recommend.keeping import Night


def _compare(run: RecommendModel, tick: Tick, now: datetime) -> None:
    # scipy takes a while to load, and no page needs it.
    from omotenashi.insight.actions import steering
    from omotenashi.insight.recommend import keeping

    bought = queries.purchases(now=now)
    _keep(run, keeping.night(bought, offered=_offered(now), tick=tick, steered=steering.steered(bought[0])))


NIGHT = Nightly(RecommendModel, "insight.recommend", _compare)


def _offered(now: datetime) -> dict[str, UUID]:
    """Give the products that may be shown to anybody, by their codes."""
    return dict(catalogue.on_sale(now).values_list("code", "id"))


def _keep(run: RecommendModel, night: "Night") -> None:
    known = dict(Product.objects.filter(code__in=night.codes).values_list("code", "id"))
    numbers = {known[code]: number for number, code in enumerate(night.codes) if code in known}
    with transaction.atomic():
        bulk.stage("stage_likeness", _LIKENESS_COLUMNS, night.products(numbers))
        bulk.stage("stage_recommendation", _RECOMMENDATION_COLUMNS, night.people())
        bulk.run("DELETE FROM insight_likeness")
        bulk.run("DELETE FROM insight_recommendation")
        bulk.run(_WRITE_LIKENESS)
        people = bulk.run(_WRITE_RECOMMENDATIONS, [run.version, night.as_of])
        figures = {"people": people, "products": len(numbers), "method": night.contest.winner, "as_of": night.as_of}
        finish(run, told=night.told(), **figures)


_LIKENESS_COLUMNS = {
    "product_id": "uuid", "number": "int", "buyers": "int", "again": "int", "cycle_days": "int", "similar": "int[]",
    "similar_people": "int[]", "together": "int[]", "together_baskets": "int[]",
}  # fmt: skip
_RECOMMENDATION_COLUMNS = {
    "person": "bigint", "products": "int[]", "because": "int[]", "people": "int[]", "due": "int[]",
    "due_dates": "date[]", "due_cycles": "int[]", "due_own": "bool[]", "moved_by": "text[]",
}  # fmt: skip
_WRITE_LIKENESS = """
INSERT INTO insight_likeness (product_id, number, buyers, again, cycle_days, "similar", similar_people, together,
  together_baskets)
SELECT product_id, number, buyers, again, cycle_days, "similar", similar_people, together, together_baskets
FROM stage_likeness
"""
_WRITE_RECOMMENDATIONS = """
INSERT INTO insight_recommendation (person_id, version, products, because, people, due, due_dates, due_cycles, due_own, moved_by,
  as_of)
SELECT p.id, %s, s.products, s.because, s.people, s.due, s.due_dates, s.due_cycles, s.due_own, s.moved_by, %s
FROM stage_recommendation s JOIN customers_person p ON p.seq = s.person
"""
