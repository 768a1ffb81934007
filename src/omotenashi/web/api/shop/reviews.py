# SPDX-License-Identifier: Apache-2.0
"""What buyers say of a product, for every surface that shows it: what one hides is hidden everywhere."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import AwareDatetime, Field

from omotenashi.base import clock
from omotenashi.commerce.catalogue import queries as catalogue
from omotenashi.commerce.reviews import queries
from omotenashi.web.api import problems
from omotenashi.web.api.values import TEXT

router = Router()
Code = Annotated[str, Path(max_length=200, pattern=TEXT, description="The code of a product.")]
_MOST = 100


class Said(Schema):
    """One review."""

    rating: int = Field(ge=1, le=5)
    text: str
    name: str = Field(description="As the writer wants to be called; empty for nobody.")
    variant: str = Field(description="The SKU that was bought.")
    written_at: AwareDatetime
    answer: str = Field(description="What the shop says to it; empty for nothing.")


class Reviews(Schema):
    """What the reviews of a product come to, and the newest of them."""

    product: str
    count: int
    average: float = Field(description="0 without a review.")
    by_stars: dict[str, int]
    newest: list[Said]


@router.get("/products/{code}/reviews", response=Reviews, operation_id="list_reviews", auth=None)
def list_reviews(request: HttpRequest, code: Code) -> dict[str, Any]:  # noqa: ARG001  # ninja's signature
    """Give what everybody may read of a product."""
    product = catalogue.on_sale(clock.now()).filter(code=code).first()
    if product is None:
        raise problems.not_found()
    rated = queries.ratings_of([product.pk])[product.pk]
    return {
        "product": product.code, "count": rated.count, "average": round(rated.average, 2),
        "by_stars": {str(stars): n for stars, n in rated.by_stars.items()},
        "newest": [
            {"rating": one.rating, "text": one.text, "name": one.name, "variant": one.variant.sku,
             "written_at": one.written_at, "answer": one.answer}
            for one in queries.reviews_of(product.pk)[:_MOST]
        ],
    }  # fmt: skip
