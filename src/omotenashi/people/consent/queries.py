# SPDX-License-Identifier: Apache-2.0
"""Reads about consent."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.people.consent.models import ConsentState, Purpose, Suppression
from omotenashi.people.customers.models import ContactPoint


def states_of(node_ids: Iterable[UUID]) -> QuerySet[ConsentState]:
    """Give what the contact points among these nodes allow now."""
    found = ConsentState.objects.filter(contact_point__node_id__in=set(node_ids))
    return found.select_related("purpose", "contact_point__node", "entry").order_by("contact_point__channel", "purpose")


def allows(*, contact_point: ContactPoint, purpose: Purpose) -> bool:
    """Say whether a contact point may be used for a purpose. Missing means no, except for the order's own messages."""
    stopped = Suppression.objects.filter(
        channel=contact_point.channel, address_hash=contact_point.address_hash, lifted_at=None
    )
    transactional = purpose.kind == Purpose.Kind.TRANSACTIONAL
    if stopped.filter(scope="all").exists() or (not transactional and stopped.exists()):
        return False
    state = ConsentState.objects.filter(contact_point=contact_point, purpose=purpose).first()
    return transactional if state is None else state.state == "granted"
