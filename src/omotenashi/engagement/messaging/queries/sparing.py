# SPDX-License-Identifier: Apache-2.0
"""Which recommended goods may be shown to whom: not those of a topic that somebody wants left alone."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight.offers import Recommended
from omotenashi.people.customers import queries as customers


def categories_of(offers: Collection[Recommended]) -> dict[UUID, str]:
    """Give the category of each product offered: one read."""
    wanted = {one.product.product_id for one in offers}
    return dict(Product.objects.filter(pk__in=wanted).values_list("pk", "category"))


def is_unwelcome(offer: Recommended, topics: Collection[str], categories: Mapping[UUID, str]) -> bool:
    """Say whether a product is of a category that is avoided, or of one under it; whoever avoids everything is offered nothing."""
    category = categories.get(offer.product.product_id, "")
    return bool(topics) and bool(
        customers.cares.met(topics, {customers.cares.of_category(category)} if category else ())
    )


def welcome(person_id: UUID, offers: Sequence[Recommended]) -> list[Recommended]:
    """Leave out what somebody wants left alone."""
    topics = customers.avoided({person_id}).get(person_id, set()) if offers else set()
    if not topics:
        return list(offers)
    categories = categories_of(offers)
    return [one for one in offers if not is_unwelcome(one, topics, categories)]
