# SPDX-License-Identifier: Apache-2.0
"""Write a review, decide whether it is shown, answer it. The only writer of its table."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base import bulk
from omotenashi.base.outbox.actions import publish
from omotenashi.commerce.catalogue.models import Product
from omotenashi.commerce.reviews import queries, rules
from omotenashi.commerce.reviews.events import ReviewWritten
from omotenashi.commerce.reviews.models import Review
from omotenashi.commerce.reviews.rules import BadReview

__all__ = ["BadReview", "answer", "erase", "hide", "show", "take_back", "write"]


@transaction.atomic
def write(
    *, node_ids: Sequence[UUID], product_id: UUID, rating: int, text: str, name: str = "", now: datetime
) -> UUID:  # fmt: skip
    """Say something of a product that one has in hand; give the review. Said anew, what was said before is changed.

    `node_ids` are all memberships of whoever writes. Raises BadReview: `not_bought` without goods handed over.
    """
    said = {"rating": rating, "text": text.strip(), "name": name.strip()}
    rules.check(rating=rating, text=str(said["text"]), name=str(said["name"]))
    proof = queries.purchase_of(node_ids, product_id)
    if proof is None:
        raise BadReview("not_bought")
    # One voice of a person, whichever of the memberships it came under; two presses at once are one after the other.
    bulk.rows("SELECT pg_advisory_xact_lock(hashtextextended(%s, 31))", [f"review:{product_id}:{proof.node_id}"])
    mine = Review.objects.filter(node_id__in=list(node_ids), product_id=product_id).order_by("written_at").first()
    if mine is not None and {name: getattr(mine, name) for name in said} == said:
        return mine.pk
    fresh = said | {"state": "waiting", "written_at": now, "shown_at": None, "hidden_at": None, "reason": ""}
    key = {"node_id": mine.node_id if mine else proof.node_id, "product_id": product_id}
    found, _is_new = Review.objects.update_or_create(
        **key,
        defaults=fresh,
        create_defaults=key | fresh | {"variant_id": proof.variant_id, "order_id": proof.order_id},
    )
    code = Product.objects.values_list("code", flat=True).get(pk=product_id)
    publish(ReviewWritten(node_id=found.node_id, at=now, review_id=found.pk, product=code, rating=rating))
    return found.pk


@transaction.atomic
def show(review_id: UUID, *, now: datetime, by: UUID | None = None) -> bool:
    """Let everybody read it, in every channel; say whether that is new."""
    return _decide(review_id, "shown", now=now, by=by, reason="")


@transaction.atomic
def hide(review_id: UUID, *, reason: str = "", now: datetime, by: UUID | None = None) -> bool:
    """Let nobody read it, in no channel; say whether that is new."""
    return _decide(review_id, "hidden", now=now, by=by, reason=reason)


@transaction.atomic
def answer(review_id: UUID, *, text: str, now: datetime, by: UUID | None = None) -> None:
    """Say something to it in the shop's name; an empty text takes the answer away. Raises BadReview."""
    tidy = text.strip()
    if len(tidy) > rules.LONGEST_ANSWER:
        raise BadReview("long")
    Review.objects.filter(pk=review_id).update(
        answer=tidy, answered_at=now if tidy else None, answered_by_id=by if tidy else None
    )


@transaction.atomic
def take_back(review_id: UUID, *, node_ids: Sequence[UUID]) -> bool:
    """The writer takes it back: it is gone."""
    return Review.objects.filter(pk=review_id, node_id__in=list(node_ids)).delete()[0] > 0


@transaction.atomic
def erase(node_ids: Sequence[UUID]) -> int:
    """Take the words of an erased person away; the stars stay without them. Give how many."""
    mine = Review.objects.filter(node_id__in=list(node_ids)).exclude(text="", name="", answer="")
    return mine.update(text="", name="", answer="")


def _decide(review_id: UUID, state: str, *, now: datetime, by: UUID | None, reason: str) -> bool:
    rows = Review.objects.filter(pk=review_id).exclude(state=state)
    return rows.update(state=state, reason=reason, decided_by_id=by, **{f"{state}_at": now}) > 0
