# SPDX-License-Identifier: Apache-2.0
"""What the pages show: states, the history with its proofs, suppressions, the words in use."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.base.prepared import Any, Prepared
from omotenashi.people.consent.models import ConsentEntry, ConsentState, Suppression, WordingVersion
from omotenashi.people.customers.models import ContactPoint


class Held(NamedTuple):
    """What holds now for one contact point and purpose, and the entry of the ledger that says so."""

    node_id: UUID
    channel: str
    purpose: str
    purpose_name: str
    state: str
    occurred_at: datetime
    entry_id: UUID


_HELD = Prepared(
    lambda: ConsentState.objects.filter(contact_point__node_id=Any("nodes"))
    .order_by("contact_point__channel", "purpose_id")
    .values_list("contact_point__node_id", "contact_point__channel", "purpose_id", "purpose__name", "state",
                 "occurred_at", "entry_id")
)  # fmt: skip


def held_of(node_ids: Iterable[UUID]) -> list[Held]:
    """Give what the contact points among these nodes allow now: one small read for a page about somebody."""
    return [Held(*row) for row in _HELD.rows(nodes=list(node_ids))]


def states_of(node_ids: Iterable[UUID]) -> QuerySet[ConsentState]:
    """Give what the contact points among these nodes allow now."""
    found = ConsentState.objects.filter(contact_point__node_id__in=set(node_ids))
    return found.select_related("purpose", "contact_point__node", "entry").order_by("contact_point__channel", "purpose")


def history_of(node_ids: Iterable[UUID]) -> QuerySet[ConsentEntry]:
    """Give every act on the contact points among these nodes with its proof, the newest first."""
    found = ConsentEntry.objects.filter(contact_point__node_id__in=set(node_ids))
    return found.select_related("purpose", "contact_point__node", "wording").order_by("-occurred_at", "-recorded_at")


def suppressions_of(node_ids: Iterable[UUID]) -> QuerySet[Suppression]:
    """Give the live suppressions of the addresses among these nodes."""
    hashes = ContactPoint.objects.filter(node_id__in=set(node_ids)).values("address_hash")
    return Suppression.objects.filter(address_hash__in=hashes, lifted_at=None).order_by("channel", "scope")


def known_point(*, channel: str, address_hash: bytes) -> ContactPoint | None:
    """Give the contact point of an address, unless it was erased."""
    found = ContactPoint.objects.filter(channel=channel, address_hash=address_hash, node__value__isnull=False)
    return found.select_related("node").order_by("-node__seq").first()


def wordings(*, now: datetime) -> dict[str, WordingVersion]:
    """Give the words in use for each purpose."""
    found = WordingVersion.objects.filter(valid_from__lte=now).order_by("purpose", "-version").distinct("purpose")
    return {each.purpose_id: each for each in found.select_related("purpose")}
