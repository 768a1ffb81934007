# SPDX-License-Identifier: Apache-2.0
"""Products and what goes with them: found by name, the most bought first; one product with its two lists; all as CSV."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.catalogue.models import Product
from omotenashi.insight import queries as insight
from omotenashi.insight.models import Likeness

MOST_FOUND, MOST_SHOWN, MOST_EXPORTED = 20, 10, 100_000


def context_of(*, q: str, product: str, now: datetime) -> dict[str, Any]:
    """Give the products of the search, and the one that is looked at (the most bought, if none was chosen)."""
    q = q.strip()
    if q:
        ids = list(catalogue.search_products(q).values_list("id", flat=True)[: MOST_FOUND * 10])
        shown = list(Likeness.objects.filter(pk__in=ids).order_by("-buyers", "number")[:MOST_FOUND])
    else:
        shown = insight.most_bought(MOST_SHOWN)
    chosen = _chosen(product) or (shown[0] if shown else None)
    names = insight.product_names([one.number for one in shown] + ([chosen.number] if chosen else []))
    context: dict[str, Any] = {"q": q, "shown": [(one, names.get(one.number, "")) for one in shown], "chosen": chosen}
    if chosen:
        context |= {
            "chosen_name": names.get(chosen.number, ""),
            "similar": insight.similar_to(chosen.pk, now=now),
            "together": insight.together_with(chosen.pk, now=now),
        }
    return context


def as_rows() -> tuple[list[str], Iterator[list[object]]]:
    """The heading, and one line for each product and another one that goes with it."""
    rows = insight.most_bought(MOST_EXPORTED)
    codes = dict(Product.objects.filter(pk__in=[one.pk for one in rows]).values_list("id", "code"))
    by_number = {one.number: codes[one.pk] for one in rows if one.pk in codes}
    kinds = (
        (_("Bought by the same customers"), "similar", "similar_people"),
        (_("Bought on the same day"), "together", "together_baskets"),
    )
    lines = (
        [by_number.get(one.number, ""), name, by_number.get(number, ""), many]
        for one in rows
        for name, others, people in kinds
        for number, many in zip(getattr(one, others), getattr(one, people), strict=True)
    )
    return [_("Product"), _("Kind"), _("Goes with"), _("Customers")], lines


def _chosen(text: str) -> Likeness | None:
    try:
        return insight.likeness_of(UUID(text)) if text else None
    except ValueError:
        return None
