# SPDX-License-Identifier: Apache-2.0
"""The search for doubles: what waits for a decision, and how right it was."""

from django.db.models import QuerySet

from omotenashi.people.customers.models import BlockedValue, LinkRun, LinkSuggestion
from omotenashi.people.customers.rules.matching import review


def values_to_review() -> QuerySet[BlockedValue]:
    """Give the values that blocked themselves, because too many people met on them, and wait for somebody to look."""
    waiting = BlockedValue.objects.filter(reviewed_at=None, lifted_at=None)
    return waiting.select_related("node").order_by("added_at", "id")


def proposed_threshold() -> float:
    """Give the probability from which the product proposes to accept at once: as low as the batch is right as a whole."""
    return review.accept_from(list(LinkSuggestion.objects.filter(state="open").values_list("probability", flat=True)))


def open_suggestions(*, least: float = 0.0) -> int:
    """Count the pairs that wait for a decision, from a probability on."""
    return LinkSuggestion.objects.filter(state="open", probability__gte=least).count()


def reviewed_precision(least: float) -> review.Precision:
    """Say how many of the pairs that people looked at, from a probability on, were one human."""
    looked = LinkSuggestion.objects.filter(batch_id=None, probability__gte=least)
    right, wrong = (looked.filter(state=state).count() for state in ("accepted", "rejected"))
    return review.precision(right=right, reviewed=right + wrong)


def newest_search() -> LinkRun | None:
    """Give the newest search for doubles."""
    return LinkRun.objects.order_by("-asked_at").first()
