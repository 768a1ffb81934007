# SPDX-License-Identifier: Apache-2.0
"""Recommendations: what they are learned from, how good the methods are, what may be offered to whom."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from omotenashi.insight import offers
from omotenashi.insight.models import Likeness, Recommendation, RecommendModel
from omotenashi.insight.offers import Recommended
from omotenashi.insight.queries.asking import day_of_asking
from omotenashi.insight.queries.lake import reading

if TYPE_CHECKING:
    from omotenashi.insight.recommend.bought import Bought

offers_to_many = offers.offers_to_many


def purchases(*, now: datetime) -> "tuple[Bought, date]":
    """Give who bought what on which day, and the day it is asked as of: what recommendations are learned from."""
    from omotenashi.insight.recommend.bought import bought

    with reading() as tables:
        day = day_of_asking(now=now)
        return bought(tables, as_of=day), day


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
