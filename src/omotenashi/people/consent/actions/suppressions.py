# SPDX-License-Identifier: Apache-2.0
"""Stop writing to an address, whatever the ledger says; begin again only after the person's own act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from omotenashi.base.outbox.actions import publish
from omotenashi.people.consent.events import AddressFreed, AddressStopped
from omotenashi.people.consent.models import Suppression
from omotenashi.people.customers.models import ContactPoint

SCOPES = ("marketing", "all")
REASONS = ("unsubscribed", "hard_bounce", "complaint", "unknown_user", "manual", "legal", "erased")


class NoOwnAct(Exception):
    """A suppression is lifted by a new act of the person; without a word on it, it stays."""


def suppress(
    *, contact_point: ContactPoint, reason: str, now: datetime, scope: str = "marketing", by: str = ""
) -> None:
    """Stop writing to a contact point."""
    suppress_address(
        channel=contact_point.channel,
        address_hash=bytes(contact_point.address_hash),
        reason=reason,
        now=now,
        scope=scope,
        by=by,
    )


@transaction.atomic
def suppress_address(
    *, channel: str, address_hash: bytes, reason: str, now: datetime, scope: str = "marketing", by: str = ""
) -> None:
    """Stop writing to an address that nobody need have registered. Only its hash is kept."""
    if reason not in REASONS or scope not in SCOPES:
        raise ValueError(f"{reason}/{scope}")
    live = Suppression.objects.filter(channel=channel, address_hash=address_hash, scope=scope, lifted_at=None)
    is_new = not live.exists()
    Suppression.objects.bulk_create(
        [Suppression(channel=channel, address_hash=address_hash, reason=reason, since=now, scope=scope, by=by)],
        ignore_conflicts=True,
    )
    # Of whoever is erased nothing is told any more.
    if is_new and reason != "erased":
        nodes = _nodes(channel, address_hash)
        publish(*(AddressStopped(node_id=node, at=now, channel=channel, scope=scope, reason=reason) for node in nodes))


@transaction.atomic
def lift(*, suppression_id: UUID, by: str, reason: str, now: datetime) -> bool:
    """Lift one suppression, with the person's act that allows it in words; say whether it was live."""
    if not reason.strip():
        raise NoOwnAct(str(suppression_id))
    stop = Suppression.objects.filter(pk=suppression_id).first()
    live = Suppression.objects.filter(pk=suppression_id, lifted_at=None)
    if stop is None or not live.update(lifted_at=now, lifted_by=by, lift_reason=reason.strip()):
        return False
    _tell_freed(stop.channel, bytes(stop.address_hash), stop.reason, now=now)
    return True


@transaction.atomic
def lift_by_own_act(*, contact_point: ContactPoint, by: str, reason: str, now: datetime) -> int:
    """Lift what the person may lift by asking again: not what the law or the staff stopped altogether."""
    live = Suppression.objects.filter(
        channel=contact_point.channel, address_hash=contact_point.address_hash, lifted_at=None, scope="marketing"
    ).exclude(reason="legal")
    lifted = live.update(lifted_at=now, lifted_by=by, lift_reason=reason)
    if lifted:
        _tell_freed(contact_point.channel, bytes(contact_point.address_hash), "marketing", now=now)
    return lifted


def _tell_freed(channel: str, address_hash: bytes, reason: str, *, now: datetime) -> None:
    nodes = _nodes(channel, address_hash)
    publish(*(AddressFreed(node_id=node, at=now, channel=channel, reason=reason) for node in nodes))


def _nodes(channel: str, address_hash: bytes) -> list[UUID]:
    """Give the nodes of an address: whoever is in a segment by it has to be looked at again."""
    known = ContactPoint.objects.filter(channel=channel, address_hash=address_hash, node__erased_at=None)
    return list(known.values_list("node_id", flat=True))
