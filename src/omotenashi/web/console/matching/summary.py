# SPDX-License-Identifier: Apache-2.0
"""The queue as a whole: what waits, how right we were so far, the last search, and whose points meet."""

from typing import Any
from uuid import UUID

from omotenashi.base import clock
from omotenashi.commerce.loyalty import queries as loyalty
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.models import LinkSuggestion

# How many pairs a batch would take, from these probabilities on.
STEPS = (0.9, 0.95, 0.99, 0.999)


def about(*, by: str) -> dict[str, Any]:
    """Give what the head of the page says, and the steps of accepting many at once."""
    run = customers.newest_search()
    return {
        "waiting": customers.open_suggestions(),
        "run": run,
        "running": run is not None and run.is_going_on,
        "seconds": (clock.now() - run.asked_at).total_seconds() if run else 0,
        "steps": [
            {
                "least": least,
                "count": customers.open_suggestions(least=least),
                "precision": customers.reviewed_precision(least),
            }
            for least in STEPS
        ],
        "proposed": customers.proposed_threshold(),
        "last": LinkSuggestion.objects.filter(decided_by=by, batch_id=None)
        .exclude(state="open")
        .order_by("-decided_at")
        .first(),
    }


def money_on_both(pair_id: UUID) -> bool:
    """Say whether both persons of a pair hold points."""
    found = LinkSuggestion.objects.filter(pk=pair_id).first()
    return found is not None and holds_money(found)


def holds_money(found: LinkSuggestion) -> bool:
    """Say whether both ends of a pair hold points."""
    persons = [customers.person_of(key) for key in (found.a_id, found.b_id)]
    return all(person and loyalty.balance_of(node.pk for node in customers.nodes_of(person)) for person in persons)
