# SPDX-License-Identifier: Apache-2.0
"""Read a review from a form and write it down; say in the reader's words what is wrong with it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.orders.models import OrderLine
from omotenashi.commerce.reviews import actions, queries
from omotenashi.commerce.reviews.models import Review
from omotenashi.web.storefront.visits import Visit
from omotenashi.web.ui import toasts


def about(lines: Sequence[OrderLine], *, node_ids: Sequence[UUID]) -> list[tuple[Product, Review | None]]:
    """Give the products of an order that its buyer has in hand, with what was said of them."""
    products = {line.variant.product_id: line.variant.product for line in lines if line.variant and line.handed}
    bought = queries.purchased(node_ids, products) if products else set()
    return [(product, queries.own_review(node_ids, key)) for key, product in products.items() if key in bought]


def write(visit: Visit, *, node_ids: Sequence[UUID]) -> str:
    """Write what the form says; give what is wrong, or nothing."""
    posted = visit.request.POST
    product = Product.objects.filter(code=posted.get("product", "")[:200]).first()
    stars = posted.get("rating", "")
    if product is None or not node_ids:
        return _refusal("not_bought")
    try:
        actions.write(
            node_ids=node_ids, product_id=product.pk, rating=int(stars) if stars in "12345" and stars else 0,
            text=posted.get("text", ""), name=posted.get("name", ""), now=visit.now,
        )  # fmt: skip
    except actions.BadReview as bad:
        return _refusal(bad.reason)
    toasts.add(visit.request, _("Thank you. We look at it and then show it."))
    return ""


def _refusal(reason: str) -> str:
    words: Mapping[str, str] = {
        "not_bought": _("Only what one has bought and received can be reviewed."),
        "rating": _("Please choose one to five stars."),
        "empty": _("Please write a few words."),
        "long": _("Please write a little less."),
    }
    return words[reason]
